import { LESSON_EXPORTS } from '../add-ons/file-servers';
import { storageClass } from '../add-ons/classes';
import { dns } from '../add-ons/dns';
import { metricsServer } from '../add-ons/metrics-server';
import { proxy } from '../add-ons/node-programs';
import { storageProvisioner } from '../add-ons/storage-provisioner';
import type { NodeShape } from '../nodes';
import type { ClusterProfile } from './profile';

const PROVISIONER = 'k8s.io/minikube-hostpath';

function node(index: number): NodeShape {
  const isFirst = index === 0;
  return {
    name: isFirst ? 'minikube' : `minikube-m${String(index + 1).padStart(2, '0')}`,
    address: `192.168.64.${3 + index}`,
    podCidr: `172.17.${index}.0/24`,
    labels: {
      'minikube.k8s.io/name': 'minikube',
      'minikube.k8s.io/primary': String(isFirst),
      ...(isFirst
        ? {
            'node-role.kubernetes.io/control-plane': '',
            'node.kubernetes.io/exclude-from-external-load-balancers': '',
          }
        : {}),
    },
    capacity: { cpu: '2', memory: '3936948Ki', ephemeralStorage: '17784752Ki', pods: '110' },
    system: {
      osImage: 'Buildroot 2025.02',
      kernelVersion: '6.6.95',
      containerRuntimeVersion: 'docker://28.4.0',
    },
  };
}

/** The one-node cluster of "Kubernetes: Up and Running", with its two cores. */
export const minikube: ClusterProfile = {
  name: 'minikube',
  summary: 'one node of two cores, as in "Kubernetes: Up and Running"',
  nodes: 1,
  nodesMax: 99,
  node,
  serviceCidr: '10.96.0.0/12',
  // What `minikube tunnel` does: an address for every Service.
  loadBalancer: { kind: 'ip', first: '192.168.64.130', count: 120, delayMs: 5_000 },
  provisioners: [PROVISIONER],
  nfsExports: LESSON_EXPORTS,
  addOns: (dnsAddress) => [
    storageClass({ name: 'standard', provisioner: PROVISIONER, isDefault: true }),
    ...proxy('172.17.0.0/16'),
    // Four Pods of half a core fill the node in the text: what is there before asks for no CPU.
    ...dns(dnsAddress, { replicas: 1, cpu: '' }),
    ...metricsServer({ cpu: '' }),
    ...storageProvisioner('storage-provisioner', 'gcr.io/k8s-minikube/storage-provisioner:v5'),
  ],
};
