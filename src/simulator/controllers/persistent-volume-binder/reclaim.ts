import type { PersistentVolume } from '../../api';
import { isPodFinished, keyOf, WorkQueue, type ControllerContext } from '../../client';
import { writeVolumePhase } from './bind';
import { claimKeyOf } from './claims-and-volumes';
import { decideReclaim, decideVolume, unboundVolume } from './decide-volume';

/** How long it takes to empty a volume. Not modelled: the Pod that does it. */
const RECYCLE_MS = 10_000;
/** Until a volume that is still in use is tried again. Source: pv_controller_base.go, resyncPeriod. */
const RETRY_MS = 15_000;

/** Reclaims volumes that nobody has any more. */
export class Reclaimer {
  private readonly recycles: WorkQueue;

  constructor(private readonly context: ControllerContext) {
    this.recycles = new WorkQueue(context.loop, (name) => this.recycle(name));
  }

  /** Marks a volume as released, and does what its policy says. */
  release(volume: PersistentVolume): void {
    const { client, loop, events } = this.context;
    const isReleased = volume.status.phase === 'Released' || volume.status.phase === 'Failed';
    const released = isReleased ? volume : writeVolumePhase(client, volume, 'Released', loop.nowMs);
    const action = decideReclaim(released);
    switch (action.type) {
      case 'keep':
        return;
      case 'recycle':
        this.recycles.addAfter(released.metadata.name, RECYCLE_MS);
        return;
      case 'delete':
        if (released.metadata.deletionTimestamp !== undefined) return;
        client.delete('persistentvolumes', '', released.metadata.name, { uid: released.metadata.uid });
        return;
      case 'fail':
        if (released.status.phase === 'Failed') return;
        writeVolumePhase(client, released, 'Failed', loop.nowMs, action.message);
        events.event(released, 'Warning', action.reason, action.message);
    }
  }

  /** Takes a volume back: it is free again, or waits for the claim that its user reserved it for. */
  unbind(volume: PersistentVolume): void {
    const { client, loop } = this.context;
    writeVolumePhase(client, client.update('persistentvolumes', unboundVolume(volume)), 'Available', loop.nowMs);
  }

  private recycle(name: string): void {
    const { client, events } = this.context;
    const volume = client.get('persistentvolumes', '', name);
    const { claimRef } = volume?.spec ?? {};
    if (volume === undefined || claimRef === undefined) return;
    const claim = client.get('persistentvolumeclaims', claimRef.namespace ?? '', claimRef.name ?? '');
    if (decideVolume(volume, claim).type !== 'release' || decideReclaim(volume).type !== 'recycle') return;
    const users = this.context.pods.claiming(claimKeyOf(claimRef)).filter((pod) => !isPodFinished(pod));
    if (users.length > 0 && claim === undefined) {
      const names = users.map(keyOf).sort();
      events.event(volume, 'Normal', 'VolumeFailedRecycle', `Volume is used by pods: ${names.join(',')}`);
      this.recycles.addAfter(name, RETRY_MS, true);
      return;
    }
    events.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled');
    this.unbind(volume);
  }
}
