import type { PodSpec } from '../../src/simulator/api';

/**
 * What the Pods of a long-running workload do. `v1` and `v2` serve, `deaf` serves and ignores SIGTERM, `unready` never
 * takes requests, `missing` cannot be pulled, `exits` ends after 20 s and `crashes` at once.
 */
export const APPS = ['v1', 'v2', 'deaf', 'unready', 'missing', 'exits', 'crashes'] as const;
export type App = (typeof APPS)[number];

/** Fields of the container of an app. */
const CONTAINERS: Readonly<Record<App, object>> = {
  v1: { image: 'nginx:1.25' },
  v2: { image: 'nginx:1.26' },
  deaf: { image: 'busybox:1.36', command: ['sleep', 'infinity'] },
  unready: { image: 'nginx:1.27', readinessProbe: { exec: { command: ['false'] }, periodSeconds: 30 } },
  missing: { image: 'nginx:1.161' },
  exits: { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 20; exit 1'] },
  crashes: { image: 'busybox:1.36', command: ['sh', '-c', 'exit 1'] },
};

/** Seconds that Pods get to end: enough to see them go, too few to wait for. */
const GRACE_SECONDS = 5;

/** The Pods of an app, each requesting `milliCpu`. */
export function podSpecOf(app: App, milliCpu: number): PodSpec {
  const resources = { requests: { cpu: `${milliCpu}m` } };
  return {
    containers: [{ name: 'main', resources, ...CONTAINERS[app] }],
    terminationGracePeriodSeconds: GRACE_SECONDS,
  };
}

/** The Pods of a task that ends after some seconds, well or not. */
export function taskSpecOf(seconds: number, fails: boolean, restartPolicy: string, milliCpu: number): PodSpec {
  const command = ['sh', '-c', `sleep ${seconds}; exit ${fails ? 1 : 0}`];
  const resources = { requests: { cpu: `${milliCpu}m` } };
  return {
    containers: [{ name: 'main', image: 'busybox:1.36', command, resources }],
    restartPolicy,
    terminationGracePeriodSeconds: GRACE_SECONDS,
  };
}
