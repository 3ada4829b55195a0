import type { Construct } from 'constructs';
import { ArgumentError, requireLabels, requireObjectName, requireOneOf, requireSome } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { ClusterScope } from './cluster-scope';
import { k8s } from './k8s';
import { type Quantity, toQuantity } from './quantity';
import { Volume } from './volume';

/** How many nodes and Pods may use a volume at once. */
export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';
const ACCESS_MODES: readonly AccessMode[] = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** What a claim asks for. */
export interface ClaimProps {
  /** Size, such as '10Gi'. */
  readonly size: Quantity;
  /** Access modes. @default ['ReadWriteOnce'] */
  readonly accessModes?: readonly AccessMode[];
  /** Name of the StorageClass; '' for none at all. @default - the cluster's default class */
  readonly storageClass?: string;
  /** Labels that the volume must bear. @default - any volume */
  readonly volumeLabels?: Readonly<Record<string, string>>;
}

/** The claim fields that `props` stand for. */
export function toClaimSpec(scope: Construct, props: ClaimProps): k8s.PersistentVolumeClaimSpec {
  const accessModes = props.accessModes ?? ['ReadWriteOnce'];
  for (const mode of accessModes) requireOneOf(scope, 'accessModes', mode, ACCESS_MODES);
  requireLabels(scope, 'volumeLabels', props.volumeLabels);
  return {
    accessModes: [...accessModes],
    storageClassName: props.storageClass,
    resources: { requests: { storage: toQuantity(scope, 'size', props.size) } },
    selector: props.volumeLabels === undefined ? undefined : { matchLabels: props.volumeLabels },
  };
}

/** Room that outlives Pods: a PersistentVolumeClaim. */
export class Claim extends Block {
  /** Name of the claim. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ObjectProps & ClaimProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    new k8s.KubePersistentVolumeClaim(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: toClaimSpec(this, props),
    });
  }

  /** The claim as a volume called `volumeName`. */
  volume(volumeName: string): Volume {
    return Volume.claim(volumeName, this.name);
  }
}

/** Props of `StaticVolume`. */
export interface StaticVolumeProps extends Omit<ObjectProps, 'namespace'> {
  /** Size, such as '10Gi'. */
  readonly size: Quantity;
  /** Access modes, at least one. */
  readonly accessModes: readonly AccessMode[];
  /** A folder of an NFS server. @default - none; then `hostPath` is required */
  readonly nfs?: { readonly server: string; readonly path: string };
  /** A folder of the node; for one-node clusters. @default - none; then `nfs` is required */
  readonly hostPath?: string;
  /** Name of the StorageClass whose claims may bind. @default - none: claims without class */
  readonly storageClass?: string;
  /** What happens after the claim is deleted. @default - Retain */
  readonly reclaimPolicy?: 'Retain' | 'Delete';
}

/** A volume that an administrator made by hand: a PersistentVolume. It belongs to no namespace. */
export class StaticVolume extends Block {
  /** Name of the volume. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: StaticVolumeProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    requireSome(this, 'accessModes', props.accessModes);
    for (const mode of props.accessModes) requireOneOf(this, 'accessModes', mode, ACCESS_MODES);
    if ((props.nfs === undefined) === (props.hostPath === undefined)) {
      throw new ArgumentError(this, 'nfs', "must be given, or 'hostPath', and not both", props.nfs);
    }
    ClusterScope.free(
      new k8s.KubePersistentVolume(this, 'Resource', {
        metadata: { name: this.name, labels: props.labels, annotations: props.annotations },
        spec: {
          accessModes: [...props.accessModes],
          capacity: { storage: toQuantity(this, 'size', props.size) },
          nfs: props.nfs,
          hostPath: props.hostPath === undefined ? undefined : { path: props.hostPath },
          storageClassName: props.storageClass,
          persistentVolumeReclaimPolicy: props.reclaimPolicy,
        },
      }),
    );
  }
}

/** Props of `StorageClass`. */
export interface StorageClassProps extends Omit<ObjectProps, 'namespace'> {
  /** Driver that makes the volumes, such as 'disk.csi.azure.com'. */
  readonly provisioner: string;
  /** Whether claims without a class get this one. @default false */
  readonly isDefault?: boolean;
  /** Settings of the driver. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `WaitForFirstConsumer` makes the volume where the Pod is. @default - Immediate */
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  /** Whether claims may grow. @default - not */
  readonly allowVolumeExpansion?: boolean;
  /** What happens to a volume after its claim is deleted. @default - Delete */
  readonly reclaimPolicy?: 'Retain' | 'Delete';
}

/** A kind of storage that claims may ask for by name. It belongs to no namespace. */
export class StorageClass extends Block {
  /** Name of the class. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: StorageClassProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    const annotations =
      props.isDefault === true
        ? { ...props.annotations, 'storageclass.kubernetes.io/is-default-class': 'true' }
        : props.annotations;
    ClusterScope.free(
      new k8s.KubeStorageClass(this, 'Resource', {
        metadata: { name: this.name, labels: props.labels, annotations },
        provisioner: props.provisioner,
        parameters: props.parameters,
        volumeBindingMode: props.volumeBindingMode,
        allowVolumeExpansion: props.allowVolumeExpansion,
        reclaimPolicy: props.reclaimPolicy,
      }),
    );
  }
}
