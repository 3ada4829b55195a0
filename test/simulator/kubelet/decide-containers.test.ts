import type { Container } from '../../../src/simulator/api';
import { decideContainers } from '../../../src/simulator/kubelet/decide-containers';
import { newProbes } from '../../../src/simulator/kubelet/probe-schedule';
import { container, recordOf, samplePod } from './sample-pods';

const sidecar = (name: string): Container => container(name, { restartPolicy: 'Always' });

interface Case {
  readonly policy?: string;
  readonly init?: readonly Container[];
  readonly runs: Readonly<Record<string, 'running' | number>>;
  /** Names to start, `over`, or nothing. */
  readonly start: readonly string[] | 'over';
}

test.each<Case>([
  { runs: {}, start: ['a', 'b'] },
  { runs: { a: 'running', b: 'running' }, start: [] },
  { runs: { a: 'running', b: 1 }, start: ['b'] },
  { runs: { a: 0, b: 'running' }, start: ['a'] },
  { policy: 'OnFailure', runs: { a: 0, b: 'running' }, start: [] },
  { policy: 'OnFailure', runs: { a: 0, b: 1 }, start: ['b'] },
  { policy: 'OnFailure', runs: { a: 0, b: 0 }, start: 'over' },
  { policy: 'Never', runs: { a: 1, b: 'running' }, start: [] },
  { policy: 'Never', runs: { a: 1, b: 0 }, start: 'over' },
  { init: [container('i'), container('j')], runs: {}, start: ['i'] },
  { init: [container('i'), container('j')], runs: { i: 'running' }, start: [] },
  { init: [container('i'), container('j')], runs: { i: 0 }, start: ['j'] },
  { init: [container('i'), container('j')], runs: { i: 0, j: 0 }, start: ['a', 'b'] },
  { init: [container('i')], runs: { i: 1 }, start: ['i'] },
  { policy: 'Never', init: [container('i')], runs: { i: 1 }, start: 'over' },
  { policy: 'OnFailure', init: [container('i')], runs: { i: 1 }, start: ['i'] },
  { init: [sidecar('s'), container('j')], runs: {}, start: ['s'] },
  { init: [sidecar('s'), container('j')], runs: { s: 'running' }, start: ['j'] },
  { init: [sidecar('s')], runs: { s: 0, a: 'running', b: 'running' }, start: ['s'] },
  { policy: 'Never', init: [sidecar('s')], runs: { s: 'running', a: 0, b: 0 }, start: 'over' },
])('$policy $init.length init, $runs: $start', ({ policy, init, runs, start }) => {
  const pod = samplePod({
    restartPolicy: policy ?? 'Always',
    containers: [container('a'), container('b')],
    ...(init === undefined ? {} : { initContainers: init }),
  });
  const decision = decideContainers(pod.spec, recordOf(pod, runs));
  expect(decision.isOver ? 'over' : decision.start.map(({ name }) => name)).toEqual(start);
  expect(decision.kill).toEqual([]);
});

test('a sidecar holds the others back until its startup probe succeeds', () => {
  const probed = { ...sidecar('s'), startupProbe: { tcpSocket: { port: 80 } } };
  const pod = samplePod({ initContainers: [probed] });
  const record = recordOf(pod, { s: 'running' });
  const known = record.containers.get('s');
  if (known === undefined) throw new Error('no record');
  known.probes = newProbes(probed, 0);
  expect(decideContainers(pod.spec, record).start).toEqual([]);
  for (const probe of known.probes) probe.result = 'success';
  expect(decideContainers(pod.spec, record).start.map(({ name }) => name)).toEqual(['main']);
});

test.each(['liveness', 'startup'] as const)('a failed %s probe ends a container', (kind) => {
  const probe = { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 };
  const probed = container('main', kind === 'liveness' ? { livenessProbe: probe } : { startupProbe: probe });
  const pod = samplePod({ containers: [probed] });
  const record = recordOf(pod, { main: 'running' });
  const known = record.containers.get('main');
  if (known === undefined) throw new Error('no record');
  known.probes = newProbes(probed, 0);
  for (const each of known.probes) each.result = 'failure';
  expect(decideContainers(pod.spec, record).kill).toEqual([
    {
      container: probed,
      message: `Container main failed ${kind} probe, will be restarted`,
      graceSeconds: 5,
      mustRestart: false,
    },
  ]);
});

test('a container with another image is ended and started again, whatever the policy says', () => {
  const pod = samplePod({ restartPolicy: 'Never', containers: [container('main', { image: 'web:2' })] });
  const record = recordOf(pod, { main: 'running' });
  expect(decideContainers(pod.spec, record).kill).toMatchObject([
    { message: 'Container main definition changed, will be restarted', mustRestart: true },
  ]);
});

test.each([
  ['In', [42], 42, ['main']],
  ['In', [42], 1, 'over'],
  ['NotIn', [42], 1, ['main']],
  ['NotIn', [42], 42, 'over'],
] as const)('a restart rule %s %j decides about exit code %i: %j', (operator, values, exitCode, start) => {
  const rules = [{ action: 'Restart', exitCodes: { operator, values } }];
  const pod = samplePod({
    containers: [container('main', { restartPolicy: 'Never', restartPolicyRules: rules })],
  });
  const decision = decideContainers(pod.spec, recordOf(pod, { main: exitCode }));
  expect(decision.isOver ? 'over' : decision.start.map(({ name }) => name)).toEqual(start);
});

test('a debugging container is started once', () => {
  const pod = samplePod({ ephemeralContainers: [container('debug')] });
  const before = recordOf(pod, { main: 'running' });
  expect(decideContainers(pod.spec, before).start.map(({ name }) => name)).toEqual(['debug']);
  expect(decideContainers(pod.spec, recordOf(pod, { main: 'running', debug: 0 })).start).toEqual([]);
});
