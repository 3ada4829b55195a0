import type { RemoteListener, RemoteSession } from '../../../../src/simulator/api';
import { defineImage } from '../../../../src/simulator/images';
import { NodeWorld, stateOf, type PodDraft } from '../node-world';
import { sampleImage } from './sample-image';

const IMAGE = 'team/sample:1';
const encoder = new TextEncoder();

/** What came out of a session. */
class Heard implements RemoteListener {
  stdout = '';
  stderr = '';
  outcome: { readonly exitCode?: number; readonly error?: string } | undefined;
  readies = 0;
  private readonly decoder = new TextDecoder();

  data(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this[stream] += this.decoder.decode(bytes);
  }

  end(outcome: { readonly exitCode?: number; readonly error?: string }): void {
    this.outcome = outcome;
  }

  ready(): void {
    this.readies += 1;
  }
}

/** A Pod of the sample image that has had ten seconds. */
function running(container: NonNullable<PodDraft['containers']>[number] = {}, spec: PodDraft['spec'] = {}): NodeWorld {
  const world = new NodeWorld({ images: [sampleImage] });
  world.create({ containers: [{ image: IMAGE, ...container }], spec });
  world.advance(10_000);
  return world;
}

function exec(
  world: NodeWorld,
  command: readonly string[],
  options: { readonly hasStdin?: boolean; readonly hasTerminal?: boolean } = {},
): { readonly heard: Heard; readonly session: RemoteSession } {
  const heard = new Heard();
  const { hasStdin = false, hasTerminal = false } = options;
  const session = world.agents.containers.exec(
    { pod: world.pod(), container: 'main', command, hasStdin, hasTerminal, hasStdout: true, hasStderr: !hasTerminal },
    heard,
  );
  return { heard, session };
}

function logs(world: NodeWorld, options: { readonly isPrevious?: boolean; readonly follows?: boolean } = {}): Heard {
  const heard = new Heard();
  const { isPrevious = false, follows = false } = options;
  world.agents.containers.logs(
    { pod: world.pod(), container: 'main', isPrevious, follows, hasTimestamps: false },
    heard,
  );
  return heard;
}

describe('exec', () => {
  test('runs a command beside the first process and tells its output and code', () => {
    const world = running();
    const { heard } = exec(world, ['echo', 'hello', 'there']);
    world.advance(10);
    expect([heard.stdout, heard.outcome]).toEqual(['hello there\n', { exitCode: 0 }]);
  });

  test('hands on what is typed, and its end', () => {
    const world = running();
    const { heard, session } = exec(world, ['cat', '7'], { hasStdin: true });
    session.send(encoder.encode('one '));
    world.advance(10);
    expect([heard.stdout, heard.outcome]).toEqual(['one ', undefined]);
    session.send(encoder.encode('two'));
    session.endInput();
    world.advance(10);
    expect([heard.stdout, heard.outcome]).toEqual(['one two', { exitCode: 7 }]);
  });

  test('of a program that is not there fails in the words of the runtime', () => {
    const world = running();
    const { heard } = exec(world, ['bash']);
    world.advance(10);
    expect(heard.outcome?.error).toMatch(
      /^Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in \$PATH: unknown$/,
    );
  });

  test('with a terminal echoes what is typed and ends lines with both characters', () => {
    const world = running();
    const { heard, session } = exec(world, ['cat'], { hasStdin: true, hasTerminal: true });
    session.send(encoder.encode('hi\r'));
    world.advance(10);
    expect(heard.stdout).toBe('hi\r\nhi\r\n');
    session.send(encoder.encode('\u0004'));
    world.advance(10);
    expect(heard.outcome).toEqual({ exitCode: 0 });
  });

  test('ends with its client', () => {
    const world = running();
    const { session } = exec(world, ['cat'], { hasStdin: true });
    world.advance(10);
    session.close();
    world.advance(10);
    const { heard } = exec(world, ['echo', 'still here']);
    world.advance(10);
    expect(heard.stdout).toBe('still here\n');
    expect(world.agents.usageOf('demo', 'web')).toHaveLength(1);
  });

  test('of a program that writes without end waits while its client does not read', () => {
    const world = running();
    const { heard, session } = exec(world, ['flood']);
    session.hold();
    world.advance(1000);
    const held = heard.stdout.length;
    world.advance(10_000);
    expect(heard.stdout.length).toBe(held);
    session.close();
    expect(held).toBeLessThan(2 * 1024 * 1024);
  });
});

describe('logs', () => {
  test('tell what the program has written, and go on', () => {
    const world = running({ command: ['count', '100'] });
    const heard = logs(world, { follows: true });
    expect(heard.stdout).toMatch(/^line 1\nline 2\n/);
    world.advance(1000);
    expect(heard.outcome).toBeUndefined();
    world.client.delete('pods', 'demo', 'web', { gracePeriodSeconds: 0 });
    world.advance(1000);
    expect(heard.outcome).toEqual({});
  });

  test('of the run before are kept until the next one ends', () => {
    const world = running({ command: ['count', '2'] });
    world.advance(6000);
    expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
    expect(logs(world, { isPrevious: true }).stdout).toBe('line 1\nline 2\n');
  });

  test('of a run that never was are refused', () => {
    const world = running();
    expect(() => logs(world, { isPrevious: true })).toThrow(
      'previous terminated container "main" in pod "web" not found',
    );
  });

  test('of a container that waits are refused with its reason', () => {
    const world = new NodeWorld({ images: [sampleImage] });
    world.create({ containers: [{ image: 'docker.io/library/my-batch-image' }] });
    world.advance(3000);
    expect(() => logs(world)).toThrow(
      'container "main" in pod "web" is waiting to start: trying and failing to pull image',
    );
  });
});

test('attach hears what the first process writes from now on, and types to it', () => {
  const world = running({ command: ['cat'], stdin: true, stdinOnce: true });
  const heard = new Heard();
  const session = world.agents.containers.attach(
    { pod: world.pod(), container: 'main', hasStdin: true, hasStdout: true, hasStderr: true, hasTerminal: false },
    heard,
  );
  session.send(encoder.encode('hello'));
  world.advance(10);
  expect(heard.stdout).toBe('hello');
  session.endInput();
  world.advance(1000);
  expect(heard.outcome).toEqual({});
});

test('a forwarded port leads into the Pod, and a port that nobody listens on says so', () => {
  const world = running();
  const good = new Heard();
  const session = world.agents.containers.forward(world.pod(), 80, good);
  session.send(encoder.encode('GET /path HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'));
  world.advance(100);
  expect(good.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nsample\n$/);
  expect(logs(world).stdout).toBe('GET /path\n');
  const bad = new Heard();
  world.agents.containers.forward(world.pod(), 81, bad);
  world.advance(100);
  expect(bad.outcome?.error).toContain('dial tcp4 127.0.0.1:81: connect: connection refused');
});

test('a request through the API server reaches the Pod from a node', () => {
  const world = running();
  const heard = new Heard();
  const heads: unknown[] = [];
  const request = { method: 'GET', target: '/x', headers: {}, body: new Uint8Array(), isSecure: false };
  world.agents.containers.proxy(world.pod().status.podIP ?? '', 80, request, (head) => heads.push(head), heard);
  world.advance(100);
  expect(heads).toMatchObject([{ status: 200 }]);
  expect(heard.stdout).toBe('sample\n');
});

test('a probe really calls: readiness is lost and found with what the program answers', () => {
  const world = running({
    readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1, failureThreshold: 1 },
  });
  const isReady = (): boolean => world.pod().status.containerStatuses?.[0]?.ready === true;
  expect(isReady()).toBe(true);
  exec(world, ['write', '/tmp/broken', 'x']);
  world.advance(3000);
  expect(isReady()).toBe(false);
  expect(world.events().join('\n')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 500');
});

test.each([
  ['a command that succeeds', ['echo', 'fine'], true, undefined],
  [
    'a command that fails',
    ['show', '/nothing'],
    false,
    'Readiness probe failed: show: /nothing: No such file or directory',
  ],
  [
    'a command that is not there',
    ['nothing'],
    false,
    'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container',
  ],
  [
    'a command that takes too long',
    ['write', '/tmp/x', ''],
    false,
    'command timed out: "write /tmp/x " timed out after 1s',
  ],
])('a probe by %s', (_what, command, isReady, event) => {
  const world = running({ readinessProbe: { exec: { command }, periodSeconds: 1 } });
  expect(world.pod().status.containerStatuses?.[0]?.ready).toBe(isReady);
  if (event !== undefined) expect(world.events().join('\n')).toContain(event);
});

test('programs find environment, user, directory and the name of the Pod', () => {
  const world = running({
    command: ['who'],
    env: [
      { name: 'SIZE', value: '$(COLOUR) and $(OWN)' },
      { name: 'OWN', value: 'x' },
    ],
    securityContext: { runAsUser: 1000, runAsGroup: 2000 },
  });
  expect(logs(world, { isPrevious: true }).stdout.split('\n')).toEqual(
    expect.arrayContaining([
      'COLOUR=blue',
      'SIZE=$(COLOUR) and $(OWN)',
      'HOSTNAME=web',
      'uid=1000',
      'gid=2000',
      '/srv',
      'web',
    ]),
  );
});

test('what a program leaves in its termination log is told, or the end of its log', () => {
  const world = running(
    { command: ['count', '1'], terminationMessagePolicy: 'FallbackToLogsOnError' },
    { restartPolicy: 'Never' },
  );
  expect(world.pod().status.containerStatuses?.[0]?.state.terminated).toMatchObject({
    exitCode: 3,
    message: 'line 1\n',
  });
});

test('SIGTERM reaches the program, which ends in its own way', () => {
  const world = running();
  const heard = logs(world, { follows: true });
  world.client.delete('pods', 'demo', 'web');
  world.advance(1000);
  expect(heard.stdout).toBe('bye\n');
  expect(world.find()).toBeUndefined();
});

test('files of an emptyDir are those of the Pod: they outlive a container, and not the Pod', () => {
  const spec = { volumes: [{ name: 'data', emptyDir: {} }] };
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  const world = running({ command: ['count', '15'], volumeMounts }, spec);
  exec(world, ['write', '/data/note', 'kept']);
  world.advance(10_000);
  expect(world.pod().status.containerStatuses?.[0]?.restartCount).toBe(1);
  const first = exec(world, ['show', '/data/note']).heard;
  world.advance(10);
  expect(first.stdout).toBe('kept');
  const name = { ...world.pod().spec };
  world.client.delete('pods', 'demo', 'web', { gracePeriodSeconds: 0 });
  world.advance(1000);
  world.create({ containers: name.containers, spec });
  world.advance(5000);
  const second = exec(world, ['show', '/data/note']).heard;
  world.advance(10);
  expect(second.outcome).toEqual({ exitCode: 1 });
});

test('a machine that loses power takes its programs along', () => {
  const world = running();
  const heard = logs(world, { follows: true });
  world.agents.fail('node-1');
  world.advance(1000);
  expect(heard.stdout).toBe('');
  expect(() => logs(world)).toThrow('no route to host');
  world.agents.recover('node-1');
  world.advance(5000);
  expect(stateOf(world.pod())).toBe('running');
});

test('an image says which signal asks it to end', () => {
  const image = {
    ...sampleImage.image({ repository: 'docker.io/team/sample', tag: '1' }),
    stopSignal: 'QUIT' as const,
  };
  const patient = defineImage({ repositories: ['team/patient'], image: () => image });
  const world = new NodeWorld({ images: [patient] });
  world.create({ containers: [{ image: 'team/patient:1' }] });
  world.advance(10_000);
  const heard = logs(world, { follows: true });
  world.client.delete('pods', 'demo', 'web', { gracePeriodSeconds: 3 });
  world.advance(2000);
  // The program handles SIGTERM alone, and nobody sends it.
  expect(heard.stdout).toBe('');
  world.advance(3000);
  expect(world.find()).toBeUndefined();
});

test('an agent goes on when the object of its node is deleted', () => {
  const world = running({ readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 } });
  world.client.delete('nodes', '', 'node-1');
  world.advance(10_000);
  expect(stateOf(world.pod())).toBe('running');
  world.create({ name: 'shared', containers: [{ image: IMAGE }], spec: { hostNetwork: true } });
  world.advance(10_000);
  expect(world.pod('shared').status.phase).toBe('Running');
});
