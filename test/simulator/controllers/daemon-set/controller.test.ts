import type { Node } from '../../../../src/simulator/api';
import type { ControlledServer } from '../../../support/controlled-server';
import { placed, started, status } from './running-daemon-set';
import { sampleDaemonSet, templateOf } from './sample-daemon-set';

function changeNode(server: ControlledServer, name: string, change: (node: Node) => Node): void {
  const node = server.client.get('nodes', '', name);
  if (node === undefined) throw new Error(`${name} is missing`);
  server.client.update('nodes', change(node));
}

const label = (server: ControlledServer, name: string, labels: Readonly<Record<string, string>>): void =>
  changeNode(server, name, (node) => ({ ...node, metadata: { ...node.metadata, labels } }));

const taint = (server: ControlledServer, name: string, effect: string): void =>
  changeNode(server, name, (node) => ({ ...node, spec: { ...node.spec, taints: [{ key: 'k', effect }] } }));

describe('a DaemonSet', () => {
  test('runs one Pod on each node, bound by its affinity', () => {
    const server = started();
    server.advance(1000);
    expect(placed(server)).toEqual(['node-0 agent:1', 'node-1 agent:1', 'node-2 agent:1']);
    const pod = server.pods.find(({ spec }) => spec.nodeName === 'node-1');
    expect(pod?.spec.affinity).toEqual({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }],
        },
      },
    });
    expect(pod?.metadata).toMatchObject({
      generateName: 'agent-',
      labels: { app: 'agent', 'pod-template-generation': '1' },
      ownerReferences: [{ kind: 'DaemonSet', name: 'agent', controller: true }],
    });
    const [revision] = server.client.list('apps/controllerrevisions', 'demo');
    const hash = pod?.metadata.labels?.['controller-revision-hash'] ?? '';
    expect(revision).toMatchObject({
      metadata: { name: `agent-${hash}`, labels: { 'controller-revision-hash': hash } },
    });
    expect(status(server)).toEqual({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
    });
    expect(server.eventsOf('DaemonSet')).toEqual(
      server.pods.map(({ metadata }) => `Normal SuccessfulCreate Created pod: ${metadata.name}`).sort(),
    );
  });

  test('says so when no node fits', () => {
    const server = started({ template: templateOf('agent:1', { nodeSelector: { ssd: 'true' } }) });
    server.advance(1000);
    expect(status(server)).toEqual({
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
      observedGeneration: 1,
    });
  });

  test('follows the labels of nodes', () => {
    const server = started({ template: templateOf('agent:1', { nodeSelector: { ssd: 'true' } }) });
    label(server, 'node-1', { ssd: 'true' });
    label(server, 'node-2', { ssd: 'true' });
    server.advance(1000);
    expect(placed(server)).toEqual(['node-1 agent:1', 'node-2 agent:1']);
    label(server, 'node-2', {});
    server.advance(1000);
    expect(placed(server)).toEqual(['node-1 agent:1']);
    expect(status(server)).toMatchObject({
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberMisscheduled: 0,
    });
    expect(server.eventsOf('DaemonSet').filter((event) => event.includes('SuccessfulDelete'))).toHaveLength(1);
  });

  test('comes to a new node', () => {
    const server = started();
    server.advance(1000);
    server.client.create('nodes', { metadata: { name: 'node-9' } });
    server.advance(1000);
    expect(placed(server)).toContain('node-9 agent:1');
    expect(status(server)).toMatchObject({ desiredNumberScheduled: 4, numberReady: 4 });
  });

  test('leaves a node with a NoExecute taint and stays on one with a NoSchedule taint', () => {
    const server = started();
    server.advance(1000);
    taint(server, 'node-0', 'NoExecute');
    taint(server, 'node-1', 'NoSchedule');
    server.advance(1000);
    expect(placed(server)).toEqual(['node-1 agent:1', 'node-2 agent:1']);
    expect(status(server)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
  });

  test('makes a deleted Pod anew', () => {
    const server = started();
    server.advance(1000);
    const name = server.pods[0]?.metadata.name ?? '';
    server.client.delete('pods', 'demo', name);
    server.advance(1000);
    expect(placed(server)).toHaveLength(3);
    expect(server.client.get('pods', 'demo', name)).toBeUndefined();
  });

  test('replaces failed Pods of a node at growing distances', () => {
    const server = started({}, ({ spec }) => ({ end: spec.nodeName === 'node-1' ? 'failed' : 'ready', stopMs: 10 }));
    const replacedAtMs: number[] = [];
    server.client.watch('pods', ({ type }) => {
      if (type === 'DELETED') replacedAtMs.push(server.loop.nowMs);
    });
    server.advance(60_000);
    const gaps = replacedAtMs.slice(1).map((timeMs, index) => Math.round((timeMs - (replacedAtMs[index] ?? 0)) / 1000));
    expect(gaps.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(
      server
        .eventsOf('DaemonSet')
        .some((event) => event.startsWith('Warning FailedDaemonPod Found failed daemon pod demo/agent-')),
    ).toBe(true);
    expect(server.eventsOf('DaemonSet').some((event) => event.endsWith(' on node node-1, will try to kill it'))).toBe(
      true,
    );
  });

  test('makes a Pod that succeeded anew at once', () => {
    let ends = true;
    const server = started({}, () => ({ end: ends ? 'succeeded' : 'ready' }));
    server.advance(110);
    ends = false;
    server.advance(1000);
    expect(status(server)).toMatchObject({ numberReady: 3 });
    expect(server.eventsOf('DaemonSet').filter((event) => event.includes('SucceededDaemonPod'))).toHaveLength(3);
  });

  test('counts a Pod as available after minReadySeconds', () => {
    const server = started({ minReadySeconds: 30 });
    server.advance(20_000);
    expect(status(server)).toMatchObject({ numberReady: 3, numberUnavailable: 3 });
    server.advance(12_000);
    expect(status(server)).toMatchObject({ numberReady: 3, numberAvailable: 3 });
  });

  test('made anew over orphaned Pods takes those with its template number as they are', () => {
    const server = started();
    server.advance(1000);
    const before = server.pods;
    for (const pod of before) {
      const { ownerReferences: _owners, ...metadata } = pod.metadata;
      server.client.update('pods', {
        ...pod,
        metadata: { ...metadata, labels: { ...metadata.labels, isactive: 'yes' } },
      });
    }
    server.client.delete('apps/daemonsets', 'demo', 'agent', { propagationPolicy: 'Background' });
    const labels = { app: 'agent', isactive: 'yes' };
    server.client.create(
      'apps/daemonsets',
      sampleDaemonSet({ selector: { matchLabels: labels }, template: { ...templateOf(), metadata: { labels } } }),
    );
    server.advance(20_000);
    expect(server.pods.map(({ metadata }) => metadata.name)).toEqual(before.map(({ metadata }) => metadata.name));
    expect(status(server)).toMatchObject({ numberReady: 3, updatedNumberScheduled: 3 });
  });

  test('does nothing more once it has what it wants', () => {
    const server = started();
    server.advance(5000);
    const versions = (): unknown => [server.pods, server.client.get('apps/daemonsets', 'demo', 'agent')];
    const before = versions();
    label(server, 'node-1', { any: 'thing' });
    server.advance(60_000);
    expect(versions()).toEqual(before);
  });
});
