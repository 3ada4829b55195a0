import {
  StatusError,
  statusError,
  type KubeObject,
  type PersistentVolumeClaim,
  type Pod,
  type StatefulSet,
} from '../../api';
import type { ControllerContext } from '../../client';
import type { PodDraft } from '../pod-control';
import { decideClaimOwners, hasConflictingController, type ClaimUser } from './claim-owners';
import { claimNameOf, podNameOf, withIdentity } from './identity';

type Verb = 'Create' | 'Update' | 'Delete';

/**
 * Writes the Pods and claims of StatefulSets, with the Events of success and failure. All of it throws what the API
 * refuses.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_pod_control.go.
 */
export class StatefulPodWriter {
  constructor(private readonly context: ControllerContext) {}

  /** Makes the claims of an ordinal, then its Pod. */
  create(set: StatefulSet, draft: PodDraft, ordinal: number): void {
    const name = podNameOf(set, ordinal);
    this.attempt(set, name, 'Create', () => this.createClaims(set, { name, ordinal }));
    let pod: Pod;
    try {
      pod = this.context.client.create('pods', draft);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.status.reason !== 'AlreadyExists') this.podFailed(set, name, 'Create', error);
      throw error;
    }
    this.attempt(set, name, 'Update', () => this.correctOwners(set, { ...pod.metadata, ordinal }));
    this.podDone(set, name, 'Create');
  }

  delete(set: StatefulSet, { metadata: { namespace, name, uid } }: Pod): void {
    this.attempt(set, name, 'Delete', () => this.context.client.delete('pods', namespace, name, { uid }));
    this.podDone(set, name, 'Delete');
  }

  /** Gives a Pod the labels, the volumes and the claims of its ordinal. */
  repair(set: StatefulSet, pod: Pod, ordinal: number): void {
    const { name } = pod.metadata;
    this.attempt(set, name, 'Update', () => {
      this.createClaims(set, { name, ordinal });
      this.correctOwners(set, { ...pod.metadata, ordinal });
      this.context.client.update('pods', withIdentity(set, ordinal, pod));
    });
    this.podDone(set, name, 'Update');
  }

  /** Makes the claims that a Pod waits for. */
  completeClaims(set: StatefulSet, pod: Pod, ordinal: number): void {
    const user = { ...pod.metadata, ordinal };
    this.createClaims(set, user);
    this.attempt(set, user.name, 'Update', () => this.correctOwners(set, user));
  }

  /** Gives the claims of a Pod the owners of the retention policy. */
  correctClaims(set: StatefulSet, pod: Pod, ordinal: number): void {
    this.correctOwners(set, { ...pod.metadata, ordinal });
  }

  private createClaims(set: StatefulSet, user: ClaimUser): void {
    const failures: string[] = [];
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const name = claimNameOf(set, template.metadata.name, user.ordinal);
      const claim = this.claimOf(set, name);
      if (claim === undefined) {
        const failure = this.createClaim(set, user, template, name);
        if (failure !== undefined) failures.push(`failed to create PVC ${name}: ${failure.message}`);
      } else if (claim.metadata.deletionTimestamp !== undefined) {
        failures.push(`pvc ${name} is being deleted`);
      }
    }
    if (failures.length === 0) return;
    throw statusError(500, 'InternalError', failures.length === 1 ? failures.join('') : `[${failures.join(', ')}]`);
  }

  private createClaim(
    set: StatefulSet,
    user: ClaimUser,
    { metadata, spec }: PersistentVolumeClaim,
    name: string,
  ): StatusError | undefined {
    const { annotations, labels, finalizers } = metadata;
    const allLabels = { ...labels, ...set.spec.selector.matchLabels };
    const subject = `${user.name} in StatefulSet ${set.metadata.name}`;
    try {
      this.context.client.create('persistentvolumeclaims', {
        metadata: {
          name,
          namespace: set.metadata.namespace,
          ...(Object.keys(allLabels).length === 0 ? {} : { labels: allLabels }),
          ...(annotations === undefined ? {} : { annotations }),
          ...(finalizers === undefined ? {} : { finalizers }),
        },
        spec,
      });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.event(
        set,
        'Warning',
        'FailedCreate',
        `Create Claim ${name} for Pod ${subject} failed error: ${error.message}`,
      );
      return error;
    }
    this.event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${name} Pod ${subject} success`);
    return undefined;
  }

  private correctOwners(set: StatefulSet, user: ClaimUser): void {
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const name = claimNameOf(set, template.metadata.name, user.ordinal);
      const claim = this.claimOf(set, name);
      if (claim === undefined) continue;
      if (hasConflictingController(set, user, claim)) {
        // The real message has this slip of the pen.
        const what = 'has a conflicting OwnerReference that acts as a manging controller';
        const message = `PersistentVolumeClaim ${name} ${what}, the retention policy is ignored for this claim`;
        this.event(set, 'Warning', 'ConflictingController', message);
      }
      const ownerReferences = decideClaimOwners(set, user, claim);
      if (ownerReferences === undefined) continue;
      const metadata = { ...claim.metadata, ownerReferences };
      this.context.client.update('persistentvolumeclaims', { ...claim, metadata });
    }
  }

  private claimOf(set: StatefulSet, name: string): PersistentVolumeClaim | undefined {
    return this.context.client.get('persistentvolumeclaims', set.metadata.namespace, name);
  }

  private attempt(set: StatefulSet, name: string, verb: Verb, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (error instanceof StatusError) this.podFailed(set, name, verb, error);
      throw error;
    }
  }

  private podDone(set: StatefulSet, name: string, verb: Verb): void {
    const message = `${verb} Pod ${name} in StatefulSet ${set.metadata.name} successful`;
    this.event(set, 'Normal', `Successful${verb}`, message);
  }

  private podFailed(set: StatefulSet, name: string, verb: Verb, { message }: StatusError): void {
    const text = `${verb} Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${message}`;
    this.event(set, 'Warning', `Failed${verb}`, text);
  }

  private event(set: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(set, type, reason, message);
  }
}
