import { seed, type SeedObject } from './seed-object';

/** What a node says of itself. */
export interface NodeShape {
  readonly name: string;
  readonly address: string;
  readonly podCidr: string;
}

/** Amounts of a worker with 4 CPUs and 8 GiB, and what is left for Pods. */
const CAPACITY = {
  cpu: '4',
  'ephemeral-storage': '40470732Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8129884Ki',
  pods: '110',
};
const ALLOCATABLE = { ...CAPACITY, 'ephemeral-storage': '37297826550', memory: '8027484Ki' };

/** Healthy conditions, in the words of the node agent. Source: Kubernetes 1.36, pkg/kubelet/nodestatus/setters.go. */
const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

function labelsOf(name: string): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}

function node({ name, address, podCidr }: NodeShape, now: string, newId: () => string): SeedObject {
  return seed('nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: labelsOf(name), annotations: { 'node.alpha.kubernetes.io/ttl': '0' } },
    spec: { podCIDR: podCidr, podCIDRs: [podCidr] },
    status: {
      addresses: [
        { address, type: 'InternalIP' },
        { address: name, type: 'Hostname' },
      ],
      allocatable: ALLOCATABLE,
      capacity: CAPACITY,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        type,
        status,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
        reason,
        message,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: newId(),
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.12.43+deb13-amd64',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2',
        machineID: newId().replace(/-/g, ''),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        systemUUID: newId(),
      },
    },
  });
}

/** The lease that a node renews while it lives. Source: Kubernetes 1.36, pkg/kubelet, lease of 40 s. */
function lease(name: string, uid: string, now: string): SeedObject {
  return seed('coordination.k8s.io/leases', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: 'kube-node-lease',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now.replace('Z', '.000000Z') },
  });
}

/** Most nodes that the address ranges below hold. */
export const NODES_MAX = 30_000;

/** Names and addresses of `count` equal workers, 0 to `NODES_MAX`. */
export function plainNodes(count: number): NodeShape[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `node-${index + 1}`,
    // Numbering begins at 11: .1 is the router of such a network.
    address: `172.18.${(index + 11) >> 8}.${(index + 11) & 0xff}`,
    // From 10.244 downwards, as far as the range of Services.
    podCidr: `10.${244 - (index >> 8)}.${index & 0xff}.0/24`,
  }));
}

/** The objects of one ready worker: the Node, with its UID, and its Lease. */
export function nodeObjects(shape: NodeShape, now: string, newId: () => string): SeedObject[] {
  const { object } = node(shape, now, newId);
  const uid = newId();
  return [seed('nodes', { ...object, metadata: { ...object.metadata, uid } }), lease(shape.name, uid, now)];
}
