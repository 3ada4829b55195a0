import fc from 'fast-check';
import {
  parseQuantity,
  ZERO_QUANTITY,
  type KubeObject,
  type NewObject,
  type Pod,
  type ResourceQuotaStatus,
} from '../../../../src/simulator/api';
import { resourceQuotaController } from '../../../../src/simulator/controllers/resource-quota/controller';
import { changesUsage } from '../../../../src/simulator/controllers/resource-quota/decide-status';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { samplePod } from '../job/sample-jobs';

const pod = (name: string, cpu: string, namespace = 'demo'): NewObject<'pods'> =>
  ({
    metadata: { name, namespace },
    spec: { containers: [{ name: 'main', image: 'busybox:1', resources: { requests: { cpu } } }] },
  }) as unknown as NewObject<'pods'>;

function serverWith(hard: Record<string, string>, fateOf?: (pod: Pod) => PodFate): ControlledServer {
  const server = new ControlledServer([resourceQuotaController], fateOf);
  server.client.create('resourcequotas', { metadata: { name: 'limits', namespace: 'demo' }, spec: { hard } });
  server.advance(1000);
  return server;
}

const statusOf = ({ client }: ControlledServer): ResourceQuotaStatus | undefined =>
  client.get('resourcequotas', 'demo', 'limits')?.status;

test('shows what is used of each limit', () => {
  const server = serverWith({ pods: '5', 'requests.cpu': '2', 'count/secrets': '3', 'services.nodeports': '1' });
  expect(statusOf(server)).toEqual({
    hard: { pods: '5', 'requests.cpu': '2', 'count/secrets': '3', 'services.nodeports': '1' },
    used: { pods: '0', 'requests.cpu': '0', 'count/secrets': '0', 'services.nodeports': '0' },
  });
  server.client.create('pods', pod('a', '250m'));
  server.client.create('pods', pod('b', '1'));
  server.client.create('pods', pod('elsewhere', '1', 'other'));
  server.client.create('secrets', { metadata: { name: 's', namespace: 'demo' } });
  server.advance(1000);
  expect(statusOf(server)?.used).toEqual({
    pods: '2',
    'requests.cpu': '1250m',
    'count/secrets': '1',
    'services.nodeports': '0',
  });
  server.client.delete('pods', 'demo', 'b');
  server.client.delete('secrets', 'demo', 's');
  server.advance(1000);
  expect(statusOf(server)?.used).toMatchObject({ pods: '1', 'requests.cpu': '250m', 'count/secrets': '0' });
});

test('shows new limits', () => {
  const server = serverWith({ pods: '5' });
  const quota = server.client.get('resourcequotas', 'demo', 'limits');
  if (quota === undefined) throw new Error('the quota is missing');
  server.client.update('resourcequotas', { ...quota, spec: { hard: { pods: '7', secrets: '1' } } });
  server.advance(1000);
  expect(statusOf(server)).toEqual({ hard: { pods: '7', secrets: '1' }, used: { pods: '0', secrets: '0' } });
});

test('says nothing of what nobody serves', () => {
  expect(statusOf(serverWith({ 'count/widgets.example.com': '5', pods: '1' }))?.used).toEqual({ pods: '0' });
});

test('forgets Pods that have ended, except as objects', () => {
  const server = serverWith({ pods: '5', 'count/pods': '5' }, () => ({ end: 'succeeded' }));
  server.client.create('pods', pod('a', '1'));
  server.advance(1000);
  expect(statusOf(server)?.used).toEqual({ pods: '0', 'count/pods': '1' });
});

test('forgets a Pod that does not go away, after twice its time', () => {
  const server = serverWith({ pods: '5' });
  server.client.create('pods', pod('a', '1'));
  server.advance(1000);
  const [stuck] = server.pods;
  if (stuck === undefined) throw new Error('the Pod is missing');
  server.client.update('pods', { ...stuck, metadata: { ...stuck.metadata, finalizers: ['example.com/keep'] } });
  server.client.delete('pods', 'demo', 'a', { gracePeriodSeconds: 30 });
  server.advance(40);
  expect(statusOf(server)?.used).toEqual({ pods: '1' });
  server.advance(65_000);
  expect(server.pods).toHaveLength(1);
  expect(statusOf(server)?.used).toEqual({ pods: '0' });
});

test.each([
  { title: 'a phase that ends', storage: 'pods', now: samplePod('a', { phase: 'Failed' }), want: true },
  { title: 'a Pod that becomes ready', storage: 'pods', now: samplePod('a', { isReady: true }), want: false },
  { title: 'a Pod that is deleted', storage: 'pods', now: samplePod('a', { isTerminating: true }), want: true },
  {
    title: 'a status of a kind that is only counted',
    storage: 'apps/deployments',
    now: samplePod('a', { phase: 'Failed' }),
    want: false,
  },
])('$title is a reason to count again: $want', ({ storage, now, want }) => {
  const before = samplePod('a');
  const object: KubeObject = { ...now, spec: before.spec };
  expect(changesUsage(storage, before, object)).toBe(want);
});

test('what is used is always the sum over the objects', () => {
  const stepArb = fc.oneof(
    fc.record({ do: fc.constant('create' as const), cpu: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({ do: fc.constant('delete' as const), index: fc.nat(5) }),
    fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 500 }) }),
  );
  fc.assert(
    fc.property(
      fc.array(stepArb, { maxLength: 15 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      (steps, ends) => {
        let made = 0;
        const server = serverWith({ pods: '100', 'requests.cpu': '1k', 'count/pods': '100' }, ({ metadata }) => ({
          end: ends[Number(metadata.name.slice(1)) % ends.length] === true ? 'succeeded' : 'ready',
        }));
        for (const step of steps) {
          const { pods } = server;
          if (step.do === 'create') server.client.create('pods', pod(`p${(made += 1)}`, `${step.cpu}m`));
          else if (step.do === 'wait') server.advance(step.milliseconds);
          else if (pods[step.index] !== undefined)
            server.client.delete('pods', 'demo', pods[step.index]?.metadata.name ?? '');
        }
        server.advance(1000);
        const counted = server.pods.filter(({ status }) => status.phase !== 'Succeeded');
        const cpu = counted
          .map(({ spec }) => parseQuantity(spec.containers[0]?.resources.requests?.['cpu'] ?? '0'))
          .reduce((sum, amount) => sum.add(amount), ZERO_QUANTITY);
        expect(statusOf(server)?.used).toEqual({
          pods: String(counted.length),
          'count/pods': String(server.pods.length),
          'requests.cpu': cpu.toString(),
        });
      },
    ),
    { numRuns: 60 },
  );
});
