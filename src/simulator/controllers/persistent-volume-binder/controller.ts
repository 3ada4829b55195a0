import type { ObjectChange, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api';
import { keyOf, ObjectIndex, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { bind, writeClaimPhase, writeVolumePhase } from './bind';
import {
  annotationOf,
  BETA_STORAGE_PROVISIONER,
  BIND_COMPLETED,
  claimKeyOf,
  classOfClaim,
  classOfVolume,
  defaultClassOf,
  driverOf,
  STORAGE_PROVISIONER,
  waitsForConsumer,
} from './claims-and-volumes';
import { decideClaim, type ClaimSurroundings, type Notice } from './decide-claim';
import { decideVolume } from './decide-volume';
import { findVolume } from './match';
import { PendingClaims } from './pending-claims';
import { Reclaimer } from './reclaim';

class Binder {
  private readonly claims: WorkQueue;
  private readonly volumes: WorkQueue;
  private readonly pending: PendingClaims;
  private readonly reclaimer: Reclaimer;
  /** Free volumes by class, the others by whose they are. */
  private readonly candidates: ObjectIndex<'persistentvolumes'>;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.claims = new WorkQueue(loop, (key) => this.syncClaim(key));
    this.volumes = new WorkQueue(loop, (name) => this.syncVolume(name));
    this.pending = new PendingClaims(loop, (key) => this.claims.add(key));
    this.reclaimer = new Reclaimer(context);
    this.candidates = new ObjectIndex(client, 'persistentvolumes', (volume) => {
      const { claimRef } = volume.spec;
      return [claimRef === undefined ? `class ${classOfVolume(volume)}` : `claim ${claimKeyOf(claimRef)}`];
    });
    client.watch('persistentvolumes', (change) => this.noteVolume(change));
    client.watch('persistentvolumeclaims', (change) => this.noteClaim(change));
    client.watch('storage.k8s.io/storageclasses', ({ type }) => {
      if (type !== 'DELETED') this.pending.hope();
    });
  }

  private noteClaim({ type, object }: ObjectChange<PersistentVolumeClaim>): void {
    const key = keyOf(object);
    const isPending = type !== 'DELETED' && annotationOf(object, BIND_COMPLETED) === undefined;
    if (isPending) this.pending.add(key);
    else this.pending.delete(key);
    if (type === 'DELETED') this.claims.forget(key);
    else this.claims.add(key);
    for (const volume of this.candidates.get(`claim ${key}`)) this.volumes.add(volume.metadata.name);
  }

  private noteVolume({ type, object }: ObjectChange<PersistentVolume>): void {
    const { claimRef } = object.spec;
    if (type === 'DELETED') {
      this.volumes.forget(object.metadata.name);
      if (claimRef !== undefined) this.claims.add(claimKeyOf(claimRef));
      return;
    }
    this.volumes.add(object.metadata.name);
    if (object.status.phase === 'Available') this.pending.hope();
  }

  private syncClaim(key: string): void {
    const { client, loop, events, trace } = this.context;
    const claim = client.get('persistentvolumeclaims', ...splitKey(key));
    if (claim === undefined) return;
    const action = decideClaim(claim, this.surroundings(claim));
    switch (action.type) {
      case 'bind':
        bind(client, action.volume, claim, loop.nowMs);
        return;
      case 'setClass':
        trace(claim, `gets the default storage class ${action.className}`);
        client.update('persistentvolumeclaims', {
          ...claim,
          spec: { ...claim.spec, storageClassName: action.className },
        });
        return;
      case 'provision':
        this.provision(claim, action.storageClass);
        return;
      case 'pend':
        this.report(claim, action.notice);
        writeClaimPhase(client, claim, 'Pending');
        return;
      case 'lose':
        if (claim.status.phase === 'Lost') return;
        writeClaimPhase(client, claim, 'Lost');
        this.report(claim, action.notice);
        return;
      case 'report':
        events.event(claim, action.notice.type, action.notice.reason, action.notice.message);
    }
  }

  private report(claim: PersistentVolumeClaim, notice: Notice | undefined): void {
    if (notice !== undefined) this.context.events.event(claim, notice.type, notice.reason, notice.message);
  }

  private surroundings(claim: PersistentVolumeClaim): ClaimSurroundings {
    const { client } = this.context;
    const { volumeName = '' } = claim.spec;
    const named = volumeName === '' ? undefined : client.get('persistentvolumes', '', volumeName);
    if (volumeName !== '') return { ...(named === undefined ? {} : { named }), waitingPods: [] };
    const className = classOfClaim(claim);
    const storageClass = className === '' ? undefined : client.get('storage.k8s.io/storageclasses', '', className);
    const candidates = [...this.candidates.get(`claim ${keyOf(claim)}`), ...this.candidates.get(`class ${className}`)];
    const best = findVolume(claim, candidates, waitsForConsumer(storageClass));
    const defaultClass = defaultClassOf(client.list('storage.k8s.io/storageclasses'));
    const waiting = this.context.pods.claiming(keyOf(claim)).filter(({ spec, status }) => {
      const isFinished = status.phase === 'Succeeded' || status.phase === 'Failed';
      return !isFinished && (spec.nodeName ?? '') === '';
    });
    return {
      ...(best === undefined ? {} : { best }),
      ...(storageClass === undefined ? {} : { storageClass }),
      ...(defaultClass === undefined ? {} : { defaultClass }),
      waitingPods: waiting.map(({ metadata }) => metadata.name),
    };
  }

  /** Asks the provisioner of a class for a volume. Source: pv_controller.go `provisionClaimOperationExternal`. */
  private provision(claim: PersistentVolumeClaim, { provisioner }: StorageClass): void {
    const { client, events } = this.context;
    const driver = driverOf(provisioner);
    if (driver.startsWith('kubernetes.io/')) {
      events.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
      return;
    }
    if (annotationOf(claim, STORAGE_PROVISIONER) !== driver) {
      const asked = { [BETA_STORAGE_PROVISIONER]: driver, [STORAGE_PROVISIONER]: driver };
      const annotations = { ...claim.metadata.annotations, ...asked };
      client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } });
    }
    events.event(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${driver}' or manually by the system ` +
        'administrator. If volume creation is delayed, please verify that the provisioner is running and correctly ' +
        'registered.',
    );
  }

  private syncVolume(name: string): void {
    const { client, loop, events } = this.context;
    const volume = client.get('persistentvolumes', '', name);
    if (volume === undefined) return;
    const { namespace = '', name: claimName = '' } = volume.spec.claimRef ?? {};
    const claim = claimName === '' ? undefined : client.get('persistentvolumeclaims', namespace, claimName);
    const action = decideVolume(volume, claim);
    switch (action.type) {
      case 'setPhase':
        writeVolumePhase(client, volume, action.phase, loop.nowMs);
        return;
      case 'release':
        this.reclaimer.release(volume);
        return;
      case 'unbind':
        this.reclaimer.unbind(volume);
        return;
      case 'syncClaim':
        this.claims.add(`${namespace}/${claimName}`);
        return;
      case 'reportMode': {
        const cause = 'due to incompatible volumeMode.';
        const wanted = JSON.stringify(claimName);
        const volumeText = `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${wanted} ${cause}`;
        events.event(volume, 'Warning', 'VolumeMismatch', volumeText);
        const claimText = `Cannot bind PersistentVolume ${JSON.stringify(name)} to requested PersistentVolumeClaim ${cause}`;
        events.event(action.claim, 'Warning', 'VolumeMismatch', claimText);
      }
    }
  }
}

/**
 * Binds claims to volumes, asks provisioners for new ones, and reclaims those that were given up.
 *
 * Not modelled: the Pods that empty a recycled volume, provisioners inside the controller manager other than the one
 * that deletes folders below /tmp, VolumeAttributesClasses beyond matching.
 * Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume.
 */
export const persistentVolumeBinderController: Controller = {
  name: 'persistentvolume-binder-controller',
  account: 'persistent-volume-binder',
  component: 'persistentvolume-controller',
  start(context) {
    new Binder(context);
  },
};
