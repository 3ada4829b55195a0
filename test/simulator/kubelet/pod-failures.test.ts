import { NodeWorld, stateOf } from './node-world';

const KUARD = 'gcr.io/kuar-demo/kuard-amd64';
const MISSING = `rpc error: code = NotFound desc = failed to pull and unpack image "${KUARD}:red": failed to resolve reference "${KUARD}:red": ${KUARD}:red: not found`;

const waitingOf = (world: NodeWorld) => world.pod().status.containerStatuses?.[0]?.state.waiting;

test('an image that does not exist is waited for until it is pushed', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: `${KUARD}:red` }] });
  world.advance(3000);
  expect(waitingOf(world)).toEqual({ reason: 'ErrImagePull', message: MISSING });
  world.advance(13_000);
  expect(world.history.some(({ pod }) => stateOf(pod) === 'waiting ImagePullBackOff')).toBe(true);
  expect(world.events()).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`Normal Pulling: Pulling image "${KUARD}:red"`),
      expect.stringContaining(`Warning Failed: Failed to pull image "${KUARD}:red": ${MISSING}`),
      expect.stringContaining('Warning Failed: Error: ErrImagePull'),
      expect.stringContaining(`Normal BackOff: Back-off pulling image "${KUARD}:red"`),
      expect.stringContaining('Warning Failed: Error: ImagePullBackOff'),
    ]),
  );
  expect(world.pod().status.phase).toBe('Pending');
  world.agents.push(`${KUARD}:red`);
  world.advance(60_000);
  expect(stateOf(world.pod())).toBe('running');
  expect(world.history.at(-1)?.isRoutine).toBe(false);
});

test('waiting for an image is routine', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: `${KUARD}:red` }] });
  world.advance(600_000);
  expect(world.history.filter(({ atMs, isRoutine }) => atMs > 3000 && !isRoutine)).toEqual([]);
  expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBe(0);
});

test.each([
  [
    { image: '/worker:v0.3' },
    'InvalidImageName',
    `Failed to apply default image tag "/worker:v0.3": couldn't parse image name "/worker:v0.3": invalid reference format`,
    'InspectFailed',
  ],
  [
    { image: 'web:1', imagePullPolicy: 'Never' },
    'ErrImageNeverPull',
    'Container image "web:1" is not present with pull policy of Never',
    'ErrImageNeverPull',
  ],
])('%j waits with %s', (container, reason, message, eventReason) => {
  const world = new NodeWorld();
  world.create({ containers: [container] });
  world.advance(3000);
  expect(waitingOf(world)).toEqual({ reason, message });
  expect(world.events()).toEqual([`Warning ${eventReason}: ${message}`, `Warning Failed: Error: ${reason}`]);
});

test('a key that its ConfigMap lacks is waited for until it is there', () => {
  const world = new NodeWorld();
  world.object('configmaps', { metadata: { name: 'my-config' }, data: { other: 'x' } });
  const configMapKeyRef = { name: 'my-config', key: 'another-param' };
  world.create({ containers: [{ env: [{ name: 'A', valueFrom: { configMapKeyRef } }] }] });
  world.advance(5000);
  const message = "couldn't find key another-param in ConfigMap demo/my-config";
  expect(waitingOf(world)).toEqual({ reason: 'CreateContainerConfigError', message });
  expect(world.pod().status).toMatchObject({ phase: 'Pending', podIP: '10.244.1.2' });
  expect(world.events()).toContain(`Warning Failed: Error: ${message}`);
  const map = world.client.get('configmaps', 'demo', 'my-config');
  if (map === undefined) throw new Error('no ConfigMap');
  world.client.update('configmaps', { ...map, data: { 'another-param': 'y' } });
  world.advance(30_000);
  expect(stateOf(world.pod())).toBe('running');
});

test('a volume whose Secret is missing holds the Pod back until it is there', () => {
  const world = new NodeWorld();
  world.create({ spec: { volumes: [{ name: 'tls', secret: { secretName: 'cert' } }] } });
  world.advance(60_000);
  expect(waitingOf(world)).toEqual({ reason: 'ContainerCreating' });
  expect(world.pod().status.podIP).toBeUndefined();
  expect(world.events()[0]).toMatch(
    /^Warning FailedMount: MountVolume\.SetUp failed for volume "tls" : secret "cert" not found \(x[78]\)$/,
  );
  world.object('secrets', { metadata: { name: 'cert' } });
  world.advance(130_000);
  expect(stateOf(world.pod())).toBe('running');
  expect(world.history.at(-1)?.isRoutine).toBe(false);
});

test('a claim that is not bound is waited for in silence for two minutes', () => {
  const world = new NodeWorld();
  world.object('persistentvolumeclaims', {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  world.create({ spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } });
  world.advance(100_000);
  expect(world.events()).toEqual([]);
  world.advance(400_000);
  expect(world.events()[0]).toContain(
    'Warning FailedMount: Unable to attach or mount volumes: unmounted volumes=[data]',
  );
  const claim = world.client.get('persistentvolumeclaims', 'demo', 'data');
  if (claim === undefined) throw new Error('no claim');
  world.object('persistentvolumes', {
    metadata: { name: 'disk' },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/mnt/disk' } },
  });
  const bound = world.client.update('persistentvolumeclaims', {
    ...claim,
    spec: { ...claim.spec, volumeName: 'disk' },
  });
  world.client.updateStatus('persistentvolumeclaims', { ...bound, status: { phase: 'Bound' } });
  world.advance(200_000);
  expect(stateOf(world.pod())).toBe('running');
});

test('arguments without a command are taken for a program that does not exist', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ image: `${KUARD}:blue`, args: ['--keygen-enable'] }] });
  world.advance(2000);
  expect(waitingOf(world)).toMatchObject({
    reason: 'RunContainerError',
    message: expect.stringContaining('exec: "--keygen-enable": executable file not found in $PATH') as string,
  });
  expect(world.pod().status.containerStatuses?.[0]?.lastState.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    startedAt: '1970-01-01T00:00:00Z',
  });
  world.advance(15_000);
  expect(waitingOf(world)?.reason).toMatch(/CrashLoopBackOff|RunContainerError/);
  expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
});

test('a node takes no more than it has', () => {
  const world = new NodeWorld();
  world.create({ containers: [{ resources: { requests: { cpu: '3' } } }] });
  world.create({ name: 'late', containers: [{ resources: { requests: { cpu: '3' } } }] });
  world.advance(5000);
  const message = "Node didn't have enough resource: cpu, requested: 3000, used: 3000, capacity: 4000";
  expect(world.pod('late').status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    message: `Pod was rejected: ${message}`,
  });
  expect(world.events('late')).toEqual([`Warning OutOfcpu: ${message}`]);
  world.client.delete('pods', 'demo', 'web');
  world.advance(5000);
  world.create({ name: 'next', containers: [{ resources: { requests: { cpu: '3' } } }] });
  world.advance(5000);
  expect(stateOf(world.pod('next'))).toBe('running');
});

test('a node that is short of memory ends the Pod that uses most beyond its request', () => {
  const world = new NodeWorld();
  const stress = (name: string, bytes: string): void => {
    world.create({
      name,
      containers: [{ image: 'polinux/stress', command: ['stress', '--vm', '1', '--vm-bytes', bytes] }],
    });
  };
  world.create();
  stress('small', '500M');
  stress('large', '8G');
  world.advance(60_000);
  expect(world.pod('large').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(world.pod('large').status.message).toContain('The node was low on resource: memory.');
  expect([stateOf(world.pod()), stateOf(world.pod('small'))]).toEqual(['running', 'running']);
  const pressure = (): string | undefined =>
    world.client.get('nodes', '', 'node-1')?.status.conditions?.find(({ type }) => type === 'MemoryPressure')?.status;
  expect(pressure()).toBe('True');
  world.advance(400_000);
  expect(pressure()).toBe('False');
});
