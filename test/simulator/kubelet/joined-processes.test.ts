import type { RemoteListener } from '../../../src/simulator/api';
import { decodeText } from '../../../src/simulator/process';
import { NodeWorld, stateOf } from './node-world';

const SHELL = 'busybox:1.36';
const SLEEPER = { image: SHELL, command: ['sleep', '1000'] };

/** Adds a debugging container that runs a script, and lets it do so. */
function debug(world: NodeWorld, script: string, target?: string): void {
  const container = { name: 'debug', image: SHELL, command: ['sh', '-c', script], targetContainerName: target };
  world.patch('/api/v1/namespaces/demo/pods/web/ephemeralcontainers', { spec: { ephemeralContainers: [container] } });
  world.advance(5000);
}

/** What a container has written. */
function logOf(world: NodeWorld, container: string, name = 'web'): string {
  let text = '';
  const listener: RemoteListener = {
    data: (_stream, bytes) => (text += decodeText(bytes)),
    end: () => undefined,
    ready: () => undefined,
  };
  const request = { pod: world.pod(name), container, isPrevious: false, follows: false, hasTimestamps: false };
  world.agents.containers.logs(request, listener);
  return text;
}

/** Commands of `ps -o args`, without the heading. */
const processes = (text: string): readonly string[] => text.trim().split('\n').slice(1);

const PS = 'ps -o args';

test('a debugging container without a target sees itself alone', () => {
  const world = new NodeWorld();
  world.create({ containers: [SLEEPER] });
  world.advance(10_000);
  debug(world, `${PS}; true`);
  expect(processes(logOf(world, 'debug'))).toEqual([`sh -c ${PS}; true`, PS]);
});

test('with a target it sees what runs there, and ends with it', () => {
  const world = new NodeWorld();
  world.create({ containers: [SLEEPER, { ...SLEEPER, command: ['sleep', '2000'] }], spec: { restartPolicy: 'Never' } });
  world.advance(10_000);
  debug(world, `${PS}; sleep 3000`, 'main');
  expect(processes(logOf(world, 'debug'))).toEqual(['sleep 1000', `sh -c ${PS}; sleep 3000`, PS]);
  world.advance(1000 * 1000);
  expect([stateOf(world.pod()), stateOf(world.pod(), 'debug')]).toEqual([
    'terminated Completed 0',
    'terminated Error 137',
  ]);
});

test.each([
  {
    which: 'was not started yet',
    containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:red' }],
    reason: 'CreateContainerConfigError',
    message: /^unable to find target container main$/,
  },
  {
    which: 'has ended',
    containers: [{ image: SHELL, command: ['true'] }, SLEEPER],
    reason: 'CreateContainerError',
    message:
      /^failed to generate container "[0-9a-f]{64}" spec: invalid target container: container "[0-9a-f]{64}" is not running - in state CONTAINER_EXITED$/,
  },
])('a target that $which is waited for', ({ containers, reason, message }) => {
  const world = new NodeWorld();
  world.create({ containers, spec: { restartPolicy: 'Never' } });
  world.advance(10_000);
  debug(world, PS, 'main');
  const [status] = world.pod().status.ephemeralContainerStatuses ?? [];
  expect(status?.state.waiting?.reason).toBe(reason);
  expect(status?.state.waiting?.message).toMatch(message);
  expect(world.events().join('\n')).toContain('Warning Failed: Error: ');
});

test('containers of a Pod that shares its processes see each other; a container may be ended by another one', () => {
  const world = new NodeWorld();
  const script = `sleep 1; ${PS}; kill -9 2; sleep 1; ${PS}; sleep 1000`;
  world.create({
    containers: [SLEEPER, { image: SHELL, command: ['sh', '-c', script] }],
    spec: { shareProcessNamespace: true, restartPolicy: 'Never' },
  });
  world.advance(10_000);
  const seen = logOf(world, 'extra-1').split(/^COMMAND\n/m);
  const own = `sh -c ${script}`;
  expect(seen.slice(1).map((each) => each.trim().split('\n'))).toEqual([
    ['/pause', 'sleep 1000', own, PS],
    ['/pause', own, PS],
  ]);
  expect(stateOf(world.pod())).toBe('terminated Error 137');
  expect(stateOf(world.pod(), 'extra-1')).toBe('running');
});

test('a Pod among the processes of its node sees those, and they stay when it ends', () => {
  const world = new NodeWorld();
  const watcher = { image: SHELL, command: ['sh', '-c', `${PS}; sleep 5`] };
  const spec = { hostPID: true, restartPolicy: 'Never' } as const;
  world.create({ name: 'first', containers: [SLEEPER], spec });
  world.advance(10_000);
  world.create({ containers: [watcher], spec });
  world.advance(10_000);
  expect(processes(logOf(world, 'main'))).toEqual(['/sbin/init', 'sleep 1000', `sh -c ${PS}; sleep 5`, PS]);
  expect(stateOf(world.pod())).toBe('terminated Completed 0');
  expect(stateOf(world.pod('first'))).toBe('running');
});

test('processes of a Pod that shares them are gone with it', () => {
  const world = new NodeWorld();
  world.create({ containers: [SLEEPER], spec: { shareProcessNamespace: true, terminationGracePeriodSeconds: 1 } });
  world.advance(10_000);
  world.client.delete('pods', 'demo', 'web');
  world.advance(10_000);
  expect(world.find()).toBeUndefined();
  world.create({ containers: [{ image: SHELL, command: ['sh', '-c', `${PS}; sleep 9`] }], spec: { hostPID: true } });
  world.advance(10_000);
  expect(logOf(world, 'main')).not.toContain('pause');
});
