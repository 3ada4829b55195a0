import { NodeWorld, stateOf } from './node-world';

const leaseTime = (world: NodeWorld, node = 'node-1'): number => {
  const lease = world.client.get('coordination.k8s.io/leases', 'kube-node-lease', node);
  return Date.parse(lease?.spec.renewTime ?? '');
};

const nodeOf = (world: NodeWorld, name = 'node-1') => {
  const node = world.client.get('nodes', '', name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
};

const nodeEvents = (world: NodeWorld): string[] =>
  [...world.client.list('events', 'default')]
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''}: ${message ?? ''}`);

const heartbeat = (world: NodeWorld): string | undefined => nodeOf(world).status.conditions?.[0]?.lastHeartbeatTime;

test('a Lease is renewed every ten seconds, the conditions every five minutes', () => {
  const world = new NodeWorld();
  const before = nodeOf(world).metadata.resourceVersion;
  world.advance(299_000);
  expect(world.loop.nowMs - leaseTime(world)).toBeLessThan(10_000);
  expect(nodeOf(world).metadata.resourceVersion).toBe(before);
  world.advance(2000);
  expect(heartbeat(world)).toBe('2026-01-01T00:05:00Z');
  expect(nodeOf(world).status.conditions?.[0]?.lastTransitionTime).toBe('2026-01-01T00:00:00Z');
  expect(world.loop.foregroundPending).toBe(0);
});

test('a node that is Ready from the start says nothing', () => {
  const world = new NodeWorld({ nodes: 3 });
  world.advance(60_000);
  expect(nodeEvents(world)).toEqual([]);
});

test('a node that joins becomes Ready', () => {
  const world = new NodeWorld({ nodes: 0 });
  world.client.create('nodes', { metadata: { name: 'late' }, spec: { podCIDR: '10.244.9.0/24' } });
  world.agents.add('late');
  world.advance(1000);
  expect(nodeOf(world, 'late').status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  });
  expect(leaseTime(world, 'late')).toBeGreaterThan(0);
  expect(nodeEvents(world)).toEqual([
    'Normal Starting: Starting kubelet.',
    'Normal NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
    'Normal NodeHasSufficientMemory: Node late status is now: NodeHasSufficientMemory',
    'Normal NodeHasNoDiskPressure: Node late status is now: NodeHasNoDiskPressure',
    'Normal NodeHasSufficientPID: Node late status is now: NodeHasSufficientPID',
    'Normal NodeReady: Node late status is now: NodeReady',
  ]);
});

test('nothing happens to the Pods of a node that is off', () => {
  const world = new NodeWorld({ nodes: 2 });
  world.create();
  world.create({ name: 'other', node: 'node-2' });
  world.advance(10_000);
  world.agents.fail('node-1');
  const lease = leaseTime(world);
  world.create({ name: 'late' });
  world.client.delete('pods', 'demo', 'web');
  world.advance(60_000);
  expect(leaseTime(world)).toBe(lease);
  expect(world.pod().metadata.deletionTimestamp).toBeDefined();
  expect(stateOf(world.pod())).toBe('running');
  expect(stateOf(world.pod('late'))).toBe('none');
  expect(stateOf(world.pod('other'))).toBe('running');
  expect(world.agents.nodeUsageOf('node-1')).toBeUndefined();
});

test('after its machine was off a Pod starts anew in another sandbox', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(10_000);
  const { podIP } = world.pod().status;
  world.agents.fail('node-1');
  const node = nodeOf(world);
  const conditions = node.status.conditions?.map((each) => ({
    ...each,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
  }));
  world.client.updateStatus('nodes', { ...node, status: { ...node.status, ...(conditions && { conditions }) } });
  world.create({ name: 'late' });
  world.advance(60_000);
  world.agents.recover('node-1');
  world.advance(10_000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    ready: true,
    lastState: { terminated: { exitCode: 255, reason: 'Unknown' } },
  });
  expect(world.pod().status.podIP).not.toBe(podIP);
  expect(stateOf(world.pod('late'))).toBe('running');
  expect(world.events()).toContain('Normal SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
  expect(nodeOf(world).status.conditions?.map(({ status }) => status)).toEqual(['False', 'False', 'False', 'True']);
  expect(nodeEvents(world)).toEqual(
    expect.arrayContaining([
      'Normal Starting: Starting kubelet.',
      expect.stringMatching(/^Warning Rebooted: Node node-1 has been rebooted, boot id: [0-9a-f-]{36}$/),
      'Normal NodeReady: Node node-1 status is now: NodeReady',
    ]),
  );
});

test('a Pod that was deleted while its node was off is gone when the node is back', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(10_000);
  world.agents.fail('node-1');
  world.client.delete('pods', 'demo', 'web');
  world.advance(10_000);
  world.agents.recover('node-1');
  world.advance(10_000);
  expect(world.find()).toBeUndefined();
});

test('a node that is removed takes its programs along', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(10_000);
  world.agents.remove('node-1');
  world.advance(60_000);
  expect(world.agents.usageOf('demo', 'web')).toBeUndefined();
  expect(world.agents.nodeUsageOf('node-1')).toBeUndefined();
});

test('a node without an agent does nothing', () => {
  const world = new NodeWorld();
  world.client.create('nodes', { metadata: { name: 'silent' } });
  world.create({ node: 'silent' });
  world.advance(60_000);
  expect(stateOf(world.pod())).toBe('none');
});

test('an agent takes over what ran before it, without a word', () => {
  const first = new NodeWorld();
  first.create({ containers: [{ ports: [{ containerPort: 80 }], readinessProbe: { tcpSocket: { port: 80 } } }] });
  first.advance(10_000);
  const before = first.pod();
  // The same Pod in a cluster whose agents are new.
  const second = new NodeWorld({ nodes: 0 });
  const created = second.create({
    containers: [{ ports: [{ containerPort: 80 }], readinessProbe: { tcpSocket: { port: 80 } } }],
  });
  second.client.updateStatus('pods', { ...created, status: before.status });
  second.client.create('nodes', { metadata: { name: 'node-1' }, spec: { podCIDR: '10.244.1.0/24' } });
  const node = nodeOf(second);
  second.client.updateStatus('nodes', { ...node, status: nodeOf(first).status });
  second.agents.add('node-1');
  second.advance(60_000);
  expect(second.pod().status).toEqual(before.status);
  expect(second.events()).toEqual([]);
  second.create({ name: 'next' });
  second.advance(10_000);
  expect(second.pod('next').status.podIP).toBe('10.244.1.3');
});
