import fc from 'fast-check';
import { APPS, podSpecOf, taskSpecOf, type App } from './apps';
import { NAMESPACE } from './world';

/** A workload as a scenario asks for it. */
export type WorkloadPlan =
  | {
      readonly kind: 'Deployment';
      readonly name: 'web' | 'api';
      readonly app: App;
      readonly replicas: number;
      /** Undefined for the strategy Recreate. */
      readonly rolling?: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
      readonly minReadySeconds: number;
      readonly revisionHistoryLimit: number;
      readonly milliCpu: number;
    }
  | {
      readonly kind: 'StatefulSet';
      readonly name: 'db';
      readonly app: App;
      readonly replicas: number;
      readonly isParallel: boolean;
      readonly partition: number;
      readonly start: number;
      readonly hasClaims: boolean;
      readonly minReadySeconds: number;
      readonly milliCpu: number;
    }
  | {
      readonly kind: 'DaemonSet';
      readonly name: 'agent';
      readonly app: App;
      readonly rolling: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
      readonly minReadySeconds: number;
      readonly milliCpu: number;
    }
  | {
      readonly kind: 'Job';
      readonly name: 'task-a' | 'task-b';
      readonly parallelism: number;
      /** Undefined for a Job that is done when one Pod says so. */
      readonly completions?: number;
      readonly isIndexed: boolean;
      readonly backoffLimit: number;
      readonly seconds: number;
      readonly fails: boolean;
      readonly restartPolicy: 'Never' | 'OnFailure';
      readonly milliCpu: number;
    };

/** Storage key of the resource of a kind of workload. */
export const RESOURCES = {
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  DaemonSet: 'apps/daemonsets',
  Job: 'batch/jobs',
} as const;

/** Label that tells the Pods of workloads apart. */
export const APP_LABEL = 'app';

const metadata = (name: string): object => ({ name, namespace: NAMESPACE, labels: { [APP_LABEL]: name } });

const template = (name: string, spec: object): object => ({ metadata: { labels: { [APP_LABEL]: name } }, spec });

function specOf(plan: WorkloadPlan): object {
  const { name, milliCpu } = plan;
  const selector = { matchLabels: { [APP_LABEL]: name } };
  switch (plan.kind) {
    case 'Deployment': {
      const { app, replicas, minReadySeconds, revisionHistoryLimit, rolling } = plan;
      const strategy = rolling === undefined ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: rolling };
      const pods = template(name, podSpecOf(app, milliCpu));
      return { replicas, minReadySeconds, revisionHistoryLimit, strategy, selector, template: pods };
    }
    case 'StatefulSet': {
      const { app, replicas, minReadySeconds, isParallel, partition, start, hasClaims } = plan;
      const resources = { requests: { storage: '1Gi' } };
      const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources } };
      return {
        replicas,
        minReadySeconds,
        selector,
        serviceName: name,
        podManagementPolicy: isParallel ? 'Parallel' : 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } },
        ...(start === 0 ? {} : { ordinals: { start } }),
        ...(hasClaims ? { volumeClaimTemplates: [claim] } : {}),
        template: template(name, podSpecOf(app, milliCpu)),
      };
    }
    case 'DaemonSet': {
      const { app, minReadySeconds, rolling } = plan;
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: rolling };
      return { minReadySeconds, selector, updateStrategy, template: template(name, podSpecOf(app, milliCpu)) };
    }
    case 'Job': {
      const { parallelism, completions, isIndexed, backoffLimit, seconds, fails, restartPolicy } = plan;
      return {
        parallelism,
        backoffLimit,
        ...(completions === undefined ? {} : { completions }),
        ...(isIndexed && completions !== undefined ? { completionMode: 'Indexed' } : {}),
        template: template(name, taskSpecOf(seconds, fails, restartPolicy, milliCpu)),
      };
    }
  }
}

/** The object that a plan stands for, without its apiVersion and kind. */
export const workloadOf = (plan: WorkloadPlan): object => ({ metadata: metadata(plan.name), spec: specOf(plan) });

/** The Service of a workload. */
export const serviceOf = (name: string): object => ({
  metadata: metadata(name),
  spec: { selector: { [APP_LABEL]: name }, ports: [{ name: 'http', port: 80 }] },
});

/** Apps, most of them such that serve. */
export const appArb: fc.Arbitrary<App> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<App>('v1', 'v2', 'deaf') },
  { weight: 1, arbitrary: fc.constantFrom(...APPS) },
);

const minReadyArb = fc.constantFrom(0, 0, 4, 15);
const milliCpuArb = fc.constantFrom(50, 100, 250);

const deploymentArb: fc.Arbitrary<WorkloadPlan> = fc.record({
  kind: fc.constant('Deployment'),
  name: fc.constantFrom('web', 'api'),
  app: appArb,
  replicas: fc.integer({ min: 0, max: 5 }),
  rolling: fc.option(
    fc.constantFrom<{ maxSurge: number | string; maxUnavailable: number | string }>(
      { maxSurge: 1, maxUnavailable: 0 },
      { maxSurge: 0, maxUnavailable: 1 },
      { maxSurge: 2, maxUnavailable: 1 },
      { maxSurge: '25%', maxUnavailable: '25%' },
      { maxSurge: '30%', maxUnavailable: '50%' },
      { maxSurge: '0%', maxUnavailable: '34%' },
      { maxSurge: '100%', maxUnavailable: 0 },
    ),
    { nil: undefined, freq: 6 },
  ),
  minReadySeconds: minReadyArb,
  revisionHistoryLimit: fc.integer({ min: 0, max: 3 }),
  milliCpu: milliCpuArb,
});

const statefulSetArb: fc.Arbitrary<WorkloadPlan> = fc.record({
  kind: fc.constant('StatefulSet'),
  name: fc.constant('db'),
  app: appArb,
  replicas: fc.integer({ min: 0, max: 4 }),
  isParallel: fc.boolean(),
  partition: fc.constantFrom(0, 0, 0, 1, 2),
  start: fc.constantFrom(0, 0, 3),
  hasClaims: fc.boolean(),
  minReadySeconds: minReadyArb,
  milliCpu: milliCpuArb,
});

const daemonSetArb: fc.Arbitrary<WorkloadPlan> = fc.record({
  kind: fc.constant('DaemonSet'),
  name: fc.constant('agent'),
  app: appArb,
  rolling: fc.constantFrom<{ maxSurge: number | string; maxUnavailable: number | string }>(
    { maxSurge: 0, maxUnavailable: 1 },
    { maxSurge: 0, maxUnavailable: '30%' },
    { maxSurge: 0, maxUnavailable: '50%' },
    { maxSurge: 1, maxUnavailable: 0 },
    { maxSurge: '50%', maxUnavailable: 0 },
  ),
  minReadySeconds: minReadyArb,
  milliCpu: milliCpuArb,
});

const jobArb: fc.Arbitrary<WorkloadPlan> = fc.record({
  kind: fc.constant('Job'),
  name: fc.constantFrom('task-a', 'task-b'),
  parallelism: fc.integer({ min: 1, max: 4 }),
  completions: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 4 }),
  isIndexed: fc.boolean(),
  backoffLimit: fc.integer({ min: 0, max: 2 }),
  seconds: fc.constantFrom(1, 5, 20),
  fails: fc.constantFrom(false, false, true),
  restartPolicy: fc.constantFrom('Never', 'Never', 'OnFailure'),
  milliCpu: milliCpuArb,
});

/** Any workload. */
export const workloadArb: fc.Arbitrary<WorkloadPlan> = fc.oneof(
  { weight: 4, arbitrary: deploymentArb },
  { weight: 3, arbitrary: statefulSetArb },
  { weight: 3, arbitrary: daemonSetArb },
  { weight: 2, arbitrary: jobArb },
);
