import { type Place, readObject } from '../api/objects';
import { RefusedError } from '../api/status';
import type { Session } from '../connection/session';
import { fieldOf, type KubeObject } from '../objects/object';

/** Set by the scheduler when a Pod wants the claim. */
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Knows which claims get their volume only when a Pod wants it: those that no Pod wants are as they should be. */
export class WaitingClaims {
  private readonly modes = new Map<string, Promise<boolean>>();

  constructor(private readonly session: Session) {}

  /** Whether this claim waits for its first Pod, and for nothing else. */
  async waitsForPod(object: KubeObject): Promise<boolean> {
    if (object.kind !== 'PersistentVolumeClaim' || object.metadata.annotations?.[SELECTED_NODE] !== undefined) {
      return false;
    }
    const name = fieldOf(object, 'spec', 'storageClassName');
    if (typeof name !== 'string' || name === '') return false;
    const known = this.modes.get(name) ?? this.bindsLate(name);
    this.modes.set(name, known);
    return await known;
  }

  private async bindsLate(name: string): Promise<boolean> {
    const kind = this.session.discovery.preferred('storage.k8s.io', 'StorageClass');
    if (kind === undefined) return false;
    const place: Place = { kind, namespace: '', name };
    try {
      const found = await readObject(this.session.api, place);
      return fieldOf(found, 'volumeBindingMode') === 'WaitForFirstConsumer';
    } catch (error) {
      // Who may not read classes waits for the claim.
      if (error instanceof RefusedError) return false;
      throw error;
    }
  }
}
