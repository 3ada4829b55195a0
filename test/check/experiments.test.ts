import { app, checked, linesOf } from './checked';

const budget = (minAvailable: number): string =>
  `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: ${minAvailable}, selector: {matchLabels: {app: web}}}}`;

const quota = (pods: number): string =>
  `{apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {pods: '${pods}'}}}`;

const SPREAD =
  'topologySpreadConstraints: [{ maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: web } } }]';

const APART =
  'affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } }] } }';

const rolling = (replicas: number, maxUnavailable: number, maxSurge: number): string =>
  `replicas: ${replicas}\n  strategy: { rollingUpdate: { maxUnavailable: ${maxUnavailable}, maxSurge: ${maxSurge} } }`;

const cases = [
  {
    name: 'a quota without room for the surge',
    wrong: { spec: rolling(2, 0, 1), more: quota(2) },
    right: { spec: rolling(2, 1, 0), more: quota(2) },
    says: /^error rollout-deadlock Deployment default\/web: a rollout does not end: 0 of 2 Pods are updated; .*exceeded quota/,
  },
  {
    name: 'Pods that must not share nodes, and no node to spare',
    wrong: { spec: rolling(3, 0, 1), pod: APART },
    right: { spec: rolling(3, 1, 0), pod: APART },
    says: /^error rollout-deadlock .*didn't match pod anti-affinity rules/,
  },
  {
    name: 'a rollout that takes all Pods at once',
    wrong: { spec: rolling(2, 2, 0) },
    right: { spec: rolling(2, 1, 0) },
    says: /^error rollout-availability Deployment default\/web: while it rolls out \(2 replicas, maxUnavailable 2, maxSurge 0\), nobody answers at Service default\/web for \d+(\.\d)? s$/,
  },
  {
    name: 'a pause that was chosen',
    wrong: { spec: 'replicas: 2\n  strategy: { type: Recreate }' },
    right: { spec: 'replicas: 2' },
    says: /^warning rollout-availability Deployment default\/web: while it rolls out \(Recreate\), nobody answers/,
  },
  {
    name: 'a budget that allows no disruption',
    wrong: { pod: SPREAD, more: budget(2) },
    right: { pod: SPREAD, more: budget(1) },
    says: /^error drain-blocked PodDisruptionBudget default\/web: a node cannot be drained: Pod web-\S+ stays: Cannot evict pod as it would violate the pod's disruption budget/,
  },
  {
    name: 'one Pod that has to move',
    wrong: { spec: 'replicas: 1' },
    right: { spec: 'replicas: 3', pod: SPREAD },
    says: /^warning drain-availability Service default\/web: while node node-\d is drained, nobody answers for \d+(\.\d)? s: its only Pod is there$/,
  },
  {
    name: 'nodes without room for those of another',
    wrong: { spec: rolling(3, 1, 0), container: 'resources: { requests: { cpu: 3 } }' },
    right: { spec: rolling(3, 1, 0), container: 'resources: { requests: { cpu: 1 } }' },
    says: /^warning drain-room Deployment default\/web: without node node-\d, 2 of 3 Pods are available: 0\/3 nodes are available: 1 node\(s\) were unschedulable, 2 Insufficient cpu$/,
  },
] as const;

test.each(cases)('$name: found', ({ wrong, says }) => {
  const lines = linesOf(checked(app(wrong)));
  expect(lines.filter((line) => says.test(line))).toHaveLength(1);
});

test.each(cases)('$name: not found where it is right', ({ right, says }) => {
  const [rule = ''] = /(?:rollout|drain)-\w+/.exec(says.source) ?? [];
  expect(linesOf(checked(app(right))).filter((line) => line.includes(rule))).toEqual([]);
});

test('a stuck rollout is taken back: a Deployment beside it is not blamed', () => {
  const other = app().replace(/web/g, 'other').split('---')[0] ?? '';
  const lines = linesOf(checked(app({ spec: rolling(3, 0, 1), pod: APART, more: other })));
  expect(lines.filter((line) => line.includes('rollout-'))).toEqual([
    expect.stringMatching(/^error rollout-deadlock Deployment default\/web/),
  ]);
});

test('without a second node none is drained, and the report says so', () => {
  const result = checked(app({ spec: 'replicas: 1' }), { nodes: 1 });
  expect(result.skipped).toEqual(['no node was drained: there is one that takes Pods (--nodes takes more)']);
  expect(result.drained).toBeUndefined();
});
