import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import { keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import {
  annotationOf,
  classOfClaim,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
} from '../persistent-volume-binder/claims-and-volumes';
import { decideFate, mustProvision, newVolume, refusalFor, volumeNameFor, type NamedProvisioner } from './decide';
import { decideExpansion, wantsMore } from './expand';
import { CSI_FINALIZER, type ProvisionerModel } from './provisioner-model';

/** Which provisioners a cluster has. */
export interface DynamicProvisionerOptions {
  /** By the name that a StorageClass gives: `ebs.csi.aws.com`. */
  readonly provisioners: ReadonlyMap<string, ProvisionerModel>;
  /** How long it takes to make, enlarge or delete a volume, in virtual milliseconds. */
  readonly delayMs: number;
}

class Provisioner {
  private readonly orders: WorkQueue;
  private readonly deletions: WorkQueue;

  constructor(
    private readonly context: ControllerContext,
    private readonly self: NamedProvisioner,
    delayMs: number,
  ) {
    const { client, loop, events } = context;
    this.orders = new WorkQueue(loop, (key) => this.provision(key));
    this.deletions = new WorkQueue(loop, (name) => this.delete(name));
    // Events come when the work begins, its result a while later.
    const begin = new WorkQueue(loop, (key) => {
      const claim = client.get('persistentvolumeclaims', ...splitKey(key));
      if (claim === undefined || !this.isOrder(claim)) return;
      const text = `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`;
      events.event(claim, 'Normal', 'Provisioning', text);
      this.orders.addAfter(key, delayMs);
    });
    const asked = new Set<string>();
    client.watch('persistentvolumeclaims', ({ type, object }) => {
      const isOrder = type !== 'DELETED' && annotationOf(object, STORAGE_PROVISIONER) === self.name;
      const { uid } = object.metadata;
      if (!isOrder || !this.isOrder(object)) asked.delete(uid);
      else if (!asked.has(uid)) {
        asked.add(uid);
        begin.add(keyOf(object));
      }
    });
    client.watch('persistentvolumes', ({ type, object }) => {
      if (type !== 'DELETED' && decideFate(object, self) !== 'keep') {
        this.deletions.addAfter(object.metadata.name, delayMs);
      }
    });
  }

  private isOrder(claim: PersistentVolumeClaim): boolean {
    const storageClass = this.context.client.get('storage.k8s.io/storageclasses', '', classOfClaim(claim));
    return mustProvision(claim, storageClass, this.self);
  }

  private provision(key: string): void {
    const { client, events } = this.context;
    const claim = client.get('persistentvolumeclaims', ...splitKey(key));
    if (claim === undefined || !this.isOrder(claim)) return;
    const storageClass = client.get('storage.k8s.io/storageclasses', '', classOfClaim(claim));
    const name = volumeNameFor(claim);
    if (storageClass === undefined || client.get('persistentvolumes', '', name) !== undefined) return;
    const refusal = refusalFor(claim, storageClass, this.self.model);
    if (refusal !== undefined) {
      events.event(claim, 'Warning', 'ProvisioningFailed', refusal);
      return;
    }
    const selected = annotationOf(claim, SELECTED_NODE);
    const node = selected === undefined ? undefined : client.get('nodes', '', selected);
    const request = { claim, storageClass, name, ...(node === undefined ? {} : { node }) };
    client.create('persistentvolumes', newVolume(request, this.self.model));
    events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
  }

  private delete(name: string): void {
    const { client } = this.context;
    const volume = client.get('persistentvolumes', '', name);
    if (volume === undefined) return;
    switch (decideFate(volume, this.self)) {
      case 'keep':
        return;
      case 'delete':
        client.delete('persistentvolumes', '', name, { uid: volume.metadata.uid });
        return;
      case 'letGo': {
        const finalizers = (volume.metadata.finalizers ?? []).filter((each) => each !== CSI_FINALIZER);
        client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers } });
      }
    }
  }
}

/** Enlarges volumes, as the resizer beside a CSI driver does, and the file systems on them at once. */
function startResizer({ client, loop, events }: ControllerContext, self: NamedProvisioner, delayMs: number): void {
  const sizeFor = (claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): string | undefined =>
    decideExpansion(claim, volume, client.get('storage.k8s.io/storageclasses', '', classOfClaim(claim)), self);
  const volumeOf = (claim: PersistentVolumeClaim): PersistentVolume | undefined =>
    client.get('persistentvolumes', '', claim.spec.volumeName ?? '');
  const finish = new WorkQueue(loop, (key) => {
    const claim = client.get('persistentvolumeclaims', ...splitKey(key));
    const volume = claim === undefined ? undefined : volumeOf(claim);
    const storage = claim === undefined ? undefined : sizeFor(claim, volume);
    if (claim === undefined || volume === undefined || storage === undefined) return;
    client.update('persistentvolumes', { ...volume, spec: { ...volume.spec, capacity: { storage } } });
    const capacity = { ...claim.status.capacity, storage };
    client.updateStatus('persistentvolumeclaims', { ...claim, status: { ...claim.status, capacity } });
    events.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
  });
  const begin = new WorkQueue(loop, (key) => {
    const claim = client.get('persistentvolumeclaims', ...splitKey(key));
    const volume = claim === undefined ? undefined : volumeOf(claim);
    if (claim === undefined || sizeFor(claim, volume) === undefined) return;
    const name = claim.spec.volumeName ?? '';
    events.event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${name}`);
    finish.addAfter(key, delayMs);
  });
  client.watch('persistentvolumeclaims', ({ type, object, previous }) => {
    if (type === 'DELETED' || !wantsMore(object)) return;
    if (previous === undefined || previous.spec !== object.spec || !wantsMore(previous)) begin.add(keyOf(object));
  });
}

/**
 * The provisioners of a cluster: each makes volumes for the claims that ask it to, deletes those that were given up, and
 * enlarges those that want more, after `delayMs`. Each has a component of its own, as its Events show.
 *
 * Not modelled: failures of the storage, another try for a claim that is refused, capacity tracking, allowedTopologies, snapshots and clones; a file system grows
 * together with its disk, whether or not a Pod uses it.
 */
export function dynamicProvisioners({ provisioners, delayMs }: DynamicProvisionerOptions): readonly Controller[] {
  return [...provisioners].flatMap(([name, model]): Controller[] => {
    const self: NamedProvisioner = { name, model };
    const provisioner: Controller = {
      name: `provisioner ${name}`,
      component: model.component,
      start(context) {
        new Provisioner(context, self, delayMs);
      },
    };
    if (model.canExpand !== true) return [provisioner];
    const resizer: Controller = {
      name: `resizer ${name}`,
      component: `external-resizer ${name}`,
      start: (context) => startResizer(context, self, delayMs),
    };
    return [provisioner, resizer];
  });
}

/**
 * Says of claims that want more that somebody else has to enlarge their volume: Kubernetes itself enlarges none.
 * Source: Kubernetes 1.36, pkg/controller/volume/expand/expand_controller.go.
 */
export const persistentVolumeExpanderController: Controller = {
  name: 'persistentvolume-expander-controller',
  account: 'expand-controller',
  component: 'volume_expand',
  start({ client, loop, events }) {
    const queue = new WorkQueue(loop, (key) => {
      const claim = client.get('persistentvolumeclaims', ...splitKey(key));
      if (claim === undefined || !wantsMore(claim)) return;
      events.event(claim, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC');
    });
    client.watch('persistentvolumeclaims', ({ type, object, previous }) => {
      if (type === 'MODIFIED' && wantsMore(object) && previous !== undefined && !wantsMore(previous)) {
        queue.add(keyOf(object));
      }
    });
  },
};
