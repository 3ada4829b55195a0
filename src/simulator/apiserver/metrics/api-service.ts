import { toTimestamp, type KubeObject } from '../../api';

/** The key of the store for the object below. */
export const API_SERVICES = 'apiregistration.k8s.io/apiservices';

/**
 * The APIService of metrics.k8s.io/v1beta1, which a cluster with metrics has: served by metrics-server, and available.
 * Metadata lacks what the store of the cluster adds: UID and creation time.
 */
export const metricsApiService = (nowMs: number): KubeObject => ({
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.metrics.k8s.io', labels: { 'k8s-app': 'metrics-server' } },
  spec: {
    group: 'metrics.k8s.io',
    groupPriorityMinimum: 100,
    insecureSkipTLSVerify: true,
    service: { name: 'metrics-server', namespace: 'kube-system', port: 443 },
    version: 'v1beta1',
    versionPriority: 100,
  },
  status: {
    conditions: [
      {
        lastTransitionTime: toTimestamp(nowMs),
        message: 'all checks passed',
        reason: 'Passed',
        status: 'True',
        type: 'Available',
      },
    ],
  },
});
