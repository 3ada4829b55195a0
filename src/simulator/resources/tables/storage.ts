import { AGE, boolean, documentOf, integer, NAME, text, wide } from './column';
import { defineTable, type Named } from './table';

/** Access modes in the order in which they are shown. Source: Kubernetes 1.36, core/helper `GetAccessModesAsString`. */
const MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

const accessModes = (modes: readonly string[] | undefined): string =>
  MODES.filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** The old annotation wins over the field. */
const storageClass = ({ metadata }: Named, field: string | undefined): string =>
  metadata.annotations?.[CLASS_ANNOTATION] ?? field ?? '';

const phaseOf = ({ metadata }: Named, phase: string | undefined): string =>
  metadata.deletionTimestamp === undefined ? (phase ?? '') : 'Terminating';

interface Volume extends Named {
  readonly spec?: {
    readonly capacity?: { readonly storage?: string };
    readonly accessModes?: readonly string[];
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string; readonly reason?: string };
}

/** PersistentVolumes. */
export const persistentVolumeTable = defineTable<Volume>({
  columns: [
    NAME,
    text('Capacity', documentOf('core.v1.PersistentVolumeSpec', 'capacity')),
    text('Access Modes', documentOf('core.v1.PersistentVolumeSpec', 'accessModes')),
    text('Reclaim Policy', documentOf('core.v1.PersistentVolumeSpec', 'persistentVolumeReclaimPolicy')),
    text('Status', documentOf('core.v1.PersistentVolumeStatus', 'phase')),
    text('Claim', documentOf('core.v1.PersistentVolumeSpec', 'claimRef')),
    text('StorageClass', 'StorageClass of the pv'),
    text('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
    text('Reason', documentOf('core.v1.PersistentVolumeStatus', 'reason')),
    AGE,
    wide('VolumeMode', documentOf('core.v1.PersistentVolumeSpec', 'volumeMode')),
  ],
  cells: (volume, { age }) => {
    const { metadata, spec, status } = volume;
    const claim = spec?.claimRef;
    return [
      metadata.name,
      spec?.capacity?.storage ?? '0',
      accessModes(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      phaseOf(volume, status?.phase),
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      storageClass(volume, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? '<unset>',
      status?.reason ?? '',
      age,
      spec?.volumeMode ?? '<unset>',
    ];
  },
});

interface Claim extends Named {
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly capacity?: { readonly storage?: string };
    readonly accessModes?: readonly string[];
  };
}

/** PersistentVolumeClaims. */
export const persistentVolumeClaimTable = defineTable<Claim>({
  columns: [
    NAME,
    text('Status', documentOf('core.v1.PersistentVolumeClaimStatus', 'phase')),
    text('Volume', documentOf('core.v1.PersistentVolumeClaimSpec', 'volumeName')),
    text('Capacity', documentOf('core.v1.PersistentVolumeClaimStatus', 'capacity')),
    text('Access Modes', documentOf('core.v1.PersistentVolumeClaimStatus', 'accessModes')),
    text('StorageClass', 'StorageClass of the pvc'),
    text('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'),
    AGE,
    wide('VolumeMode', documentOf('core.v1.PersistentVolumeClaimSpec', 'volumeMode')),
  ],
  cells: (claim, { age }) => {
    const { metadata, spec, status } = claim;
    const isBound = (spec?.volumeName ?? '') !== '';
    return [
      metadata.name,
      phaseOf(claim, status?.phase),
      spec?.volumeName ?? '',
      isBound ? (status?.capacity?.storage ?? '0') : '',
      isBound ? accessModes(status?.accessModes) : '',
      storageClass(claim, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? '<unset>',
      age,
      spec?.volumeMode ?? '<unset>',
    ];
  },
});

interface StorageClass extends Named {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

const isDefault = ({ metadata }: Named): boolean =>
  metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
  metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true';

/** StorageClasses; the default one says so behind its name. */
export const storageClassTable = defineTable<StorageClass>({
  columns: [
    NAME,
    text('Provisioner', documentOf('storage.v1.StorageClass', 'provisioner')),
    text('ReclaimPolicy', documentOf('storage.v1.StorageClass', 'reclaimPolicy')),
    text('VolumeBindingMode', documentOf('storage.v1.StorageClass', 'volumeBindingMode')),
    text('AllowVolumeExpansion', documentOf('storage.v1.StorageClass', 'allowVolumeExpansion')),
    AGE,
  ],
  cells: (storageClassObject, { age }) => {
    const { metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = storageClassObject;
    return [
      `${metadata.name ?? ''}${isDefault(storageClassObject) ? ' (default)' : ''}`,
      provisioner ?? '',
      reclaimPolicy ?? 'Delete',
      volumeBindingMode ?? 'Immediate',
      allowVolumeExpansion ?? false,
      age,
    ];
  },
});

interface AttributesClass extends Named {
  readonly driverName?: string;
}

/** VolumeAttributesClasses. */
export const volumeAttributesClassTable = defineTable<AttributesClass>({
  columns: [NAME, text('DriverName', documentOf('storage.v1.VolumeAttributesClass', 'driverName')), AGE],
  cells: ({ metadata, driverName }, { age }) => [metadata.name, driverName ?? '', age],
});

interface Attachment extends Named {
  readonly spec?: {
    readonly attacher?: string;
    readonly nodeName?: string;
    readonly source?: { readonly persistentVolumeName?: string };
  };
  readonly status?: { readonly attached?: boolean };
}

/** VolumeAttachments. */
export const volumeAttachmentTable = defineTable<Attachment>({
  columns: [
    NAME,
    { ...text('Attacher', documentOf('storage.v1.VolumeAttachmentSpec', 'attacher')), format: 'name' },
    text('PV', documentOf('storage.v1.VolumeAttachmentSource', 'persistentVolumeName')),
    text('Node', documentOf('storage.v1.VolumeAttachmentSpec', 'nodeName')),
    boolean('Attached', documentOf('storage.v1.VolumeAttachmentStatus', 'attached')),
    AGE,
  ],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    spec?.attacher ?? '',
    spec?.source?.persistentVolumeName ?? '',
    spec?.nodeName ?? '',
    status?.attached ?? false,
    age,
  ],
});

interface CsiNode extends Named {
  readonly spec?: { readonly drivers?: readonly object[] };
}

/** CSINodes. */
export const csiNodeTable = defineTable<CsiNode>({
  columns: [NAME, integer('Drivers', 'Drivers indicates the number of CSI drivers registered on the node'), AGE],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.drivers?.length ?? 0, age],
});

interface CsiDriver extends Named {
  readonly spec?: {
    readonly attachRequired?: boolean;
    readonly podInfoOnMount?: boolean;
    readonly storageCapacity?: boolean;
    readonly requiresRepublish?: boolean;
    readonly tokenRequests?: readonly { readonly audience?: string }[];
    readonly volumeLifecycleModes?: readonly string[];
  };
}

/** CSIDrivers. */
export const csiDriverTable = defineTable<CsiDriver>({
  columns: [
    NAME,
    boolean('AttachRequired', documentOf('storage.v1.CSIDriverSpec', 'attachRequired')),
    boolean('PodInfoOnMount', documentOf('storage.v1.CSIDriverSpec', 'podInfoOnMount')),
    boolean('StorageCapacity', documentOf('storage.v1.CSIDriverSpec', 'storageCapacity')),
    text('TokenRequests', documentOf('storage.v1.CSIDriverSpec', 'tokenRequests')),
    boolean('RequiresRepublish', documentOf('storage.v1.CSIDriverSpec', 'requiresRepublish')),
    text('Modes', documentOf('storage.v1.CSIDriverSpec', 'volumeLifecycleModes')),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [
    metadata.name,
    spec?.attachRequired ?? true,
    spec?.podInfoOnMount ?? false,
    spec?.storageCapacity ?? false,
    (spec?.tokenRequests ?? []).map(({ audience }) => audience ?? '').join(',') || '<unset>',
    spec?.requiresRepublish ?? false,
    (spec?.volumeLifecycleModes ?? []).join(',') || '<none>',
    age,
  ],
});

interface Capacity extends Named {
  readonly storageClassName?: string;
  readonly capacity?: string;
}

/** CSIStorageCapacities. */
export const csiStorageCapacityTable = defineTable<Capacity>({
  columns: [
    NAME,
    text('StorageClassName', documentOf('storage.v1.CSIStorageCapacity', 'storageClassName')),
    text('Capacity', documentOf('storage.v1.CSIStorageCapacity', 'capacity')),
  ],
  cells: ({ metadata, storageClassName, capacity }) => [metadata.name, storageClassName ?? '', capacity ?? '<unset>'],
});
