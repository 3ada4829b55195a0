import { storageClass } from '../add-ons/classes';
import { dns } from '../add-ons/dns';
import { amazonNetwork, proxy } from '../add-ons/node-programs';
import type { NodeAmounts, NodeShape } from '../nodes';
import type { ClusterProfile } from './profile';

const REGION = 'us-east-1';

/** Addresses of the first nodes, as the workshop prints them. */
const ADDRESSES = ['192.168.240.81', '192.168.134.44'];

/** Later nodes: as many addresses of the second half of the network, away from those of Pods. */
const addressOf = (index: number): string => ADDRESSES[index] ?? `192.168.${136 + (index % 100)}.${10 + index}`;

/** A t3.medium with the memory that the workshop prints: 2 CPUs, 17 Pods. */
const CAPACITY: NodeAmounts = { cpu: '2', memory: '3794356Ki', ephemeralStorage: '83873772Ki', pods: '17' };
/** Without what the system keeps: 255Mi and 11Mi for each Pod, and 100Mi before Pods are evicted. */
const ALLOCATABLE: NodeAmounts = {
  cpu: '1930m',
  memory: '3239348Ki',
  ephemeralStorage: '76224326324',
  pods: '17',
};

function node(index: number): NodeShape {
  const address = addressOf(index);
  const zone = `${REGION}${'ab'[index % 2] as string}`;
  return {
    name: `ip-${address.replace(/\./g, '-')}.ec2.internal`,
    address,
    externalAddress: `203.0.113.${10 + index}`,
    podCidr: `192.168.${index}.0/24`,
    labels: {
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'eks.amazonaws.com/nodegroup': 'workers',
      'node.kubernetes.io/instance-type': 't3.medium',
      'topology.kubernetes.io/region': REGION,
      'topology.kubernetes.io/zone': zone,
    },
    capacity: CAPACITY,
    allocatable: ALLOCATABLE,
    system: {
      osImage: 'Amazon Linux 2023.9.20251027',
      kernelVersion: '6.12.46-66.121.amzn2023.x86_64',
      containerRuntimeVersion: 'containerd://2.1.4',
    },
    providerId: `aws:///${zone}/i-${(index + 0x0a1b2c3d).toString(16).padStart(17, '0')}`,
  };
}

/** A number of ten digits from a text. */
const tenDigits = (text: string): number =>
  1_000_000_000 + [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 999_999_937, 7);

/** The cluster of the awsme workshop. */
export const aws: ClusterProfile = {
  name: 'aws',
  summary: 'two Amazon nodes of 3.6 GiB, load balancers with DNS names after some minutes',
  nodes: 2,
  nodesMax: 100,
  node,
  serviceCidr: '10.100.0.0/16',
  loadBalancer: {
    kind: 'hostname',
    // Source: k8s.io/cloud-provider `DefaultLoadBalancerName`: an a and the UID, cut after 32 letters.
    hostnameOf: (uid) => `${`a${uid.replace(/-/g, '')}`.slice(0, 32)}-${tenDigits(uid)}.${REGION}.elb.amazonaws.com`,
    delayMs: 150_000,
  },
  // The workshop's own program is killed alone: the container that it was started in goes on.
  singleProcessOOMKill: true,
  routesToEndpoints: true,
  provisioners: ['ebs.csi.aws.com'],
  addOns: (dnsAddress) => [
    storageClass({
      name: 'gp2',
      provisioner: 'kubernetes.io/aws-ebs',
      isDefault: true,
      waitsForPod: true,
      parameters: { fsType: 'ext4', type: 'gp2' },
    }),
    ...amazonNetwork(),
    ...proxy('192.168.0.0/16'),
    ...dns(dnsAddress),
  ],
};
