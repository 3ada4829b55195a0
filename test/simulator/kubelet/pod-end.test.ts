import { NodeWorld, stateOf } from './node-world';

const DEAF = { image: 'busybox:1.36', command: ['sleep', 'infinity'] };

function started(world: NodeWorld, draft: Parameters<NodeWorld['create']>[0] = {}): NodeWorld {
  world.create(draft);
  world.advance(10_000);
  world.history.length = 0;
  return world;
}

/** Deletes the Pod and says after how many virtual milliseconds it was gone. */
function timeToEnd(world: NodeWorld, gracePeriodSeconds?: number): number {
  const from = world.ms;
  world.client.delete('pods', 'demo', 'web', gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  while (world.find() !== undefined && world.ms - from < 120_000) world.advance(50);
  return world.ms - from;
}

test('a deleted Pod shows that it ends, how it ended, and is gone', () => {
  const world = started(new NodeWorld());
  expect(timeToEnd(world)).toBeLessThanOrEqual(500);
  expect(world.history.map(({ pod }) => `${pod.status.phase ?? ''} ${stateOf(pod)}`)).toEqual([
    'Running running',
    'Running running',
    'Succeeded terminated Completed 0',
    'Succeeded terminated Completed 0',
  ]);
  expect(world.history[1]?.pod.status.observedGeneration).toBe(2);
  expect(world.events().at(-1)).toBe('Normal Killing: Stopping container main');
  expect(world.agents.usageOf('demo', 'web')).toBeUndefined();
});

test.each([
  ['the grace of its Pod', { terminationGracePeriodSeconds: 5 }, undefined, 5000],
  ['thirty seconds', {}, undefined, 30_000],
  ['the grace of the request', {}, 3, 3000],
])('a program that ignores SIGTERM is killed after %s', (_which, spec, grace, expectedMs) => {
  const world = started(new NodeWorld(), { containers: [DEAF], spec });
  const timeMs = timeToEnd(world, grace);
  expect(timeMs).toBeGreaterThanOrEqual(expectedMs);
  expect(timeMs).toBeLessThanOrEqual(expectedMs + 500);
  expect(world.history.some(({ pod }) => stateOf(pod) === 'terminated Error 137')).toBe(true);
});

test('a shorter grace replaces a longer one', () => {
  const world = started(new NodeWorld(), { containers: [DEAF] });
  world.client.delete('pods', 'demo', 'web');
  world.advance(5000);
  expect(timeToEnd(world, 1)).toBeLessThanOrEqual(1500);
});

test('without any grace the object is gone at once, and so is the program', () => {
  const world = started(new NodeWorld(), { containers: [DEAF] });
  world.client.delete('pods', 'demo', 'web', { gracePeriodSeconds: 0 });
  expect(world.find()).toBeUndefined();
  world.advance(1000);
  expect(world.events().at(-1)).toBe('Normal Killing: Stopping container main');
  expect(world.agents.nodeUsageOf('node-1')?.cpuCores).toBe(0.08);
  expect(world.loop.foregroundPending).toBe(0);
});

test('a preStop hook has its time before the program is asked to end', () => {
  const world = started(new NodeWorld(), { containers: [{ lifecycle: { preStop: { sleep: { seconds: 7 } } } }] });
  const timeMs = timeToEnd(world);
  expect(timeMs).toBeGreaterThanOrEqual(7000);
  expect(timeMs).toBeLessThanOrEqual(7800);
});

test('sidecars end after the others, the last one first', () => {
  const world = started(new NodeWorld(), {
    initContainers: [
      { name: 'one', restartPolicy: 'Always' },
      { name: 'two', restartPolicy: 'Always' },
    ],
  });
  timeToEnd(world);
  expect(world.events().filter((event) => event.includes('Killing'))).toEqual([
    'Normal Killing: Stopping container main',
    'Normal Killing: Stopping container two',
    'Normal Killing: Stopping container one',
  ]);
});

test('a Pod that never started is gone soon, and counts as failed', () => {
  const world = new NodeWorld();
  world.create({ spec: { volumes: [{ name: 'v', secret: { secretName: 'gone' } }] } });
  world.advance(10_000);
  expect(timeToEnd(world)).toBeLessThanOrEqual(500);
  expect(world.history.at(-1)?.pod.status.phase).toBe('Failed');
});

test('a finalizer keeps the object of a Pod of which nothing is left', () => {
  const world = new NodeWorld();
  const pod = world.create();
  world.client.update('pods', { ...pod, metadata: { ...pod.metadata, finalizers: ['example.com/wait'] } });
  world.advance(10_000);
  world.client.delete('pods', 'demo', 'web');
  world.advance(60_000);
  expect(world.pod().metadata.deletionGracePeriodSeconds).toBe(0);
  expect(world.pod().status.phase).toBe('Succeeded');
  const held = world.pod();
  world.client.update('pods', { ...held, metadata: { ...held.metadata, finalizers: [] } });
  expect(world.find()).toBeUndefined();
});

test('a Pod that follows under the same name starts anew, with another address', () => {
  const world = started(new NodeWorld());
  const before = world.pod();
  timeToEnd(world);
  started(world);
  expect(world.pod().metadata.uid).not.toBe(before.metadata.uid);
  expect(world.pod().status.podIP).not.toBe(before.status.podIP);
  expect(stateOf(world.pod())).toBe('running');
});
