import { ingressClass, storageClass } from '../add-ons/classes';
import { contour } from '../add-ons/contour';
import { dns } from '../add-ons/dns';
import { LESSON_EXPORTS } from '../add-ons/file-servers';
import { metricsServer } from '../add-ons/metrics-server';
import { proxy } from '../add-ons/node-programs';
import { storageProvisioner } from '../add-ons/storage-provisioner';
import type { NodeAmounts, NodeShape } from '../nodes';
import type { ClusterProfile } from './profile';

const PROVISIONER = 'rancher.io/local-path';
const AZURE_DISK = 'disk.csi.azure.com';

/** Room for every environment: production asks for 14 CPUs and 27 GiB. */
const WORKER: NodeAmounts = { cpu: '8', memory: '32863172Ki', ephemeralStorage: '101430960Ki', pods: '110' };

function node(index: number): NodeShape {
  const shape = {
    name: `node${index + 1}`,
    address: `172.31.0.${11 + index}`,
    podCidr: `10.244.${index}.0/24`,
  };
  if (index > 0) return { ...shape, capacity: WORKER };
  return {
    ...shape,
    labels: {
      'node-role.kubernetes.io/control-plane': '',
      'node.kubernetes.io/exclude-from-external-load-balancers': '',
    },
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  };
}

/**
 * The cluster of the dockercoins workshop, and that of our environments: it has the StorageClasses that they name, and an
 * ingress controller of the class that they name.
 */
export const workshop: ClusterProfile = {
  name: 'workshop',
  summary: 'control plane node1 and two workers, with all that the environments ask for',
  nodes: 3,
  nodesMax: 200,
  node,
  serviceCidr: '10.96.0.0/12',
  loadBalancer: { kind: 'ip', first: '198.51.100.10', count: 240, delayMs: 5_000 },
  provisioners: [PROVISIONER, AZURE_DISK],
  nfsExports: LESSON_EXPORTS,
  addOns: (dnsAddress) => [
    storageClass({ name: 'standard', provisioner: PROVISIONER, isDefault: true }),
    storageClass({ name: 'managed-csi', provisioner: AZURE_DISK, waitsForPod: true, expands: true }),
    storageClass({ name: 'rdb', provisioner: PROVISIONER }),
    ingressClass('contour', 'projectcontour.io/ingress-controller'),
    ...proxy('10.244.0.0/16'),
    ...dns(dnsAddress),
    ...metricsServer(),
    ...contour(),
    ...storageProvisioner('local-path-provisioner', 'rancher/local-path-provisioner:v0.0.32'),
  ],
};
