import { storageClass } from '../add-ons/classes';
import { dns } from '../add-ons/dns';
import { proxy } from '../add-ons/node-programs';
import { storageProvisioner } from '../add-ons/storage-provisioner';
import type { NodeShape } from '../nodes';
import type { ClusterProfile } from './profile';

const PROVISIONER = 'docker.io/hostpath';

const node = (index: number): NodeShape => ({
  name: index === 0 ? 'docker-desktop' : `docker-desktop-worker${index === 1 ? '' : index}`,
  address: `192.168.65.${3 + index}`,
  podCidr: `10.1.${index}.0/24`,
  ...(index === 0
    ? {
        labels: {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        },
      }
    : {}),
  capacity: { cpu: '4', memory: '8024952Ki', ephemeralStorage: '61202244Ki', pods: '110' },
  system: {
    osImage: 'Docker Desktop',
    kernelVersion: '6.10.14-linuxkit',
    containerRuntimeVersion: 'docker://28.4.0',
  },
});

/** The one-node cluster of the voting workshop: the own machine. */
export const desktop: ClusterProfile = {
  name: 'desktop',
  summary: 'one node on the own machine, load balancers answer on localhost',
  nodes: 1,
  nodesMax: 100,
  node,
  serviceCidr: '10.96.0.0/12',
  loadBalancer: { kind: 'hostname', hostnameOf: () => 'localhost', delayMs: 1_000 },
  provisioners: [PROVISIONER],
  addOns: (dnsAddress) => [
    storageClass({ name: 'hostpath', provisioner: PROVISIONER, isDefault: true }),
    ...proxy('10.1.0.0/16'),
    ...dns(dnsAddress),
    ...storageProvisioner('storage-provisioner', 'docker/desktop-storage-provisioner:v2.0'),
  ],
};
