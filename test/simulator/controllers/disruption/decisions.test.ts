import type {
  PodDisruptionBudget,
  PodDisruptionBudgetSpec,
  PodDisruptionBudgetStatus,
  Pod,
} from '../../../../src/simulator/api';
import {
  decideBudgetStatus,
  disruptedPods,
  expectationOf,
  failSafeStatus,
  type FindScale,
} from '../../../../src/simulator/controllers/disruption/decide-status';
import { selectorText } from '../../../../src/simulator/controllers/disruption/selector-text';
import { staleFromMs, undisruptedStatus } from '../../../../src/simulator/controllers/disruption/stale-condition';
import { NOW_MS, samplePod, secondsAgo, type SamplePod } from '../job/sample-jobs';

const NO_STATUS = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

const budget = (
  spec: PodDisruptionBudgetSpec,
  status: Partial<PodDisruptionBudgetStatus> = {},
): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: {
    name: 'guard',
    namespace: 'demo',
    uid: 'uid',
    resourceVersion: '1',
    creationTimestamp: secondsAgo(99),
    generation: 3,
  },
  spec,
  status: { ...NO_STATUS, ...status },
});

/** A Pod of the controller with the UID `owner`. */
function ownedPod(name: string, owner: string | undefined, sample: SamplePod = {}): Pod {
  const pod = samplePod(name, { isReady: true, ...sample });
  if (owner === undefined) return pod;
  const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true };
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: [reference] } };
}

/** ReplicaSets `a` and `b` belong to one Deployment of 5; `c` wants 2. */
const findScale: FindScale = ({ uid }) => {
  if (uid === 'a' || uid === 'b') return { uid: 'deployment', replicas: 5 };
  if (uid === 'c') return { uid: 'c', replicas: 2 };
  return uid === 'd' ? 'daemonsets.apps does not implement the scale subresource' : undefined;
};

const pods = [ownedPod('1', 'a'), ownedPod('2', 'b'), ownedPod('3', 'c')];

describe('a budget expects', () => {
  test.each([
    { spec: { minAvailable: 2 }, expected: 3, desired: 2 },
    { spec: { minAvailable: '50%' }, expected: 7, desired: 4 },
    { spec: { maxUnavailable: 1 }, expected: 7, desired: 6 },
    { spec: { maxUnavailable: '30%' }, expected: 7, desired: 4 },
    { spec: { maxUnavailable: 10 }, expected: 7, desired: 0 },
    { spec: {}, expected: 0, desired: 0 },
  ])('with $spec $expected Pods, $desired of them healthy', ({ spec, expected, desired }) => {
    expect(expectationOf(budget(spec), pods, findScale)).toEqual({
      type: 'known',
      expectedPods: expected,
      desiredHealthy: desired,
      unmanaged: [],
    });
  });

  test('nothing of Pods that nobody controls, and names them', () => {
    const free = ownedPod('free', undefined);
    expect(expectationOf(budget({ maxUnavailable: 1 }), [...pods, free], findScale)).toMatchObject({
      expectedPods: 7,
      unmanaged: [free],
    });
  });

  test.each([
    { owner: 'gone', message: 'found no controllers for pod "x"' },
    { owner: 'd', message: 'daemonsets.apps does not implement the scale subresource' },
  ])('it cannot tell what: $message', ({ owner, message }) => {
    expect(expectationOf(budget({ maxUnavailable: 1 }), [ownedPod('x', owner)], findScale)).toEqual({
      type: 'unknown',
      message,
    });
  });
});

describe('a budget allows', () => {
  const statusOf = (
    spec: PodDisruptionBudgetSpec,
    of: readonly Pod[],
    before: Partial<PodDisruptionBudgetStatus> = {},
  ): PodDisruptionBudgetStatus => {
    const object = budget(spec, before);
    const expectation = expectationOf(object, of, findScale);
    if (expectation.type === 'unknown') throw new Error(expectation.message);
    return decideBudgetStatus(object, of, expectation, disruptedPods(object, of, NOW_MS), NOW_MS);
  };
  const three = ['1', '2', '3'].map((name) => ownedPod(name, undefined));

  test('what is healthy beyond what must be', () => {
    expect(statusOf({ minAvailable: 2 }, three)).toEqual({
      observedGeneration: 3,
      disruptionsAllowed: 1,
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: 'True',
          observedGeneration: 3,
          reason: 'SufficientPods',
          message: '',
          lastTransitionTime: secondsAgo(0),
        },
      ],
    });
  });

  test.each([
    { title: 'nothing when too few are healthy', spec: { minAvailable: 3 }, of: three, allowed: 0, healthy: 3 },
    { title: 'nothing without Pods', spec: { minAvailable: 0 }, of: [], allowed: 0, healthy: 0 },
    {
      title: 'nothing for Pods that are not ready or on their way out',
      spec: { minAvailable: 1 },
      of: [three[0] as Pod, samplePod('4'), ownedPod('5', undefined, { isTerminating: true })],
      allowed: 0,
      healthy: 1,
    },
  ])('$title', ({ spec, of, allowed, healthy }) => {
    const status = statusOf(spec, of);
    expect(status).toMatchObject({ disruptionsAllowed: allowed, currentHealthy: healthy });
    expect(status.conditions?.[0]).toMatchObject({ status: 'False', reason: 'InsufficientPods', message: '' });
  });

  test('no more while a Pod whose eviction it allowed is still there', () => {
    const status = statusOf({ minAvailable: 1 }, three, {
      disruptedPods: { '1': secondsAgo(60), gone: secondsAgo(5) },
    });
    expect(status).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 2, disruptedPods: { '1': secondsAgo(60) } });
  });

  test('but not for ever', () => {
    const object = budget({}, { disruptedPods: { '1': secondsAgo(121), '2': secondsAgo(30) } });
    const { pods: kept, overdue, nextMs } = disruptedPods(object, three, NOW_MS);
    expect([kept, overdue.map(({ metadata }) => metadata.name), nextMs - NOW_MS]).toEqual([
      { '2': secondsAgo(30) },
      ['1'],
      90_001,
    ]);
  });

  test('nothing when it cannot tell', () => {
    const before = statusOf({ minAvailable: 2 }, three);
    const status = failSafeStatus(budget({}, { ...before, observedGeneration: 2 }), 'no idea', NOW_MS);
    expect(status).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 3, observedGeneration: 2 });
    expect(status.conditions).toEqual([
      {
        type: 'DisruptionAllowed',
        status: 'False',
        observedGeneration: 2,
        reason: 'SyncFailed',
        message: 'no idea',
        lastTransitionTime: secondsAgo(0),
      },
    ]);
  });
});

test.each([
  { selector: undefined, want: 'nil' },
  {
    selector: { matchLabels: { b: '2', a: '1' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['x', 'y'] }] },
    want: '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:c,Operator:In,Values:[x y],},},}',
  },
])('a selector is written $want', ({ selector, want }) => {
  expect(selectorText(selector)).toBe(want);
});

describe('the announcement of a disruption', () => {
  const announced = (sample: SamplePod = {}, reason = 'EvictionByEvictionAPI'): Pod =>
    samplePod('a', {
      ...sample,
      status: {
        conditions: [{ type: 'DisruptionTarget', status: 'True', reason, lastTransitionTime: secondsAgo(100) }],
      },
    });

  test.each([
    { title: 'is stale after two minutes', pod: announced(), want: 20 },
    { title: 'never is when the Pod goes', pod: announced({ isTerminating: true }), want: undefined },
    { title: 'never is when the Pod has ended', pod: announced({ phase: 'Failed' }), want: undefined },
    { title: "never is when it is the kubelet's", pod: announced({}, 'TerminationByKubelet'), want: undefined },
    { title: 'never is when there is none', pod: samplePod('a'), want: undefined },
  ])('$title', ({ pod, want }) => {
    const staleMs = staleFromMs(pod);
    expect(staleMs === undefined ? undefined : (staleMs - NOW_MS) / 1000).toBe(want);
  });

  test('is taken back', () => {
    expect(undisruptedStatus(announced(), NOW_MS).conditions).toEqual([
      { type: 'DisruptionTarget', status: 'False', lastTransitionTime: secondsAgo(0) },
    ]);
  });
});
