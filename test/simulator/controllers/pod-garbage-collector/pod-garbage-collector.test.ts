import type { NewObject, Node, Pod } from '../../../../src/simulator/api';
import { podGarbageCollectorController } from '../../../../src/simulator/controllers/pod-garbage-collector/controller';
import {
  decideGarbage,
  failedStatus,
  type NodeState,
} from '../../../../src/simulator/controllers/pod-garbage-collector/decide-garbage';
import { ControlledServer } from '../../../support/controlled-server';
import { NOW_MS, samplePod, secondsAgo } from '../job/sample-jobs';

const READY: NodeState = { isReady: true, isOutOfService: false };
const NODES: Readonly<Record<string, NodeState>> = {
  'node-1': READY,
  dead: { isReady: false, isOutOfService: true },
  lost: { isReady: false, isOutOfService: false },
  odd: { isReady: true, isOutOfService: true },
};

function removed(pods: readonly Pod[], terminatedMax = 0): string[] {
  const garbage = decideGarbage({
    pods,
    nodeState: (name) => NODES[name],
    isGone: (name) => name === 'gone',
    terminatedMax,
  });
  return garbage.map(({ pod, reason }) => `${pod.metadata.name}: ${reason}`);
}

describe('a sweep removes', () => {
  test.each([
    { title: 'no Pod that runs', pod: samplePod('a'), want: [] },
    { title: 'no Pod that waits for a node', pod: samplePod('a', { node: '' }), want: [] },
    {
      title: 'a Pod on its way out that never had a node',
      pod: samplePod('a', { node: '', isTerminating: true }),
      want: ['a: unscheduled-terminating'],
    },
    { title: 'no Pod on its way out that has one', pod: samplePod('a', { isTerminating: true }), want: [] },
    { title: 'Pods of a node that is gone', pod: samplePod('a', { node: 'gone' }), want: ['a: orphaned'] },
    { title: 'no Pods of a node that may come back', pod: samplePod('a', { node: 'away' }), want: [] },
    {
      title: 'Pods on their way out of a node that is declared dead',
      pod: samplePod('a', { node: 'dead', isTerminating: true }),
      want: ['a: out-of-service'],
    },
    { title: 'no others of it', pod: samplePod('a', { node: 'dead' }), want: [] },
    { title: 'none of a node that is only lost', pod: samplePod('a', { node: 'lost', isTerminating: true }), want: [] },
    {
      title: 'none of a node that is ready after all',
      pod: samplePod('a', { node: 'odd', isTerminating: true }),
      want: [],
    },
  ])('$title', ({ pod, want }) => {
    expect(removed([pod])).toEqual(want);
  });

  test('finished Pods above a number: evicted ones first, then the oldest', () => {
    const made = (name: string, ago: number, reason?: string): Pod => {
      const pod = samplePod(name, { phase: 'Failed', status: reason === undefined ? {} : { reason } });
      return { ...pod, metadata: { ...pod.metadata, creationTimestamp: secondsAgo(ago) } };
    };
    const pods = [
      made('young', 1),
      made('old', 9),
      made('evicted', 2, 'Evicted'),
      made('older', 10),
      samplePod('runs'),
    ];
    expect(removed(pods, 4)).toEqual([]);
    expect(removed(pods, 1)).toEqual(['evicted: terminated', 'older: terminated', 'old: terminated']);
    expect(removed(pods, 0)).toEqual([]);
  });
});

describe('before it goes a Pod', () => {
  test('is said to have failed, and why', () => {
    const pod = samplePod('a', { node: 'gone' });
    const status = failedStatus({ pod, reason: 'orphaned' }, NOW_MS);
    expect(status).toMatchObject({ phase: 'Failed' });
    expect(status?.conditions?.at(-1)).toEqual({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
      lastTransitionTime: secondsAgo(0),
    });
    expect(failedStatus({ pod, reason: 'unscheduled-terminating' }, NOW_MS)?.conditions).toEqual(pod.status.conditions);
  });

  test('that has ended keeps its end', () => {
    expect(failedStatus({ pod: samplePod('a', { phase: 'Succeeded' }), reason: 'orphaned' }, NOW_MS)).toBeUndefined();
  });
});

describe('in a cluster', () => {
  const draft = (name: string): NewObject<'pods'> =>
    ({
      metadata: { name, namespace: 'demo' },
      spec: { containers: [{ name: 'main', image: 'busybox:1' }] },
    }) as unknown as NewObject<'pods'>;

  function serverWithPod(): ControlledServer {
    const server = new ControlledServer([podGarbageCollectorController]);
    server.addNodes(1);
    server.client.create('pods', draft('a'));
    server.advance(5000);
    return server;
  }

  test('the Pods of a node that is removed go a minute later', () => {
    const server = serverWithPod();
    server.client.delete('nodes', '', 'node-0');
    server.advance(50_000);
    expect(server.pods).toHaveLength(1);
    server.advance(10_000);
    expect(server.pods).toEqual([]);
    expect(server.loop.foregroundPending).toBe(0);
  });

  test('they stay when the node comes back in time', () => {
    const server = serverWithPod();
    server.client.delete('nodes', '', 'node-0');
    server.advance(30_000);
    server.addNodes(1);
    server.advance(120_000);
    expect(server.pods).toHaveLength(1);
  });

  test('the Pods that are to go from a node that is declared dead go with the next sweep', () => {
    const server = serverWithPod();
    const [pod] = server.pods;
    if (pod === undefined) throw new Error('the Pod is missing');
    server.client.update('pods', { ...pod, metadata: { ...pod.metadata, finalizers: ['example.com/keep'] } });
    server.client.delete('pods', 'demo', 'a');
    const node = server.client.get('nodes', '', 'node-0') as Node;
    const taints = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }];
    server.client.update('nodes', { ...node, spec: { ...node.spec, taints } });
    server.advance(20_000);
    expect(server.pods.map(({ status }) => status.phase)).toEqual(['Failed']);
  });

  test('a cluster in order is not swept', () => {
    const server = serverWithPod();
    server.advance(600_000);
    expect(server.loop.nextMs).toBeUndefined();
    expect(server.pods).toHaveLength(1);
  });
});
