import { driverOf } from '../persistent-volume-binder/claims-and-volumes';
import { csiDriver, dockerHostPath, localPath, minikubeHostPath, type ProvisionerModel } from './provisioner-model';

/** The first `length` hexadecimal digits of a volume's UUID. */
const digitsOf = (name: string, length: number): string => name.replace(/^pvc-/, '').replace(/-/g, '').slice(0, length);

/** Disks of Amazon's cloud, each in one zone. */
export const awsElasticBlockStore: ProvisionerModel = csiDriver({
  driver: 'ebs.csi.aws.com',
  pod: 'ebs-csi-controller-6c8d9f7b5d-x2k4m',
  volumeHandle: ({ name }) => `vol-0${digitsOf(name, 16)}`,
  topologyKey: 'topology.kubernetes.io/zone',
  inTreeName: 'kubernetes.io/aws-ebs',
  inTreeSource: (volumeID, fsType) => ({ awsElasticBlockStore: { volumeID, fsType } }),
});

/** Disks of OpenStack. */
export const cinder: ProvisionerModel = csiDriver({
  driver: 'cinder.csi.openstack.org',
  pod: 'csi-cinder-controllerplugin-0',
  volumeHandle: ({ name }) => name.replace(/^pvc-/, ''),
  inTreeName: 'kubernetes.io/cinder',
  inTreeSource: (volumeID, fsType) => ({ cinder: { volumeID, fsType } }),
});

/** Shared folders of OpenStack. */
export const manila: ProvisionerModel = csiDriver({
  driver: 'nfs.manila.csi.openstack.org',
  pod: 'openstack-manila-csi-controllerplugin-0',
  volumeHandle: ({ name }) => name.replace(/^pvc-/, ''),
});

const diskUri = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/workshop/providers/Microsoft.Compute/disks/${name}`;

/** Disks of Microsoft's cloud. */
export const azureDisk: ProvisionerModel = csiDriver({
  driver: 'disk.csi.azure.com',
  pod: 'csi-azuredisk-controller-0',
  volumeHandle: ({ name }) => diskUri(name),
  inTreeName: 'kubernetes.io/azure-disk',
  inTreeSource: (diskURI, fsType) => ({
    azureDisk: {
      diskName: diskURI.slice(diskURI.lastIndexOf('/') + 1),
      diskURI,
      fsType,
      cachingMode: 'ReadWrite',
      kind: 'Managed',
      readOnly: false,
    },
  }),
});

/** Block devices of Ceph. */
export const cephBlockDevice: ProvisionerModel = csiDriver({
  driver: 'rbd.csi.ceph.com',
  pod: 'csi-rbdplugin-provisioner-0',
  volumeHandle: ({ name }) => `0001-0009-rook-ceph-0000000000000002-${name.replace(/^pvc-/, '')}`,
});

/** Provisioners that are modelled, by the name under which they are asked. */
const KNOWN: ReadonlyMap<string, ProvisionerModel> = new Map([
  ['rancher.io/local-path', localPath],
  ['disk.csi.azure.com', azureDisk],
  ['rbd.csi.ceph.com', cephBlockDevice],
  ['k8s.io/minikube-hostpath', minikubeHostPath],
  ['docker.io/hostpath', dockerHostPath],
  ['ebs.csi.aws.com', awsElasticBlockStore],
  ['cinder.csi.openstack.org', cinder],
  ['nfs.manila.csi.openstack.org', manila],
]);

/**
 * The provisioners of these names, by the name under which they are asked: that of a CSI driver in the place of a
 * provisioner of Kubernetes (`kubernetes.io/aws-ebs`), whose classes it serves. Throws a RangeError for one that is not
 * modelled.
 */
export function provisionersNamed(names: readonly string[]): ReadonlyMap<string, ProvisionerModel> {
  const found = new Map<string, ProvisionerModel>();
  for (const name of names) {
    const driver = driverOf(name);
    const model = KNOWN.get(driver);
    if (model === undefined) {
      throw new RangeError(`provisioner must be one of ${[...KNOWN.keys()].join(', ')}, got '${name}'`);
    }
    found.set(driver, model);
  }
  return found;
}
