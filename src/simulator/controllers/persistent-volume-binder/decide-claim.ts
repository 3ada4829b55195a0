import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api';
import {
  annotationOf,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  classOfClaim,
  isBoundTo,
  saysClass,
  SELECTED_NODE,
} from './claims-and-volumes';
import { whyNot } from './match';

/** Something to say about an object. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What is to become of a claim. */
export type ClaimAction =
  | { readonly type: 'bind'; readonly volume: PersistentVolume }
  /** Give it the class of claims that say none. */
  | { readonly type: 'setClass'; readonly className: string }
  /** Ask for a new volume. */
  | { readonly type: 'provision'; readonly storageClass: StorageClass }
  /** It has no volume yet. */
  | { readonly type: 'pend'; readonly notice?: Notice }
  /** It had a volume: said once, when it becomes so. */
  | { readonly type: 'lose'; readonly notice: Notice }
  | { readonly type: 'report'; readonly notice: Notice };

/** What a claim's fate depends on. */
export interface ClaimSurroundings {
  /** The volume that the claim names. @default - it names none, or one that does not exist */
  readonly named?: PersistentVolume;
  /** The volume that suits it best. @default - none does */
  readonly best?: PersistentVolume;
  /** The class that it asks for. @default - none, or one that does not exist */
  readonly storageClass?: StorageClass;
  /** The class of claims that say none. @default - there is none */
  readonly defaultClass?: StorageClass;
  /** Names of Pods that use the claim and have no node yet. */
  readonly waitingPods: readonly string[];
}

const warning = (reason: string, message: string): Notice => ({ type: 'Warning', reason, message });
const normal = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

/**
 * Decides what is to become of a claim.
 *
 * Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume/pv_controller.go `syncUnboundClaim` and
 * `syncBoundClaim`.
 */
export function decideClaim(claim: PersistentVolumeClaim, around: ClaimSurroundings): ClaimAction {
  if (annotationOf(claim, BIND_COMPLETED) !== undefined) return decideBound(claim, around.named);
  return (claim.spec.volumeName ?? '') === '' ? decideUnbound(claim, around) : decideNaming(claim, around.named);
}

function decideBound(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimAction {
  if ((claim.spec.volumeName ?? '') === '') {
    const message = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!';
    return { type: 'lose', notice: warning('ClaimLost', message) };
  }
  if (volume === undefined) {
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    return { type: 'lose', notice: warning('ClaimLost', message) };
  }
  if (volume.spec.claimRef === undefined || volume.spec.claimRef.uid === claim.metadata.uid) {
    return { type: 'bind', volume };
  }
  const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
  return { type: 'lose', notice: warning('ClaimMisbound', message) };
}

/** A claim whose user, or an earlier run, chose the volume. */
function decideNaming(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimAction {
  if (volume === undefined) return { type: 'pend' };
  const name = JSON.stringify(volume.metadata.name);
  if (volume.spec.claimRef === undefined) {
    const reason = whyNot(volume, claim);
    if (reason === undefined) return { type: 'bind', volume };
    return { type: 'pend', notice: warning('VolumeMismatch', `Cannot bind to requested volume ${name}: ${reason}`) };
  }
  if (isBoundTo(volume, claim)) return { type: 'bind', volume };
  const notice = warning('FailedBinding', `volume ${name} already bound to a different claim.`);
  return annotationOf(claim, BOUND_BY_CONTROLLER) === undefined ? { type: 'pend', notice } : { type: 'report', notice };
}

function decideUnbound(claim: PersistentVolumeClaim, around: ClaimSurroundings): ClaimAction {
  const { best, storageClass, defaultClass } = around;
  if (best !== undefined) return { type: 'bind', volume: best };
  if (!saysClass(claim) && defaultClass !== undefined) {
    return { type: 'setClass', className: defaultClass.metadata.name };
  }
  if (mustWait(claim, storageClass)) return { type: 'pend', notice: waitingNotice(around.waitingPods) };
  const className = classOfClaim(claim);
  if (className === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    return { type: 'pend', notice: normal('FailedBinding', message) };
  }
  if (storageClass === undefined) {
    const message = `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`;
    return { type: 'report', notice: warning('ProvisioningFailed', message) };
  }
  return { type: 'provision', storageClass };
}

/** Whether a claim waits for the scheduler to choose a node. */
const mustWait = (claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && annotationOf(claim, SELECTED_NODE) === undefined;

function waitingNotice(pods: readonly string[]): Notice {
  if (pods.length === 0) {
    return normal('WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  }
  const names = pods.length === 1 ? `pod ${pods.join('')}` : `pods ${pods.join(',')}`;
  return normal('WaitForPodScheduled', `waiting for ${names} to be scheduled`);
}
