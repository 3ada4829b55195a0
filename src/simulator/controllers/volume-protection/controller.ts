import { claimsOfPod, keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import {
  CLAIM_FINALIZER,
  decideClaimFinalizer,
  decideVolumeFinalizer,
  finalizersAfter,
  VOLUME_FINALIZER,
} from './decide';

function protectClaims({ client, loop, pods }: ControllerContext): void {
  const queue = new WorkQueue(loop, (key) => {
    const claim = client.get('persistentvolumeclaims', ...splitKey(key));
    if (claim === undefined) return;
    const action = decideClaimFinalizer(claim, pods.claiming(key));
    if (action === 'keep') return;
    const finalizers = finalizersAfter(claim, action, CLAIM_FINALIZER);
    client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, finalizers } });
  });
  client.watch('persistentvolumeclaims', ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
  });
  client.watch('pods', ({ type, object }) => {
    if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined) {
      for (const claim of claimsOfPod(object)) queue.add(claim);
    }
  });
}

/**
 * Lets a deleted claim go only when no Pod uses it.
 * Source: Kubernetes 1.36, pkg/controller/volume/pvcprotection.
 */
export const persistentVolumeClaimProtectionController: Controller = {
  name: 'persistentvolumeclaim-protection-controller',
  account: 'pvc-protection-controller',
  start: protectClaims,
};

function protectVolumes({ client, loop }: ControllerContext): void {
  const queue = new WorkQueue(loop, (name) => {
    const volume = client.get('persistentvolumes', '', name);
    if (volume === undefined) return;
    const action = decideVolumeFinalizer(volume);
    if (action === 'keep') return;
    const finalizers = finalizersAfter(volume, action, VOLUME_FINALIZER);
    client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers } });
  });
  client.watch('persistentvolumes', ({ type, object }) => {
    if (type !== 'DELETED') queue.add(object.metadata.name);
  });
}

/**
 * Lets a deleted volume go only when it is not bound.
 * Source: Kubernetes 1.36, pkg/controller/volume/pvprotection.
 */
export const persistentVolumeProtectionController: Controller = {
  name: 'persistentvolume-protection-controller',
  account: 'pv-protection-controller',
  start: protectVolumes,
};
