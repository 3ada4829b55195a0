import type { Affinity, PodSpec, Taint, Toleration } from '../../../../src/simulator/api';
import { newDaemonPod, targetNodeOf } from '../../../../src/simulator/controllers/daemon-set/daemon-pod';
import { shouldRunOn } from '../../../../src/simulator/controllers/daemon-set/eligibility';
import { daemonTolerations } from '../../../../src/simulator/controllers/daemon-set/tolerations';
import { storedDaemonSet, storedNode } from './observed-nodes';
import { templateOf } from './sample-daemon-set';

const taint = (effect: string, key = 'dedicated', value = 'db'): Taint => ({ key, value, effect });
const affinity = (...terms: readonly object[]): Affinity => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
});
const expression = (key: string, operator: string, ...values: readonly string[]): object => ({
  matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }],
});

interface Case {
  readonly spec?: Partial<PodSpec>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly runs: boolean;
  readonly stays: boolean;
}

const YES = { runs: true, stays: true };
const STAYS = { runs: false, stays: true };
const NO = { runs: false, stays: false };

test.each<Case>([
  { ...YES },
  { taints: [taint('PreferNoSchedule')], ...YES },
  { taints: [taint('NoSchedule')], ...STAYS },
  { taints: [taint('NoExecute')], ...NO },
  { taints: [taint('NoSchedule'), taint('NoExecute')], ...NO },
  { taints: [taint('NoSchedule', 'node.kubernetes.io/unschedulable', '')], ...YES },
  { taints: [taint('NoSchedule', 'node.kubernetes.io/disk-pressure', '')], ...YES },
  { taints: [taint('NoExecute', 'node.kubernetes.io/unreachable', '')], ...YES },
  { taints: [taint('NoSchedule', 'node.kubernetes.io/not-ready', '')], ...STAYS },
  { taints: [taint('NoSchedule', 'node.kubernetes.io/network-unavailable', '')], ...STAYS },
  { taints: [taint('NoSchedule', 'node.kubernetes.io/network-unavailable', '')], spec: { hostNetwork: true }, ...YES },
  { taints: [taint('NoSchedule')], spec: { tolerations: [{ operator: 'Exists' }] }, ...YES },
  { taints: [taint('NoSchedule')], spec: { tolerations: [{ key: 'dedicated', value: 'db' }] }, ...YES },
  { taints: [taint('NoSchedule')], spec: { tolerations: [{ key: 'dedicated', value: 'web' }] }, ...STAYS },
  { spec: { nodeName: 'node-1' }, ...YES },
  { spec: { nodeName: 'node-2' }, ...NO },
  { spec: { nodeSelector: { ssd: 'true' } }, ...NO },
  { spec: { nodeSelector: { ssd: 'true' } }, labels: { ssd: 'false' }, ...NO },
  { spec: { nodeSelector: { ssd: 'true' } }, labels: { ssd: 'true' }, ...YES },
  { spec: { nodeSelector: { ssd: 'true', gpu: '1' } }, labels: { ssd: 'true' }, ...NO },
  { spec: { affinity: affinity(expression('zone', 'In', 'a', 'b')) }, labels: { zone: 'b' }, ...YES },
  { spec: { affinity: affinity(expression('zone', 'In', 'a', 'b')) }, ...NO },
  { spec: { affinity: affinity(expression('zone', 'NotIn', 'a')) }, ...YES },
  { spec: { affinity: affinity(expression('zone', 'DoesNotExist')) }, labels: { zone: 'a' }, ...NO },
  {
    spec: { affinity: affinity(expression('zone', 'Exists'), expression('ssd', 'Exists')) },
    labels: { ssd: '' },
    ...YES,
  },
  { spec: { affinity: affinity(expression('cores', 'Gt', '4')) }, labels: { cores: '8' }, ...YES },
  { spec: { affinity: affinity(expression('cores', 'Lt', '4')) }, labels: { cores: '8' }, ...NO },
  {
    spec: { affinity: affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }) },
    ...YES,
  },
  {
    spec: { affinity: affinity({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['node-1'] }] }) },
    ...NO,
  },
  { spec: { affinity: affinity({}) }, ...NO },
  { spec: { affinity: affinity() }, ...NO },
  {
    spec: {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } },
          ],
        },
      },
    },
    ...YES,
  },
])('a Pod with $spec on a node with $labels and $taints: runs $runs, stays $stays', (each) => {
  const node = storedNode('node-1', each.labels, each.taints);
  const daemonSet = storedDaemonSet({ template: templateOf('agent:1', each.spec) });
  expect(shouldRunOn(node, daemonSet)).toEqual({ shouldRun: each.runs, shouldContinueRunning: each.stays });
});

describe('the tolerations of a Pod', () => {
  test('are those of the template, then those of every daemon', () => {
    const own: Toleration = { key: 'dedicated', operator: 'Exists' };
    const all = daemonTolerations({ containers: [], tolerations: [own] });
    expect(all.map(({ key, effect }) => `${key ?? ''}:${effect ?? ''}`)).toEqual([
      'dedicated:',
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
  });

  test('have no limited time where a daemon tolerates for ever', () => {
    const key = 'node.kubernetes.io/not-ready';
    const limited = { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const [first, ...others] = daemonTolerations({ containers: [], tolerations: [limited] });
    expect(first).toEqual({ key, operator: 'Exists', effect: 'NoExecute' });
    expect(others.map((toleration) => toleration.key)).not.toContain(key);
  });
});

describe('the Pod of a node', () => {
  const daemonSet = storedDaemonSet({
    template: templateOf('agent:1', { affinity: affinity(expression('a', 'Exists')) }),
  });
  const { metadata, spec } = newDaemonPod(daemonSet, 'node-7', 'abc');

  test('is of its DaemonSet and its template', () => {
    expect(metadata).toMatchObject({
      generateName: 'agent-',
      labels: { app: 'agent', 'controller-revision-hash': 'abc', 'pod-template-generation': '2' },
    });
  });

  test('is meant for that node only', () => {
    expect(spec.affinity).toEqual(
      affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-7'] }] }),
    );
    const pod = { ...daemonSet, metadata: daemonSet.metadata, spec, status: {} };
    expect(targetNodeOf(pod)).toBe('node-7');
    expect(targetNodeOf({ ...pod, spec: { ...spec, nodeName: 'node-8' } })).toBe('node-8');
    expect(targetNodeOf({ ...pod, spec: { containers: [] } })).toBeUndefined();
  });
});
