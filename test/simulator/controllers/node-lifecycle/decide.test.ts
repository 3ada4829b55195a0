import fc from 'fast-check';
import { examine } from '../../../../src/simulator/controllers/node-lifecycle/examine';
import { isSilent, silentConditions } from '../../../../src/simulator/controllers/node-lifecycle/node-health';
import {
  decideEvictionTaints,
  decideScheduleTaints,
} from '../../../../src/simulator/controllers/node-lifecycle/taints';
import {
  evictionIntervalMs,
  isAllLost,
  stateOf,
  zonesOf,
} from '../../../../src/simulator/controllers/node-lifecycle/zones';
import { CREATED_MS, lease, node, shown } from './nodes';

const NOW = '2026-01-01T00:01:00Z';

test.each([
  [0, 50_000, false],
  [0, 50_001, true],
  [10_000, 60_000, false],
  [10_000, 60_001, true],
])('with a lease renewed after %d ms a node is silent after %d ms: %p', (renewedMs, afterMs, expected) => {
  expect(isSilent(node('a'), lease(renewedMs), CREATED_MS + afterMs)).toBe(expected);
});

test('a node that never said anything has a minute', () => {
  const mute = { ...node('a'), status: { ...node('a').status, conditions: [] } };
  expect(isSilent(mute, undefined, CREATED_MS + 60_000)).toBe(false);
  expect(isSilent(mute, undefined, CREATED_MS + 60_001)).toBe(true);
  expect(silentConditions(mute, CREATED_MS + 61_000)[0]).toEqual({
    type: 'Ready',
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: '2026-01-01T00:00:00Z',
    lastTransitionTime: '2026-01-01T00:01:01Z',
  });
});

test('of a silent node nothing is known, and that is said once', () => {
  const conditions = silentConditions(node('a'), CREATED_MS + 54_000);
  expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`)).toEqual([
    'MemoryPressure Unknown NodeStatusUnknown',
    'DiskPressure Unknown NodeStatusUnknown',
    'PIDPressure Unknown NodeStatusUnknown',
    'Ready Unknown NodeStatusUnknown',
  ]);
  expect(conditions[3]?.lastHeartbeatTime).toBe('2026-01-01T00:00:00Z');
  const lost = { ...node('a'), status: { ...node('a').status, conditions } };
  expect(silentConditions(lost, CREATED_MS + 99_000)).toBe(conditions);
});

const taint = (key: string, effect: string) => ({ key: `node.kubernetes.io/${key}`, effect });
const pressed = node('a');
const withPressure = {
  ...pressed,
  status: {
    ...pressed.status,
    conditions: [
      { type: 'MemoryPressure', status: 'True' },
      { type: 'Ready', status: 'True' },
    ],
  },
};

test.each([
  [node('a'), undefined],
  [node('a', 'Unknown'), ['node.kubernetes.io/unreachable:NoSchedule']],
  [node('a', 'False'), ['node.kubernetes.io/not-ready:NoSchedule']],
  [withPressure, ['node.kubernetes.io/memory-pressure:NoSchedule']],
  [node('a', 'True', { unschedulable: true }), ['node.kubernetes.io/unschedulable:NoSchedule']],
  [
    node('a', 'True', { taints: [taint('unschedulable', 'NoSchedule'), { key: 'gpu', effect: 'NoSchedule' }] }),
    ['gpu:NoSchedule'],
  ],
  [node('a', 'True', { taints: [taint('unreachable', 'NoExecute')] }), undefined],
  [node('a', 'Unknown', { taints: [taint('unreachable', 'NoSchedule')] }), undefined],
])('taints against new Pods, case %#', (given, expected) => {
  expect(shown(decideScheduleTaints(given, NOW))).toEqual(expected);
});

test.each([
  [node('a'), false, undefined],
  [node('a', 'Unknown'), false, ['node.kubernetes.io/unreachable:NoExecute']],
  [
    node('a', 'False', { taints: [taint('unreachable', 'NoExecute')] }),
    false,
    ['node.kubernetes.io/not-ready:NoExecute'],
  ],
  [node('a', 'True', { taints: [taint('unreachable', 'NoExecute')] }), false, []],
  [node('a', 'Unknown', { taints: [taint('unreachable', 'NoExecute')] }), false, undefined],
  [node('a', 'Unknown', { taints: [taint('unreachable', 'NoExecute')] }), true, []],
  [node('a', 'Unknown'), true, undefined],
])('the taint that drives Pods away, case %#', (given, mustSpare, expected) => {
  expect(shown(decideEvictionTaints(given, mustSpare, NOW))).toEqual(expected);
});

test.each([
  [{ nodes: 10, lost: 0 }, 'Normal', 10_000],
  [{ nodes: 4, lost: 2 }, 'Normal', 10_000],
  [{ nodes: 5, lost: 3 }, 'PartialDisruption', Infinity],
  [{ nodes: 100, lost: 55 }, 'PartialDisruption', 100_000],
  [{ nodes: 3, lost: 3 }, 'FullDisruption', 10_000],
])('a zone with %p is in state %s', (health, state, intervalMs) => {
  expect(stateOf(health)).toBe(state);
  expect(evictionIntervalMs(health)).toBe(intervalMs);
});

test('only when no zone has a ready node all is lost', () => {
  const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
  expect(isAllLost(zonesOf([node('a', 'Unknown', zone('x')), node('b', 'True', zone('y'))]))).toBe(false);
  expect(isAllLost(zonesOf([node('a', 'Unknown', zone('x')), node('b', 'False', zone('y'))]))).toBe(true);
  expect(isAllLost(zonesOf([]))).toBe(false);
});

const nodesOf = (readiness: readonly ('True' | 'False' | 'Unknown')[]) =>
  readiness.map((ready, index) => node(`n${index}`, ready));

test('each lost node is condemned exactly when another node is ready', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('True' as const, 'False' as const, 'Unknown' as const)), (readiness) => {
      const nodes = nodesOf(readiness);
      const known = new Map(nodes.map((each) => [each.metadata.name, each]));
      const { condemned, appeared, gone } = examine(nodes, () => lease(0), known, CREATED_MS);
      const lost = readiness.flatMap((ready, index) => (ready === 'True' ? [] : [`n${index}`]));
      expect(condemned.map(({ metadata }) => metadata.name)).toEqual(readiness.includes('True') ? lost : []);
      expect([appeared, gone]).toEqual([[], []]);
    }),
  );
});

test('nodes that came and went are found, one that was made anew counts as both', () => {
  const [a, b, c] = [node('a'), node('b'), node('c')];
  const known = new Map([a, b].map((each) => [each.metadata.name, each]));
  const again = { ...b, metadata: { ...b.metadata, uid: 'new' } };
  const { appeared, gone } = examine([again, c], () => lease(0), known, CREATED_MS);
  expect(appeared.map(({ metadata }) => metadata.name)).toEqual(['b', 'c']);
  expect(gone.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
});
