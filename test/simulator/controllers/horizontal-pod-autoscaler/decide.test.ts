import { decideScaling } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/decide';
import { autoscalerOf, HALF, NOW_MS, observed, podsOf } from './autoscaling';

type Plan = ReturnType<typeof decideScaling>;
const conditionsOf = ({ status }: Plan): string[] =>
  (status.conditions ?? []).map(({ type, status: state, reason, message }) => `${type} ${state} ${reason}: ${message}`);
const eventsOf = ({ events }: Plan): string[] =>
  events.map(({ type, reason, message }) => `${type} ${reason} ${message}`);

const UTILIZATION = 'cpu resource utilization (percentage of request)';

test('scales up when the Pods use more than they should', () => {
  const plan = decideScaling(autoscalerOf(), observed(podsOf(2), 100));
  expect(plan.rescale).toEqual({ replicas: 4, reason: `${UTILIZATION} above target` });
  expect(eventsOf(plan)).toEqual([`Normal SuccessfulRescale New size: 4; reason: ${UTILIZATION} above target`]);
  expect(conditionsOf(plan)).toEqual([
    'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4',
    `ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from ${UTILIZATION}`,
    'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
  ]);
  expect(plan.status).toMatchObject({
    currentReplicas: 2,
    desiredReplicas: 4,
    lastScaleTime: '2026-01-01T12:00:00Z',
    currentMetrics: [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } } },
    ],
  });
});

test('leaves well alone, twice', () => {
  const autoscaler = autoscalerOf();
  const first = decideScaling(autoscaler, observed(podsOf(3), 50));
  expect([first.rescale, first.events]).toEqual([undefined, []]);
  const again = decideScaling({ ...autoscaler, status: first.status }, observed(podsOf(3), 50));
  expect(again.status).toEqual(first.status);
  expect(conditionsOf(first)[0]).toBe('AbleToScale True ReadyForNewScale: recommended size matches current size');
});

test('scales down when nothing was wanted for five minutes', () => {
  const pods = podsOf(4);
  const first = decideScaling(autoscalerOf(), observed(pods, 10));
  expect(conditionsOf(first)[0]).toBe(
    'AbleToScale True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
  );
  expect(first.rescale).toBeUndefined();
  const history = first.history === undefined ? {} : { history: first.history };
  const later = decideScaling(autoscalerOf(), { ...observed(pods, 10), ...history, nowMs: NOW_MS + 301_000 });
  expect(later.rescale).toEqual({ replicas: 1, reason: 'All metrics below target' });
});

test.each([
  [{ minReplicas: 3 }, 3, 'Current number of replicas below Spec.MinReplicas'],
  [{ maxReplicas: 1 }, 1, 'Current number of replicas above Spec.MaxReplicas'],
])('keeps its bounds %p before it asks for metrics', (spec, replicas, reason) => {
  const plan = decideScaling(autoscalerOf(spec), observed(podsOf(2), undefined));
  expect(plan.rescale).toEqual({ replicas, reason });
  expect(plan.status.currentMetrics).toBeNull();
});

test('of all metrics the one that wants most decides', () => {
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '30m' } },
  };
  const plan = decideScaling(autoscalerOf({ metrics: [HALF, memory] }), observed(podsOf(2), 60));
  expect(plan.rescale).toEqual({ replicas: 4, reason: 'memory resource above target' });
});

const NO_API =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

test('without metrics it says so, in the words of a real cluster', () => {
  const seen = { ...observed(podsOf(2)), readUsage: () => ({ failure: NO_API }) };
  const plan = decideScaling(autoscalerOf(), seen);
  const failure = `failed to get cpu utilization: unable to get metrics for resource cpu: ${NO_API}`;
  expect(eventsOf(plan)).toEqual([
    `Warning FailedGetResourceMetric ${failure}`,
    `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${failure}`,
  ]);
  expect(conditionsOf(plan)).toEqual([
    "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
    `ScalingActive False FailedGetResourceMetric: the HPA was unable to compute the replica count: ${failure}`,
  ]);
  expect(plan.status).toMatchObject({ currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] });
});

test.each([
  [60, 3],
  [20, undefined],
])('a metric that fails keeps others from scaling down only: at %d', (milli, replicas) => {
  const custom = {
    type: 'Pods',
    pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '1' } },
  };
  const plan = decideScaling(autoscalerOf({ metrics: [custom, HALF] }), observed(podsOf(2), milli));
  expect(plan.rescale?.replicas).toBe(replicas);
  expect(eventsOf(plan)[0]).toBe(
    'Warning FailedGetPodsMetric unable to get metric rps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  );
});

test.each([
  [
    {
      type: 'Object',
      object: {
        metric: { name: 'rps' },
        describedObject: { kind: 'Service', name: 'web' },
        target: { type: 'Value', value: '1' },
      },
    },
    'FailedGetObjectMetric',
    'failed to get object metric value: unable to get metric rps: Service on default web/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  ],
  [
    {
      type: 'External',
      external: {
        metric: { name: 'queue', selector: { matchLabels: { app: 'x' } } },
        target: { type: 'Value', value: '1' },
      },
    },
    'FailedGetExternalMetric',
    'failed to get queue external metric value: failed to get external metric queue: unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{app: x,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
  ],
])('metrics from elsewhere fail, case %#', (metric, reason, text) => {
  const plan = decideScaling(autoscalerOf({ metrics: [metric] }), observed(podsOf(2), 50));
  expect(plan.events.map((event) => event.reason)).toEqual([reason, 'FailedComputeMetricsReplicas']);
  expect(plan.events[1]?.message).toBe(`invalid metrics (1 invalid out of 1), first error is: ${text}`);
});

test('a target that is not there, or wants nothing, is left alone', () => {
  const failure = 'deployments.apps "web" not found';
  const missing = decideScaling(autoscalerOf(), { ...observed([]), scale: { failure } });
  expect(eventsOf(missing)).toEqual([`Warning FailedGetScale ${failure}`]);
  expect(conditionsOf(missing)).toEqual([
    `AbleToScale False FailedGetScale: the HPA controller was unable to get the target's current scale: ${failure}`,
  ]);
  const off = decideScaling(autoscalerOf(), observed([]));
  expect(off.rescale).toBeUndefined();
  expect(conditionsOf(off)[1]).toBe(
    'ScalingActive False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
  );
});

test('two autoscalers for the same Pods do nothing', () => {
  const seen = observed(podsOf(2), 100);
  const autoscalers = ['web', 'web2'].map((name) => ({ namespace: 'default', name }));
  const plan = decideScaling(autoscalerOf(), { ...seen, scale: { ...seen.scale, autoscalers } as never });
  expect(plan.rescale).toBeUndefined();
  expect(eventsOf(plan)[0]).toBe(
    'Warning AmbiguousSelector pods by selector app=web are controlled by multiple HPAs: [{web default} {web2 default}]',
  );
});
