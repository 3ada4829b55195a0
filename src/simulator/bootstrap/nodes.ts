import { seed, type SeedObject } from './seed-object';

/** Amounts of a node, as resources are written. */
export interface NodeAmounts {
  /** CPUs. */
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  /** Pods that it takes. */
  readonly pods: string;
}

/** A taint of a node. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** What a node says of itself. */
export interface NodeShape {
  readonly name: string;
  /** Address inside the cluster. */
  readonly address: string;
  /** Range of the addresses of its Pods. */
  readonly podCidr: string;
  /** Address from outside. @default - none */
  readonly externalAddress?: string;
  /** Labels beside those of every node. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations beside those of every node. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** @default - none: every Pod may run there */
  readonly taints?: readonly NodeTaint[];
  /** What it has. @default - 4 CPUs, 8 GiB, 110 Pods */
  readonly capacity?: NodeAmounts;
  /** What is left for Pods. @default - all that it has; a little less than that where it has the usual amounts */
  readonly allocatable?: NodeAmounts;
  /** Its system, as `kubectl get nodes -o wide` shows it. @default - Debian 13 with containerd */
  readonly system?: NodeSystem;
  /** Its name at the provider. @default - none */
  readonly providerId?: string;
}

/** Names and versions of what a node runs on. */
export interface NodeSystem {
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly containerRuntimeVersion: string;
}

/** Amounts of a worker with 4 CPUs and 8 GiB, and what is left for Pods. */
const CAPACITY: NodeAmounts = {
  cpu: '4',
  memory: '8129884Ki',
  ephemeralStorage: '40470732Ki',
  pods: '110',
};
const ALLOCATABLE: NodeAmounts = { ...CAPACITY, ephemeralStorage: '37297826550', memory: '8027484Ki' };

const DEBIAN: NodeSystem = {
  osImage: 'Debian GNU/Linux 13 (trixie)',
  kernelVersion: '6.12.43+deb13-amd64',
  containerRuntimeVersion: 'containerd://2.1.4',
};

const amounts = ({ cpu, memory, ephemeralStorage, pods }: NodeAmounts): Record<string, string> => ({
  cpu,
  'ephemeral-storage': ephemeralStorage,
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory,
  pods,
});

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

function addressesOf({ name, address, externalAddress }: NodeShape): object[] {
  return [
    { address, type: 'InternalIP' },
    ...(externalAddress === undefined ? [] : [{ address: externalAddress, type: 'ExternalIP' }]),
    { address: name, type: 'Hostname' },
  ];
}

function node(shape: NodeShape, now: string, newId: () => string): SeedObject {
  const { name, podCidr, providerId, taints, capacity = CAPACITY, system = DEBIAN } = shape;
  const { allocatable = shape.capacity ?? ALLOCATABLE } = shape;
  return seed('nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { ...labelsOf(name), ...shape.labels },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', ...shape.annotations },
    },
    spec: {
      podCIDR: podCidr,
      podCIDRs: [podCidr],
      ...(providerId === undefined ? {} : { providerID: providerId }),
      ...(taints === undefined ? {} : { taints }),
    },
    status: {
      addresses: addressesOf(shape),
      allocatable: amounts(allocatable),
      capacity: amounts(capacity),
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
        containerRuntimeVersion: system.containerRuntimeVersion,
        kernelVersion: system.kernelVersion,
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2',
        machineID: newId().replace(/-/g, ''),
        operatingSystem: 'linux',
        osImage: system.osImage,
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

/** The objects of one ready node: the Node, with its UID, and its Lease. */
export function nodeObjects(shape: NodeShape, now: string, newId: () => string): SeedObject[] {
  const { object } = node(shape, now, newId);
  const uid = newId();
  return [seed('nodes', { ...object, metadata: { ...object.metadata, uid } }), lease(shape.name, uid, now)];
}
