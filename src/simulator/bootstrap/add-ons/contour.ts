import { seed, type SeedObject } from '../seed-object';

const NAMESPACE = 'projectcontour';
const RBAC = 'rbac.authorization.k8s.io';
const LOOK = ['get', 'list', 'watch'];

const place = (name: string) => ({ name, namespace: NAMESPACE, labels: { app: name } });

function granted(kind: 'Role' | 'ClusterRole', name: string, rules: readonly object[]): SeedObject[] {
  const isWide = kind === 'ClusterRole';
  const metadata = isWide ? { name } : { name, namespace: NAMESPACE };
  const storage = isWide ? 'clusterroles' : 'roles';
  const subjects = [{ kind: 'ServiceAccount', name: 'contour', namespace: NAMESPACE }];
  const roleRef = { apiGroup: RBAC, kind, name };
  return [
    seed(`${RBAC}/${storage}`, { apiVersion: `${RBAC}/v1`, kind, metadata, rules }),
    seed(`${RBAC}/${isWide ? 'clusterrolebindings' : 'rolebindings'}`, {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef,
      subjects,
    }),
  ];
}

/** A workload whose Pods run one container. */
function workload(
  kind: 'Deployment' | 'DaemonSet',
  name: string,
  extra: object,
  pod: object,
  container: object,
): SeedObject {
  const labels = { app: name };
  return seed(`apps/${kind.toLowerCase()}s`, {
    apiVersion: 'apps/v1',
    kind,
    metadata: place(name),
    spec: {
      ...extra,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...pod, containers: [{ name, ...container }] } },
    },
  });
}

function service(name: string, type: string, ports: Readonly<Record<string, number>>): SeedObject {
  const list = Object.entries(ports).map(([port, number]) => ({ name: port, port: number, protocol: 'TCP' }));
  return seed('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: place(name),
    spec: { type, selector: { app: name }, ports: list },
  });
}

/**
 * An ingress controller for the whole cluster, under the names of Contour's quickstart: its control plane reads Ingresses,
 * and proxies on all nodes answer on their ports 80 and 443 and behind a load balancer.
 */
export const contour = (): SeedObject[] => [
  seed('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }),
  seed('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'contour', namespace: NAMESPACE },
  }),
  ...granted('ClusterRole', 'contour', [
    { apiGroups: [''], resources: ['endpoints', 'secrets', 'services'], verbs: LOOK },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingresses/status'], verbs: [...LOOK, 'update'] },
  ]),
  ...granted('Role', 'contour-leaderelection', [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
  ]),
  service('contour', 'ClusterIP', { xds: 8001 }),
  service('envoy', 'LoadBalancer', { http: 80, https: 443 }),
  workload(
    'Deployment',
    'contour',
    { replicas: 2 },
    { serviceAccountName: 'contour' },
    {
      image: 'projectcontour/contour:v1.33.0',
      ports: [{ name: 'xds', containerPort: 8001, protocol: 'TCP' }],
    },
  ),
  workload(
    'DaemonSet',
    'envoy',
    {},
    {},
    {
      image: 'envoyproxy/envoy:v1.35.2',
      ports: [
        { name: 'http', containerPort: 80, hostPort: 80, protocol: 'TCP' },
        { name: 'https', containerPort: 443, hostPort: 443, protocol: 'TCP' },
      ],
    },
  ),
];
