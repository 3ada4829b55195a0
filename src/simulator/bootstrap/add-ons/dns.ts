import { seed, type SeedObject } from '../seed-object';
import { readingRole, SYSTEM_NAMESPACE, systemAccount, systemBinding, TOLERATES_CONTROL_PLANE } from './parts';

/** How DNS runs in a profile. */
export interface DnsOptions {
  /** Number of Pods. @default 2 */
  readonly replicas?: number;
  /** CPU that each asks for; an empty text for none. @default 100m */
  readonly cpu?: string;
  /** @default - that of kubeadm */
  readonly image?: string;
}

const LABELS = { 'k8s-app': 'kube-dns' };

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

const PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  { name: 'metrics', port: 9153, protocol: 'TCP' },
];

const SERVICE = (dnsAddress: string): SeedObject =>
  seed('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: SYSTEM_NAMESPACE,
      labels: { ...LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    },
    spec: {
      clusterIP: dnsAddress,
      ports: PORTS.map((port) => ({ ...port, targetPort: port.port })),
      selector: LABELS,
    },
  });

const healthOn = (path: string, port: string): object => ({ httpGet: { path, port, scheme: 'HTTP' } });

const container = (image: string, cpu: string): object => ({
  name: 'coredns',
  image,
  imagePullPolicy: 'IfNotPresent',
  args: ['-conf', '/etc/coredns/Corefile'],
  resources: { limits: { memory: '170Mi' }, requests: { ...(cpu === '' ? {} : { cpu }), memory: '70Mi' } },
  volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
  ports: [
    ...PORTS.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
    { name: 'liveness-probe', containerPort: 8080, protocol: 'TCP' },
    { name: 'readiness-probe', containerPort: 8181, protocol: 'TCP' },
  ],
  livenessProbe: {
    ...healthOn('/health', 'liveness-probe'),
    initialDelaySeconds: 60,
    timeoutSeconds: 5,
    successThreshold: 1,
    failureThreshold: 5,
  },
  readinessProbe: healthOn('/ready', 'readiness-probe'),
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
});

const DEPLOYMENT = ({
  replicas = 2,
  cpu = '100m',
  image = 'registry.k8s.io/coredns/coredns:v1.13.1',
}: DnsOptions): SeedObject =>
  seed('apps/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: SYSTEM_NAMESPACE, labels: LABELS },
    spec: {
      replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: 'coredns',
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  podAffinityTerm: {
                    labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
                    topologyKey: 'kubernetes.io/hostname',
                  },
                },
              ],
            },
          },
          tolerations: TOLERATES_CONTROL_PLANE,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          containers: [container(image, cpu)],
          dnsPolicy: 'Default',
          volumes: [
            { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
          ],
        },
      },
    },
  });

/** DNS of the cluster. Source: Kubernetes 1.36, cmd/kubeadm/app/phases/addons/dns/manifests.go. */
export const dns = (dnsAddress: string, options: DnsOptions = {}): SeedObject[] => [
  systemAccount('coredns'),
  readingRole('system:coredns', {
    '': ['endpoints', 'services', 'pods', 'namespaces'],
    'discovery.k8s.io': ['endpointslices'],
  }),
  systemBinding('system:coredns', 'coredns'),
  seed('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: SYSTEM_NAMESPACE },
    data: { Corefile: COREFILE },
  }),
  DEPLOYMENT(options),
  SERVICE(dnsAddress),
];
