import type { RawObject } from '../../constructs';

/**
 * Deployment rng as a cluster prints it, with nothing changed but the kind: fields that a DaemonSet does not have make
 * Kubernetes refuse it.
 */
export const castDaemonSet = (account: string): RawObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { labels: { app: 'rng' }, name: 'rng' },
  spec: {
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { app: 'rng' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
    template: {
      metadata: { creationTimestamp: null, labels: { app: 'rng' } },
      spec: {
        containers: [
          {
            image: `${account}/rng`,
            imagePullPolicy: 'Always',
            name: 'rng',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      },
    },
  },
  status: {},
});
