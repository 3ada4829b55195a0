import { storageClass } from '../add-ons/classes';
import { dns } from '../add-ons/dns';
import { proxy } from '../add-ons/node-programs';
import { storageProvisioner } from '../add-ons/storage-provisioner';
import type { NodeShape } from '../nodes';
import type { ClusterProfile } from './profile';

const PROVISIONER = 'rbd.csi.ceph.com';

const node = (index: number): NodeShape => ({
  name: `c${String(index + 1).padStart(2, '0')}`,
  address: `172.16.52.${11 + index}`,
  podCidr: `10.244.${index}.0/24`,
});

/** The cluster of the Flask workshop: five workers. Its login node isp02 is no node of the cluster. */
export const tacc: ClusterProfile = {
  name: 'tacc',
  summary: 'workers c01 to c05, a StorageClass rdb, no load balancers',
  nodes: 5,
  nodesMax: 200,
  node,
  serviceCidr: '10.96.0.0/12',
  provisioners: [PROVISIONER],
  addOns: (dnsAddress) => [
    storageClass({ name: 'rdb', provisioner: PROVISIONER, expands: true }),
    ...proxy('10.244.0.0/16'),
    ...dns(dnsAddress),
    ...storageProvisioner('csi-rbdplugin-provisioner', 'quay.io/cephcsi/cephcsi:v3.15.0'),
  ],
};
