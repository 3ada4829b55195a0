import type {
  ApiClient,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
  StorageClass,
} from '../../../../src/simulator/api';

const CREATED = '2026-01-01T00:00:00Z';

/** A volume that is free: 1Gi, ReadWriteOnce, no class. */
export function volume(name: string, spec: Partial<PersistentVolumeSpec> = {}, phase = 'Available'): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, uid: `uid of ${name}`, resourceVersion: '1', creationTimestamp: CREATED },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      ...spec,
    },
    status: { phase },
  };
}

/** A claim that is not bound: 1Gi, ReadWriteOnce, nothing said of a class. */
export function claim(name: string, spec: Partial<PersistentVolumeClaimSpec> = {}): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'demo', uid: `uid of ${name}`, resourceVersion: '1', creationTimestamp: CREATED },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      volumeMode: 'Filesystem',
      ...spec,
    },
    status: { phase: 'Pending' },
  };
}

/** An object with annotations. */
export const annotated = <Kind extends PersistentVolume | PersistentVolumeClaim | StorageClass>(
  object: Kind,
  annotations: Readonly<Record<string, string>>,
): Kind => ({ ...object, metadata: { ...object.metadata, annotations } });

/** The reference to a claim that a volume carries. */
export const referenceTo = ({ metadata }: PersistentVolumeClaim) => ({
  kind: 'PersistentVolumeClaim',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
});

/** A class whose volumes are made at once. */
export const storageClass = (name: string, fields: Partial<StorageClass> = {}): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, uid: `uid of ${name}`, resourceVersion: '1', creationTimestamp: CREATED },
  provisioner: 'example.com/disks',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  ...fields,
});

/** Stores a volume of a class in a cluster. */
export function addVolume(client: ApiClient, name: string, spec: Partial<PersistentVolumeSpec> = {}): void {
  client.create('persistentvolumes', { metadata: { name }, spec: volume(name, spec).spec });
}

/** Stores a claim in the namespace `default` of a cluster. */
export function addClaim(client: ApiClient, name: string, spec: Partial<PersistentVolumeClaimSpec> = {}): void {
  client.create('persistentvolumeclaims', { metadata: { name, namespace: 'default' }, spec: claim(name, spec).spec });
}

/** Stores a class in a cluster. */
export function addClass(client: ApiClient, name: string, fields: Partial<StorageClass> = {}): void {
  const { provisioner, reclaimPolicy = '', volumeBindingMode = '', ...rest } = storageClass(name, fields);
  const { allowVolumeExpansion } = rest;
  client.create('storage.k8s.io/storageclasses', {
    metadata: { name, annotations: rest.metadata.annotations ?? {} },
    provisioner,
    reclaimPolicy,
    volumeBindingMode,
    ...(allowVolumeExpansion === undefined ? {} : { allowVolumeExpansion }),
  });
}

/** `reason message`, times n, of the Events about an object, oldest first. */
export const eventsAbout = (client: ApiClient, kind: string, name: string): string[] =>
  client
    .list('events')
    .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
    .map(({ reason, message, count }) => `${reason ?? ''} ${message ?? ''}${(count ?? 1) > 1 ? ` x${count}` : ''}`);
