import { seed, type SeedObject } from './seed-object';

/** Address and port behind the Service of the API server: one that no machine has. Source: RFC 5737. */
export const SERVER_ENDPOINT = { address: '192.0.2.1', port: 6443 };

const HTTPS = { name: 'https', port: SERVER_ENDPOINT.port, protocol: 'TCP' };

function namespace(name: string): SeedObject {
  return seed('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
}

/** Source: Kubernetes 1.36, pkg/apis/scheduling/v1/helpers.go. */
function priorityClass(name: string, value: number, description: string): SeedObject {
  return seed('scheduling.k8s.io/priorityclasses', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name, generation: 1 },
    value,
    description,
    preemptionPolicy: 'PreemptLowerPriority',
  });
}

/**
 * The Service of the API server, at the first address of the range.
 * Source: Kubernetes 1.36, pkg/controlplane/controller/kubernetesservice.
 */
export function serverService(clusterIP: string): SeedObject[] {
  const place = { name: 'kubernetes', namespace: 'default' };
  return [
    seed('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...place, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        clusterIP,
        clusterIPs: [clusterIP],
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SERVER_ENDPOINT.port }],
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
      status: { loadBalancer: {} },
    }),
    seed('endpoints', {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...place, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: SERVER_ENDPOINT.address }], ports: [HTTPS] }],
    }),
    seed('discovery.k8s.io/endpointslices', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...place, generation: 1, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [SERVER_ENDPOINT.address], conditions: { ready: true } }],
      ports: [HTTPS],
    }),
  ];
}

/** Source: Kubernetes 1.36, pkg/controlplane/controller/defaultservicecidr. */
function serviceRange(cidr: string, now: string): SeedObject {
  return seed('networking.k8s.io/servicecidrs', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    spec: { cidrs: [cidr] },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: now,
          reason: '',
          message: 'Kubernetes Service CIDR is ready',
        },
      ],
    },
  });
}

/** Namespaces, priority classes and the Service of the server. `now` is virtual time as the API writes it. */
export function systemObjects(now: string, cidr: string, serverAddress: string): SeedObject[] {
  return [
    ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(namespace),
    priorityClass(
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ),
    priorityClass(
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ),
    ...serverService(serverAddress),
    serviceRange(cidr, now),
  ];
}
