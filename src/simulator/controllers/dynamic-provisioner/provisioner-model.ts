import type { Node, PersistentVolumeClaim, PersistentVolumeSpec, StorageClass } from '../../api';

/** What a provisioner makes a volume for. */
export interface ProvisioningRequest {
  readonly claim: PersistentVolumeClaim;
  readonly storageClass: StorageClass;
  /** Name of the volume. */
  readonly name: string;
  /** Node that the scheduler chose. @default - the class does not wait for one */
  readonly node?: Node;
}

/** What is special about a volume that a provisioner made. */
export interface ProvisionedVolume {
  /** Where it is, and from where it can be reached. */
  readonly spec: Partial<PersistentVolumeSpec>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** A provisioner as a StorageClass names it. */
export interface ProvisionerModel {
  /** Source component of its Events. */
  readonly component: string;
  /** What it makes. */
  volume(request: ProvisioningRequest): ProvisionedVolume;
  /** Sizes are multiples of this many bytes. @default 1 */
  readonly sizeStepBytes?: number;
  /** Whether it can make volumes larger, where their class allows it. @default false */
  readonly canExpand?: boolean;
  /** Why it makes nothing for a claim with a selector. @default - it makes a volume and lets the selector be */
  readonly selectorRefusal?: string;
  /** Classes may name it by this name of a provisioner of Kubernetes, too. @default - none */
  readonly inTreeName?: string;
}

const GIBI = 1024 ** 3;
/** Keeps a volume until its provisioner has deleted what it stands for. Source: external-provisioner 5. */
export const CSI_FINALIZER = 'external-provisioner.volume.kubernetes.io/finalizer';

/** The provisioner of minikube: folders of its node, never larger and never full. */
export const minikubeHostPath: ProvisionerModel = {
  component: 'k8s.io/minikube-hostpath_minikube_8f2c6b6e-3b0f-4a57-8a65-2f8f0f5b7a10',
  volume: ({ claim }) => ({
    spec: {
      hostPath: { path: `/tmp/hostpath-provisioner/${claim.metadata.namespace}/${claim.metadata.name}`, type: '' },
    },
    annotations: { hostPathProvisionerIdentity: '8f2c6b6e-3b0f-4a57-8a65-2f8f0f5b7a10' },
  }),
};

/** The provisioner of Docker Desktop: folders of its virtual machine. */
export const dockerHostPath: ProvisionerModel = {
  component: 'docker.io/hostpath_storage-provisioner_4d1a3a53-52b5-4d0f-9d0e-6f6f1c4a6b21',
  volume: ({ claim, name }) => {
    const path = `/var/lib/k8s-pvs/${claim.metadata.name}/${name}`;
    return { spec: { hostPath: { path, type: '' } }, annotations: { 'docker.io/hostpath': path } };
  },
};

/** The provisioner of kind and k3s: folders of the node that the scheduler chose, which only that node reaches. */
export const localPath: ProvisionerModel = {
  component: 'rancher.io/local-path_local-path-provisioner-7dc846544d-q8v2n_c0ffee12-7d1e-4b0a-9c7e-3a1f5d2b6e90',
  volume: ({ claim, name, node }) => {
    const folder = `${name}_${claim.metadata.namespace}_${claim.metadata.name}`;
    const hostPath = { path: `/var/local-path-provisioner/${folder}`, type: 'DirectoryOrCreate' };
    return { spec: { hostPath, ...reachedFrom('kubernetes.io/hostname', node) } };
  },
  selectorRefusal: 'claim.Spec.Selector is not supported',
};

/** Restricts a volume to the nodes that have the same label as the chosen one. */
function reachedFrom(key: string, node: Node | undefined): Partial<PersistentVolumeSpec> {
  const value = node?.metadata.labels?.[key];
  if (value === undefined) return {};
  const matchExpressions = [{ key, operator: 'In', values: [value] }];
  return { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } };
}

/** How a CSI driver differs from others. */
export interface CsiDriverOptions {
  /** Name of the driver: `ebs.csi.aws.com`. */
  readonly driver: string;
  /** Pod of its controller: `ebs-csi-controller-0`. */
  readonly pod: string;
  /** Makes the name under which the storage knows a volume. */
  readonly volumeHandle: (request: ProvisioningRequest) => string;
  /** Label of nodes that says from where a volume can be reached. @default - from everywhere */
  readonly topologyKey?: string;
  /** Name of the provisioner of Kubernetes whose work it does. @default - none */
  readonly inTreeName?: string;
  /** How a volume of a class with that name says where it is. @default - as any volume of the driver */
  readonly inTreeSource?: (handle: string, fsType: string) => Partial<PersistentVolumeSpec>;
}

/** A CSI driver with disks in whole gibibytes, which can grow. */
export function csiDriver(options: CsiDriverOptions): ProvisionerModel {
  const { driver, pod, volumeHandle, topologyKey, inTreeName, inTreeSource } = options;
  return {
    component: `${driver}_${pod}_b1c2d3e4-5f60-4718-92a3-b4c5d6e7f809`,
    sizeStepBytes: GIBI,
    canExpand: true,
    selectorRefusal: 'claim Selector is not supported',
    ...(inTreeName === undefined ? {} : { inTreeName }),
    volume(request) {
      const { storageClass, node, claim } = request;
      const handle = volumeHandle(request);
      const isBlock = claim.spec.volumeMode === 'Block';
      const fsType =
        storageClass.parameters?.['csi.storage.k8s.io/fstype'] ?? storageClass.parameters?.['fsType'] ?? 'ext4';
      const isInTree = inTreeSource !== undefined && storageClass.provisioner === inTreeName;
      const source = isInTree
        ? inTreeSource(handle, fsType)
        : { csi: { driver, volumeHandle: handle, ...(isBlock ? {} : { fsType }) } };
      return {
        spec: { ...source, ...(topologyKey === undefined ? {} : reachedFrom(topologyKey, node)) },
        annotations: {
          ...(isInTree ? { 'pv.kubernetes.io/migrated-to': driver } : {}),
          'volume.kubernetes.io/provisioner-deletion-secret-name': '',
          'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
        },
        finalizers: storageClass.reclaimPolicy === 'Retain' ? [] : [CSI_FINALIZER],
      };
    },
  };
}
