import type { DeploymentCondition, DeploymentStatus } from '../../../../src/simulator/api';
import {
  decidePausedCondition,
  decideRolloutStatus,
  progressCheckDelayMs,
} from '../../../../src/simulator/controllers/deployment/decide-progress';
import { decideStatus } from '../../../../src/simulator/controllers/deployment/decide-status';
import type { ReplicaSets } from '../../../../src/simulator/controllers/deployment/replica-sets';
import { sampleDeployment, sampleReplicaSet } from './sample-deployment';

const START = Date.UTC(2026, 0, 1);
const NOW_MS = START + 600_000;
const at = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 19)}Z`;

const progress = (status: string, reason: string, updatedMs = START): DeploymentCondition => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastUpdateTime: at(updatedMs),
  lastTransitionTime: at(START),
});
const available: DeploymentCondition = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
  lastUpdateTime: at(START),
  lastTransitionTime: at(START),
};

/** A rollout: old Pods and new ones, all of which run. */
const rollout = (old: number, current: number, ready = current): ReplicaSets => ({
  old: [sampleReplicaSet({ size: old, status: { readyReplicas: old } })],
  current: sampleReplicaSet({
    name: 'current',
    image: 'web:2',
    size: current,
    available: ready,
    status: { readyReplicas: ready },
  }),
});

const before = (conditions: DeploymentCondition[], counts: DeploymentStatus = {}) =>
  sampleDeployment({}, { ...counts, conditions });

test('counts are sums over ReplicaSets; what is zero is left out', () => {
  const terminating = { ...rollout(8, 3, 1) };
  expect(decideStatus(sampleDeployment(), terminating, NOW_MS)).toMatchObject({
    observedGeneration: 1,
    replicas: 11,
    updatedReplicas: 3,
    readyReplicas: 9,
    availableReplicas: 9,
    unavailableReplicas: 2,
  });
  expect(decideStatus(sampleDeployment(), { old: [], current: undefined }, NOW_MS)).toEqual({
    observedGeneration: 1,
    terminatingReplicas: 0,
    conditions: [expect.objectContaining({ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' })],
  });
});

test('Pods on their way out are told when every ReplicaSet that was looked at tells them', () => {
  const known = sampleReplicaSet({ size: 1, status: { terminatingReplicas: 2 } });
  const fresh = sampleReplicaSet({ name: 'fresh', size: 1, status: { observedGeneration: 0 } });
  const silent = sampleReplicaSet({ name: 'silent', size: 1 });
  const told = (old: ReplicaSets['old']) => decideStatus(sampleDeployment(), { old, current: undefined }, NOW_MS);
  expect(told([known, fresh]).terminatingReplicas).toBe(2);
  expect(told([known, silent])).not.toHaveProperty('terminatingReplicas');
});

test.each<[replicas: number, status: string]>([
  [8, 'True'],
  [7, 'False'],
])('with %i of 10 Pods, 2 of which may be unavailable, Available is %s', (size, status) => {
  const { conditions } = decideStatus(sampleDeployment(), rollout(size, 0), NOW_MS);
  expect(conditions).toMatchObject([{ type: 'Available', status }]);
});

test.each<
  [
    title: string,
    deployment: ReturnType<typeof before>,
    sets: ReplicaSets,
    want: Partial<DeploymentCondition> | undefined,
  ]
>([
  [
    'all Pods are new and available',
    before([progress('True', 'ReplicaSetUpdated')]),
    rollout(0, 10),
    { status: 'True', reason: 'NewReplicaSetAvailable', message: 'ReplicaSet "current" has successfully progressed.' },
  ],
  [
    'there are more new Pods than before',
    before([progress('True', 'NewReplicaSetCreated')], { replicas: 8, readyReplicas: 8, availableReplicas: 8 }),
    rollout(8, 3, 0),
    {
      status: 'True',
      reason: 'ReplicaSetUpdated',
      message: 'ReplicaSet "current" is progressing.',
      lastUpdateTime: at(NOW_MS),
    },
  ],
  [
    'there are fewer old Pods than before',
    before([progress('True', 'ReplicaSetUpdated')], {
      replicas: 9,
      updatedReplicas: 3,
      readyReplicas: 9,
      availableReplicas: 9,
    }),
    rollout(5, 3, 0),
    { status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: at(NOW_MS), lastTransitionTime: at(START) },
  ],
  [
    'nothing has changed for less than the deadline',
    before([progress('True', 'ReplicaSetUpdated')], {
      replicas: 11,
      updatedReplicas: 3,
      readyReplicas: 8,
      availableReplicas: 8,
    }),
    rollout(8, 3, 0),
    { status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: at(START) },
  ],
  [
    'nothing has changed for longer than the deadline',
    before([progress('True', 'ReplicaSetUpdated', START - 1000)], {
      replicas: 11,
      updatedReplicas: 3,
      readyReplicas: 8,
      availableReplicas: 8,
    }),
    rollout(8, 3, 0),
    { status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "current" has timed out progressing.' },
  ],
  [
    'Pods of a finished rollout are lost',
    before([progress('True', 'NewReplicaSetAvailable', START - 9_000_000)], { replicas: 10, updatedReplicas: 10 }),
    rollout(0, 10, 4),
    { status: 'True', reason: 'NewReplicaSetAvailable' },
  ],
])('Progressing, when %s', (_title, deployment, sets, want) => {
  const { conditions } = decideRolloutStatus(deployment, sets, NOW_MS);
  expect(conditions.find(({ type }) => type === 'Progressing')).toMatchObject(want ?? {});
});

test('without a deadline nothing is said of progress', () => {
  const deployment = { ...before([progress('True', 'ReplicaSetUpdated')]) };
  const patient = { ...deployment, spec: { ...deployment.spec, progressDeadlineSeconds: 2 ** 31 - 1 } };
  expect(decideRolloutStatus(patient, rollout(5, 3), NOW_MS).conditions.map(({ type }) => type)).toEqual(['Available']);
  expect(progressCheckDelayMs(patient, NOW_MS)).toBeUndefined();
});

test('the condition that changes comes last', () => {
  const deployment = before([progress('True', 'ReplicaSetUpdated'), available]);
  const typesOf = (sets: ReplicaSets) =>
    decideRolloutStatus(deployment, sets, NOW_MS).conditions.map(({ type }) => type);
  expect(typesOf(rollout(0, 10))).toEqual(['Available', 'Progressing']);
});

test('the failure of the current ReplicaSet counts more than that of an old one, and goes with it', () => {
  const failing = (message: string) => ({
    conditions: [
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: at(START) },
    ],
  });
  const sets: ReplicaSets = {
    old: [sampleReplicaSet({ size: 2, status: failing('old') })],
    current: sampleReplicaSet({ name: 'current', size: 1, available: 0, status: failing('current') }),
  };
  const { conditions } = decideRolloutStatus(before([progress('True', 'ReplicaSetUpdated')]), sets, NOW_MS);
  const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'current' };
  expect(conditions.at(-1)).toEqual({ ...failure, lastUpdateTime: at(START), lastTransitionTime: at(START) });
  const next = decideRolloutStatus(before([...conditions]), rollout(2, 1), NOW_MS);
  expect(next.conditions.map(({ type }) => type)).not.toContain('ReplicaFailure');
});

test.each<[delayMs: number | undefined, title: string, condition: DeploymentCondition | undefined]>([
  [undefined, 'nothing is known', undefined],
  [undefined, 'it has timed out', progress('False', 'ProgressDeadlineExceeded')],
  [undefined, 'it has succeeded before', progress('True', 'NewReplicaSetAvailable')],
  [61_000, 'a minute is left', progress('True', 'ReplicaSetUpdated', START + 60_000)],
  [501, 'less than a second is left', progress('True', 'ReplicaSetUpdated', START)],
  [1, 'time is over', progress('True', 'ReplicaSetUpdated', START - 5000)],
])('the next look at progress is due in %p ms when %s', (delayMs, _title, condition) => {
  const deployment = before(condition === undefined ? [] : [condition]);
  expect(progressCheckDelayMs(deployment, NOW_MS - (delayMs === 501 ? 500 : 0))).toBe(delayMs);
});

test.each<[reason: string | undefined, isPaused: boolean, title: string, condition: DeploymentCondition | undefined]>([
  ['DeploymentPaused', true, 'it is paused', progress('True', 'NewReplicaSetAvailable')],
  ['DeploymentPaused', true, 'it is paused from the beginning', undefined],
  [undefined, true, 'it stays paused', progress('Unknown', 'DeploymentPaused')],
  ['DeploymentResumed', false, 'it is resumed', progress('Unknown', 'DeploymentPaused')],
  [undefined, false, 'it goes on', progress('True', 'ReplicaSetUpdated')],
  [undefined, true, 'it has timed out', progress('False', 'ProgressDeadlineExceeded')],
])('%p is said when, paused being %s, %s', (reason, paused, _title, condition) => {
  const deployment = sampleDeployment({ paused }, condition === undefined ? {} : { conditions: [condition] });
  expect(decidePausedCondition(deployment, NOW_MS)?.reason).toBe(reason);
});
