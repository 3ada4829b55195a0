import { kuardImage } from '../../../../src/simulator/images/kuard';
import { type Coroutine, encodeText, readBodyText } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldAnswer, type WorldContainer } from '../program-world';

const world = new ProgramWorld([kuardImage]);
let pods = 0;

function start(options: Parameters<ProgramWorld['start']>[2] = {}, tag = 'blue'): WorldContainer {
  pods += 1;
  const container = world.start(`kuard-${pods}`, `gcr.io/kuar-demo/kuard-amd64:${tag}`, options);
  world.pass(100);
  return container;
}

/** Sends a request with any method. */
function send(
  container: WorldContainer,
  method: string,
  target: string,
  body = '',
  port = 8080,
  isSecure = false,
): WorldAnswer {
  const from = world.net.network.nodeStack('n1');
  const message = { method, target, headers: { host: container.address }, body: encodeText(body) };
  return world.net.run(
    (function* (): Coroutine<WorldAnswer> {
      const response = yield* from.exchange(container.address, port, message, { isSecure, timeoutMs: 10_000 });
      return { status: response.status, text: yield* readBodyText(response.body) };
    })(),
  ).value;
}

const json = (answer: WorldAnswer): unknown => JSON.parse(answer.text);

describe('what it shows', () => {
  const server = start({ env: { GREETING: 'hello' } });

  test('the page names the version, the Pod and the request; it is also below /a, /b and /c', () => {
    const { text } = send(server, 'GET', '/');
    expect(text).toContain('v0.10.0-blue');
    expect(text).toContain(server.name);
    expect(text).toContain(server.address);
    expect(send(server, 'GET', '/b/').status).toBe(200);
    expect(send(server, 'GET', '/b').status).toBe(301);
    expect(send(server, 'GET', '/d/').status).toBe(404);
  });

  test.each([
    ['/', './'],
    ['/a/', './'],
    ['/-/', '../'],
    ['/b/-/env', '../'],
    ['/-/fs/etc', '../../'],
  ])('the page at %s finds the rest at %s', (path, base) =>
    expect(send(server, 'GET', path).text).toContain(`<base href="${base}" />`),
  );

  test.each(['blue', 'green', 'purple'])('the image %s is of that colour', (tag) =>
    expect(send(start({}, tag), 'GET', '/').text).toContain(`v0.10.0-${tag}`),
  );

  test('its environment and command line, below every prefix', () => {
    for (const prefix of ['', '/a']) {
      expect(json(send(server, 'GET', `${prefix}/env/api`))).toMatchObject({
        commandLine: ['/kuard'],
        env: { GREETING: 'hello' },
      });
    }
  });

  test('its files: directories are listed, files given', () => {
    expect(send(server, 'GET', '/fs/etc/').text).toContain('<a href="hosts">hosts</a>');
    expect(send(server, 'GET', '/fs/etc/hosts').text).toContain(server.address);
    expect(send(server, 'GET', '/fs/etc').status).toBe(301);
    expect(send(server, 'GET', '/fs/nothing').status).toBe(404);
  });

  test('every request is logged', () => {
    send(server, 'GET', '/env/api?x=1');
    expect(server.stderr()).toMatch(/^2026\/01\/01 00:00:\d\d 10\.244\.1\.1:\d+ GET \/env\/api\?x=1$/m);
    expect(server.stderr()).toContain('Serving on HTTP on :8080');
  });

  test('names of the cluster, as DNS knows them', () => {
    const address = world.expose('kuard-dns', 8080, { app: server.name });
    const { status, text } = send(server, 'POST', '/dns/api', '{"type":"A","name":"kuard-dns"}');
    expect([status, text.includes(address)]).toEqual([200, true]);
    expect(send(server, 'POST', '/dns/api', '{"type":"X","name":"a"}')).toEqual({
      status: 400,
      text: 'Unknown DNS type: X\n',
    });
  });

  test('a method that is not meant is refused', () => expect(send(server, 'DELETE', '/healthy').status).toBe(405));
});

describe('probes', () => {
  test.each(['healthy', 'ready'])('/%s fails as often as it is told, and remembers', (path) => {
    const server = start();
    expect(send(server, 'GET', `/${path}`)).toEqual({ status: 200, text: 'ok' });
    send(server, 'PUT', `/${path}/api`, '{"failNext":1}');
    expect(send(server, 'GET', `/a/${path}`)).toEqual({ status: 500, text: 'fail, 0 left' });
    expect(send(server, 'GET', `/${path}`)).toEqual({ status: 200, text: 'ok' });
    send(server, 'PUT', `/${path}/api`, '{"failNext":-1}');
    expect(send(server, 'GET', `/${path}`)).toEqual({ status: 500, text: 'fail, permanent' });
    expect(json(send(server, 'GET', `/${path}/api`))).toMatchObject({
      failNext: -1,
      history: [
        { id: 4, code: 500 },
        { id: 3, code: 200 },
        { id: 2, code: 500, when: expect.stringMatching(/^Jan {2}1 00:0\d:\d\d$/) },
        { id: 1, code: 200 },
      ],
    });
    expect(send(server, 'PUT', `/${path}/api`, 'x').status).toBe(400);
  });

  test('flags say what fails from the start, and it forgets with a restart', () => {
    const server = start({ argv: ['/kuard', '--readiness-fail-next=-1', '--liveness-fail-next', '2'] });
    expect(send(server, 'GET', '/ready').status).toBe(500);
    expect(send(server, 'GET', '/healthy').text).toBe('fail, 1 left');
    expect(send(start(), 'GET', '/ready').status).toBe(200);
  });
});

test('memory is held and given back; what is asked for wrongly is refused', () => {
  const server = start();
  const before = server.usage().memoryBytes;
  send(server, 'POST', '/mem/api/alloc?size=500000000');
  send(server, 'POST', '/mem/api/alloc?size=100000000');
  expect(server.usage().memoryBytes - before).toBe(600_000_000);
  expect(json(send(server, 'GET', '/mem/api'))).toMatchObject({ memStats: { Alloc: expect.any(Number) } });
  send(server, 'POST', '/mem/api/clear');
  expect(server.usage().memoryBytes).toBe(before);
  expect(send(server, 'POST', '/mem/api/alloc')).toEqual({ status: 400, text: 'size not specified\n' });
  expect(send(server, 'POST', '/mem/api/alloc?size=x')).toEqual({ status: 400, text: 'bad size param\n' });
});

describe('keys', () => {
  test('it makes as many as it is told, takes a processor, and ends with the code it is told', () => {
    const job = start({
      argv: ['/kuard', '--keygen-enable', '--keygen-exit-on-complete', '--keygen-num-to-gen=3', '--keygen-exit-code=4'],
    });
    expect(job.usage().cpuCores).toBeCloseTo(1, 1);
    world.pass(20_000);
    const lines = job
      .stderr()
      .split('\n')
      .map((line) => line.slice(20))
      .filter((line) => line.startsWith('(ID'));
    expect(lines).toEqual([
      '(ID 0) Workload starting',
      expect.stringMatching(/^\(ID 0 1\/3\) Item done: SHA256:[\w+/]{43}$/),
      expect.stringMatching(/^\(ID 0 2\/3\) /),
      expect.stringMatching(/^\(ID 0 3\/3\) /),
      '(ID 0) Workload exiting',
    ]);
    expect(job.end()).toMatchObject({ code: 4 });
  });

  test('it stops when its time is over', () => {
    const job = start({
      argv: ['/kuard', '--keygen-enable', '--keygen-exit-on-complete', '--keygen-time-to-run', '5'],
    });
    world.pass(15_000);
    expect(job.end()).toMatchObject({ code: 0 });
    expect(job.stderr()).toMatch(/\(ID 0 1\/Inf \d seconds? left\) Item done/);
  });

  test('the workload is changed while it runs; what is not named is nothing', () => {
    const server = start();
    send(server, 'PUT', '/keygen', '{"enable":true,"numToGen":1}');
    world.pass(10_000);
    const { config, history } = json(send(server, 'GET', '/keygen')) as {
      config: unknown;
      history: { data: string }[];
    };
    expect(config).toEqual({
      enable: true,
      numToGen: 1,
      timeToRun: 0,
      memQServer: '',
      memQQueue: '',
      exitOnComplete: false,
      exitCode: 0,
    });
    expect(history.map(({ data }) => data.replace(/: .*/, ''))).toEqual([
      '(ID 0) Workload starting',
      '(ID 0 1/1) Item done',
      '(ID 0) Workload exiting',
    ]);
    send(server, 'PUT', '/keygen', '{"enable":true}');
    world.pass(100);
    send(server, 'PUT', '/keygen', '{}');
    expect(server.stderr()).toContain('(ID 1) Workload exiting');
    expect(send(server, 'PUT', '/keygen', '{"numToGen":"x"}').status).toBe(400);
  });

  test('five consumers empty a queue together and end', () => {
    const queue = start();
    world.expose('queue', 8080, { app: queue.name });
    send(queue, 'PUT', '/memq/server/queues/keygen');
    for (let index = 0; index < 12; index += 1)
      send(queue, 'POST', '/memq/server/queues/keygen/enqueue', `work ${index}`);
    const argv = [
      '/kuard',
      '--keygen-enable',
      '--keygen-exit-on-complete',
      '--keygen-memq-server=http://queue:8080/memq/server',
      '--keygen-memq-queue=keygen',
    ];
    const consumers = Array.from({ length: 5 }, () => start({ argv }));
    world.pass(60_000);
    expect(consumers.map((each) => each.end()?.code)).toEqual([0, 0, 0, 0, 0]);
    expect(
      consumers.map((each) => each.stderr().match(/ Item done: /g)?.length ?? 0).reduce((sum, count) => sum + count),
    ).toBe(12);
    expect(json(send(queue, 'GET', '/memq/server/stats'))).toEqual({
      kind: 'stats',
      queues: [{ name: 'keygen', depth: 0, enqueued: 12, dequeued: 12, drained: 0 }],
    });
  });

  test('a consumer whose queue cannot be reached tries again', () => {
    const consumer = start({
      argv: [
        '/kuard',
        '--keygen-enable',
        '--keygen-memq-server=http://nowhere:8080/memq/server',
        '--keygen-memq-queue=keygen',
      ],
    });
    world.pass(5000);
    expect(
      consumer.stderr().match(/Error talking to server: .*no such host\. Retrying after 1s\./g)?.length,
    ).toBeGreaterThan(2);
  });
});

test('a queue refuses what it must', () => {
  const server = start();
  const queue = '/memq/server/queues/q';
  expect(send(server, 'POST', `${queue}/dequeue`)).toEqual({ status: 400, text: 'does not exist\n' });
  expect(send(server, 'PUT', queue)).toEqual({ status: 200, text: '' });
  expect(send(server, 'PUT', queue)).toEqual({ status: 400, text: 'already exists\n' });
  expect(send(server, 'POST', `${queue}/dequeue`).status).toBe(204);
  send(server, 'POST', `${queue}/enqueue`, 'first');
  send(server, 'POST', `${queue}/enqueue`, 'second');
  expect(json(send(server, 'POST', `${queue}/dequeue`))).toMatchObject({
    kind: 'message',
    body: 'first',
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  send(server, 'POST', `${queue}/drain`);
  expect(json(send(server, 'GET', '/memq/server/stats'))).toMatchObject({
    queues: [{ depth: 0, enqueued: 2, dequeued: 1, drained: 1 }],
  });
  expect(send(server, 'DELETE', queue).status).toBe(200);
});

test.each([
  { argv: ['--nonsense'], message: 'unknown flag: --nonsense' },
  { argv: ['--keygen-num-to-gen'], message: 'flag needs an argument: --keygen-num-to-gen' },
  {
    argv: ['--keygen-num-to-gen=x'],
    message: 'invalid argument "x" for "--keygen-num-to-gen" flag: strconv.ParseInt: parsing "x": invalid syntax',
  },
  { argv: ['-x'], message: "unknown shorthand flag: 'x' in -x" },
  { argv: ['--help'], message: 'pflag: help requested' },
])('a command line with $argv ends it with code 2 and its flags', ({ argv, message }) => {
  const server = start({ argv: ['/kuard', ...argv] });
  expect([server.end()?.code, server.stdout()]).toEqual([2, `${message}\n`]);
  expect(server.stderr()).toMatch(
    /Usage of \/kuard:\n {6}--address string {2,}The address to serve on \(default ":8080"\)\n/,
  );
});

const PEM = ['CERTIFICATE', 'RSA PRIVATE KEY'].map((kind) => `-----BEGIN ${kind}-----\nMII=\n-----END ${kind}-----\n`);

/** Starts kuard with files that are to be a certificate and its key. */
const withCertificate = ([certificate, key]: readonly string[], address = ':8080'): string =>
  [
    'mkdir /tmp/tls',
    `echo '${certificate}' > /tmp/tls/kuard.crt`,
    `echo '${key}' > /tmp/tls/kuard.key`,
    `exec /kuard --tls-dir /tmp/tls --address ${address}`,
  ].join('; ');

test.each([
  { files: ['PLACEHOLDER', PEM[1] ?? ''], what: 'certificate' },
  { files: [PEM[0] ?? '', PEM[0] ?? ''], what: 'key' },
])('a $what that is none ends it', ({ files, what }) => {
  const server = start({ argv: ['sh', '-c', withCertificate(files)] });
  expect(server.end()?.code).toBe(1);
  expect(server.stderr()).toContain(`tls: failed to find any PEM data in ${what} input\n`);
});

test('with a certificate it also speaks TLS; at another address it is there only', () => {
  const server = start({ argv: ['sh', '-c', withCertificate(PEM, ':9090')] });
  expect(send(server, 'GET', '/healthy', '', 8443, true).text).toBe('ok');
  expect(send(server, 'GET', '/healthy', '', 9090).text).toBe('ok');
  expect(() => send(server, 'GET', '/healthy')).toThrow('Connection refused');
  expect(() => send(start(), 'GET', '/healthy', '', 8443, true)).toThrow('Connection refused');
});

test('a second one finds the port taken', () => {
  const { code, output } = start().command(['/kuard']);
  expect([code, output.includes('listen tcp :8080: bind: address already in use')]).toEqual([1, true]);
});

test('its image has the shell and the tools of Alpine', () => {
  const server = start();
  expect(server.command(['ash', '-c', 'date +%Y; cat /etc/alpine-release']).output).toMatch(/^2026\n3\./);
});
