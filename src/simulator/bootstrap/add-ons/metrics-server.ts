import { seed, type SeedObject } from '../seed-object';
import { SYSTEM_NAMESPACE, systemAccount, systemBinding, TOLERATES_CONTROL_PLANE } from './parts';

const NAME = 'metrics-server';
const LABELS = { 'k8s-app': NAME };
const PLACE = { name: NAME, namespace: SYSTEM_NAMESPACE, labels: LABELS };

/** How the metrics server runs in a profile. */
export interface MetricsServerOptions {
  /** CPU that it asks for; an empty text for none. @default 100m */
  readonly cpu?: string;
}

const DEPLOYMENT = (cpu: string): SeedObject =>
  seed('apps/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: PLACE,
    spec: {
      selector: { matchLabels: LABELS },
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
      template: {
        metadata: { labels: LABELS },
        spec: {
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: NAME,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: TOLERATES_CONTROL_PLANE,
          containers: [
            {
              name: NAME,
              image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
              args: ['--cert-dir=/tmp', '--secure-port=10250', '--metric-resolution=15s'],
              ports: [{ name: 'https', containerPort: 10250, protocol: 'TCP' }],
              readinessProbe: {
                httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' },
                initialDelaySeconds: 20,
                periodSeconds: 10,
              },
              resources: { requests: { ...(cpu === '' ? {} : { cpu }), memory: '200Mi' } },
              volumeMounts: [{ name: 'tmp-dir', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp-dir', emptyDir: {} }],
        },
      },
    },
  });

const API_SERVICE = seed('apiregistration.k8s.io/apiservices', {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.metrics.k8s.io', labels: LABELS },
  spec: {
    group: 'metrics.k8s.io',
    groupPriorityMinimum: 100,
    insecureSkipTLSVerify: true,
    service: { name: NAME, namespace: SYSTEM_NAMESPACE, port: 443 },
    version: 'v1beta1',
    versionPriority: 100,
  },
});

/**
 * What measures Pods and nodes. The group metrics.k8s.io itself is served by the API server of the simulator, as long as
 * the Service of the add-on has endpoints.
 * Source: kubernetes-sigs/metrics-server 0.8, manifests.
 */
export const metricsServer = ({ cpu = '100m' }: MetricsServerOptions = {}): SeedObject[] => [
  systemAccount(NAME),
  systemBinding('system:auth-delegator', NAME, 'metrics-server:system:auth-delegator'),
  seed('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: PLACE,
    spec: { selector: LABELS, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' }] },
  }),
  DEPLOYMENT(cpu),
  API_SERVICE,
];
