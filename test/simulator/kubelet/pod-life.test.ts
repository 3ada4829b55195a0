import { NodeWorld, stateOf } from './node-world';
import { ToldProbes } from './told-runtime';

const SHELL = 'busybox:1.36';

/** What could be seen of a Pod, one line a change: `12.4s Running running`. */
function seen({ history }: NodeWorld, name = 'web', container = 'main'): string[] {
  const lines = history
    .filter(({ pod }) => pod.metadata.name === name)
    .map(({ atMs, pod }) => `${atMs / 1000}s ${pod.status.phase ?? ''} ${stateOf(pod, container)}`);
  return lines.filter((line, index) => line.replace(/^\S+ /, '') !== lines[index - 1]?.replace(/^\S+ /, ''));
}

test('a Pod pulls its image, runs and is ready', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(10_000);
  expect(seen(world)).toEqual(['0s Pending none', '0.05s Pending waiting ContainerCreating', '1.5s Running running']);
  expect(world.events()).toEqual([
    'Normal Pulling: Pulling image "web:1"',
    'Normal Pulled: Successfully pulled image "web:1" in 1.05s (1.05s including waiting). Image size: 168068532 bytes.',
    'Normal Created: Container created',
    'Normal Started: Container started',
  ]);
});

test('with its image on the node a Pod runs within a second, after two writes of its status', () => {
  const world = new NodeWorld();
  world.create({ name: 'first' });
  world.advance(10_000);
  world.create();
  const from = world.ms;
  world.advance(1000);
  expect(stateOf(world.pod())).toBe('running');
  expect(world.history.filter(({ pod }) => pod.metadata.name === 'web').map(({ atMs }) => atMs - from)).toEqual([
    0, 50, 450,
  ]);
  expect(world.events()[0]).toBe(
    'Normal Pulled: Container image "web:1" already present on machine and can be accessed by the pod',
  );
});

test('Events name the container', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(5000);
  const [event] = world.client.list('events', 'demo');
  expect(event).toMatchObject({
    involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{main}' },
    source: { component: 'kubelet', host: 'node-1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  });
});

test('init containers run one after the other, then the sidecar, then the others', () => {
  const world = new NodeWorld();
  world.create({
    initContainers: [
      { name: 'init', image: SHELL, command: ['sh', '-c', 'sleep 4; exit 0'] },
      { name: 'side', image: SHELL, command: ['sleep', 'infinity'], restartPolicy: 'Always' },
    ],
    containers: [{ image: SHELL, command: ['sleep', 'infinity'] }],
  });
  world.advance(3000);
  expect([stateOf(world.pod(), 'init'), stateOf(world.pod(), 'side'), stateOf(world.pod())]).toEqual([
    'running',
    'waiting PodInitializing',
    'waiting PodInitializing',
  ]);
  world.advance(10_000);
  expect([stateOf(world.pod(), 'init'), stateOf(world.pod(), 'side'), stateOf(world.pod())]).toEqual([
    'terminated Completed 0',
    'running',
    'running',
  ]);
  expect(world.pod().status.phase).toBe('Running');
});

test.each([
  ['Never', 'exit 0', 'Succeeded', 'terminated Completed 0', 0],
  ['Never', 'exit 3', 'Failed', 'terminated Error 3', 0],
  ['OnFailure', 'exit 0', 'Succeeded', 'terminated Completed 0', 0],
  ['OnFailure', 'exit 3', 'Running', 'waiting CrashLoopBackOff', 2],
  ['Always', 'exit 0', 'Running', 'waiting CrashLoopBackOff', 2],
])('a program with policy %s that does %s: %s, %s', (restartPolicy, script, phase, state, restarts) => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: SHELL, command: ['sh', '-c', script] }], spec: { restartPolicy } });
  world.advance(30_000);
  expect(world.pod().status.phase).toBe(phase);
  expect(stateOf(world.pod())).toBe(state);
  expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBe(restarts);
});

test('a finished Pod shows its end, then its phase, then that its sandbox is gone', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: SHELL, command: ['true'] }], spec: { restartPolicy: 'Never' } });
  world.advance(10_000);
  const last = world.history.slice(-3).map(({ pod: { status } }) => {
    const sandbox = status.conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status;
    return `${status.phase ?? ''} ${sandbox ?? ''}`;
  });
  expect(last).toEqual(['Running True', 'Succeeded True', 'Succeeded False']);
});

test('a crash loop waits longer and longer, and all of that is routine', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: SHELL, command: ['sh', '-c', 'sleep 1; exit 1'] }] });
  world.advance(1_200_000);
  const starts = seen(world)
    .filter((line) => line.endsWith('Running running'))
    .map((line) => parseFloat(line));
  const gaps = starts.slice(1).map((start, index) => Math.round(start - (starts[index] ?? 0) - 1));
  expect(gaps).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  expect(world.history.filter(({ atMs, isRoutine }) => atMs > 10_000 && !isRoutine)).toEqual([]);
  expect(world.pod().status.containerStatuses?.[0]?.state.waiting?.message).toMatch(
    /^back-off 5m0s restarting failed container=main pod=web_demo\([0-9a-f-]+\)$/,
  );
  expect(
    world
      .events()
      .some((event) => event.startsWith('Warning BackOff: Back-off restarting failed container main in pod web_demo(')),
  ).toBe(true);
});

test('a container that takes more memory than it may is killed', () => {
  const world = new NodeWorld();
  const limits = { memory: '100Mi' };
  world.create({
    containers: [
      { image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', '250M'], resources: { limits } },
    ],
    spec: { restartPolicy: 'Never' },
  });
  world.advance(20_000);
  expect(stateOf(world.pod())).toBe('terminated OOMKilled 137');
  expect(world.pod().status.phase).toBe('Failed');
});

test('another image restarts the container at once', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:blue' }] });
  world.advance(10_000);
  const pod = world.pod();
  const containers = pod.spec.containers.map((each) => ({ ...each, image: 'gcr.io/kuar-demo/kuard-amd64:green' }));
  world.client.update('pods', { ...pod, spec: { ...pod.spec, containers } });
  world.advance(10_000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({
    image: 'gcr.io/kuar-demo/kuard-amd64:green',
    restartCount: 1,
    lastState: { terminated: { exitCode: 2, reason: 'Error' } },
    state: { running: {} },
  });
  expect(world.events()).toContain('Normal Killing: Container main definition changed, will be restarted');
});

test('a Pod ends at its deadline', () => {
  const world = new NodeWorld();
  world.create({ spec: { activeDeadlineSeconds: 20 } });
  world.advance(60_000);
  expect(world.pod().status).toMatchObject({
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  });
  expect(world.events()).toContain(
    'Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline',
  );
});

const PROBE = { httpGet: { path: '/ok', port: 80 }, periodSeconds: 5 };

function probed(fields: object): { readonly world: NodeWorld; readonly runtime: ToldProbes } {
  const runtime = new ToldProbes();
  const world = new NodeWorld({ runtime: runtime.around });
  world.create({ containers: [fields] });
  return { world, runtime };
}

const isReadyAt = (world: NodeWorld): boolean => world.pod().status.containerStatuses?.[0]?.ready === true;

test('a container is ready from the first success of its probe on', () => {
  const { world } = probed({ readinessProbe: { ...PROBE, initialDelaySeconds: 7 } });
  world.advance(8000);
  expect([stateOf(world.pod()), isReadyAt(world)]).toEqual(['running', false]);
  world.advance(1000);
  expect(isReadyAt(world)).toBe(true);
});

test('a container loses readiness after as many failures as its probe allows, and gains it again', () => {
  const { world, runtime } = probed({ readinessProbe: { ...PROBE, failureThreshold: 2 } });
  world.advance(10_000);
  runtime.isHealthy = false;
  world.advance(5000);
  expect(isReadyAt(world)).toBe(true);
  world.advance(5000);
  expect(isReadyAt(world)).toBe(false);
  expect(
    world
      .events()
      .some((event) =>
        event.startsWith('Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500'),
      ),
  ).toBe(true);
  runtime.isHealthy = true;
  world.advance(5000);
  expect(isReadyAt(world)).toBe(true);
  expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBe(0);
});

test('a failing liveness probe restarts the container', () => {
  const { world, runtime } = probed({ livenessProbe: PROBE });
  world.advance(10_000);
  runtime.isHealthy = false;
  world.advance(16_000);
  runtime.isHealthy = true;
  world.advance(5000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true });
  expect(world.events()).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500'),
      'Normal Killing: Container main failed liveness probe, will be restarted',
    ]),
  );
});

test('a startup probe keeps the others waiting', () => {
  const { world, runtime } = probed({ startupProbe: { ...PROBE, failureThreshold: 10 }, livenessProbe: PROBE });
  runtime.isHealthy = false;
  world.advance(30_000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, started: false, ready: false });
  runtime.isHealthy = true;
  world.advance(10_000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, started: true, ready: true });
});

test('probes that change nothing are routine', () => {
  const { world, runtime } = probed({ livenessProbe: PROBE, readinessProbe: PROBE });
  world.advance(10_000);
  const before = world.history.length;
  const { calls } = runtime;
  const { foregroundPending } = world.loop;
  world.advance(60_000);
  expect(runtime.calls - calls).toBe(24);
  expect(world.history.length).toBe(before);
  expect(foregroundPending).toBe(0);
});

test('a debugging container starts in a running Pod', () => {
  const world = new NodeWorld();
  world.create();
  world.advance(10_000);
  const debug = { name: 'debug', image: SHELL, command: ['sleep', '5'] };
  world.patch('/api/v1/namespaces/demo/pods/web/ephemeralcontainers', { spec: { ephemeralContainers: [debug] } });
  world.advance(3000);
  expect(stateOf(world.pod(), 'debug')).toBe('running');
  world.advance(60_000);
  expect(stateOf(world.pod(), 'debug')).toBe('terminated Completed 0');
  expect(world.pod().status.phase).toBe('Running');
});

test('usage is what programs take, within the limits of their containers', () => {
  const world = new NodeWorld();
  world.create({
    containers: [{ image: 'polinux/stress', command: ['stress', '--cpu', '2'], resources: { limits: { cpu: '1' } } }],
  });
  expect(world.agents.usageOf('demo', 'web')).toBeUndefined();
  world.advance(10_000);
  expect(world.agents.usageOf('demo', 'web')).toMatchObject([{ name: 'main', cpuCores: 1 }]);
  expect(world.agents.nodeUsageOf('node-1')?.cpuCores).toBeCloseTo(1.08);
});
