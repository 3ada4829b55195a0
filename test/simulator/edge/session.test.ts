import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiRequest, createCluster } from '../../../src/simulator';
import { answerAdmin } from '../../../src/simulator/edge/admin';
import { Pacing } from '../../../src/simulator/edge/pacing';
import { Session, type SnapshotOrigin } from '../../../src/simulator/edge';
import { useTemporaryFolder } from '../../support/temporary-folder';

const folder = useTemporaryFolder();

const MASTER = { username: 'kubernetes-admin', groups: ['system:masters'] };
const ORIGIN: SnapshotOrigin = { seed: 7, nodes: 2, profile: 'plain', start: Date.UTC(2026, 0, 1) };

const create = ({ seed, nodes, start }: SnapshotOrigin) => createCluster({ seed, nodes, start });

const request = (method: string, path: string, body?: object): ApiRequest => ({
  method,
  path: path.replace(/\?.*/, ''),
  query: new Map([...new URLSearchParams(/\?(.*)/.exec(path)?.[1])].map(([name, value]) => [name, [value]])),
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
  certificate: MASTER,
});

const deployment = (name: string, replicas: number): ApiRequest =>
  request('POST', '/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } },
    },
  });

const pacings: Pacing[] = [];
afterEach(() => pacings.splice(0).forEach((pacing) => pacing.stop()));

/** A session whose time stands still, and a way to steer it. */
function steered() {
  const session = new Session(create(ORIGIN), { options: ORIGIN, create });
  const pacing = new Pacing(session.cluster, 1);
  pacing.pause();
  pacings.push(pacing);
  const admin = async (method: string, operation: string, body?: object) => {
    const answer = await answerAdmin({ session, pacing }, request(method, `/workshop/v1/${operation}`, body));
    return { status: answer.status, body: JSON.parse(String(answer.body)) as Record<string, unknown> };
  };
  return { session, pacing, admin };
}

/** All objects, byte for byte. */
const stateOf = ({ cluster: { client } }: Session): string =>
  JSON.stringify(client.resources().map(({ storage }) => client.list(storage)));

describe('steering', () => {
  test('time passes, stops and changes its speed', async () => {
    const { session, pacing, admin } = steered();
    // A moment may have passed before time was stopped.
    const laterMs = session.cluster.nowMs + 5 * 3_600_000;
    expect(await admin('POST', 'advance', { duration: '5h' })).toMatchObject({
      status: 200,
      body: { nowMs: laterMs, isPaused: true },
    });
    expect(session.cluster.nowMs).toBe(laterMs);
    expect((await admin('POST', 'speed', { speed: 60 })).body).toMatchObject({ speed: 60 });
    expect((await admin('POST', 'resume')).body).toMatchObject({ isPaused: false });
    expect((await admin('POST', 'pause')).body).toMatchObject({ isPaused: true });
    expect(pacing.isPaused).toBe(true);
  });

  test('the API server is restarted with other flags, which a snapshot plays again', async () => {
    const { session, admin } = steered();
    const watch = session.handle(request('GET', '/api/v1/pods?watch=true'));
    if (!('start' in watch)) throw new Error('no watch');
    const ended = jest.fn();
    watch.start(() => undefined, ended);
    const { certificate: _none, ...stranger } = request('GET', '/version');
    expect(session.handle(stranger)).toMatchObject({ status: 200 });
    expect((await admin('POST', 'apiserver/restart', { anonymousAuth: false })).status).toBe(200);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(session.handle(stranger)).toMatchObject({ status: 401 });
    expect((await admin('POST', 'apiserver/restart', { anonymousAuth: 'no' })).body).toMatchObject({
      message: "'anonymousAuth' must be true or false",
    });
    const snapshot = session.snapshot();
    if (snapshot === undefined) throw new Error('no snapshot');
    await session.restore(snapshot);
    expect(session.handle(stranger)).toMatchObject({ status: 401 });
  });

  test('nodes come, fail, recover and go', async () => {
    const { session, admin } = steered();
    const isReady = (name: string): string | undefined =>
      session.cluster.client.get('nodes', '', name)?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect((await admin('POST', 'node/add')).body).toMatchObject({ node: 'node-3' });
    await admin('POST', 'advance', { duration: '1m' });
    expect(isReady('node-3')).toBe('True');
    expect((await admin('POST', 'node/fail', { name: 'node-1' })).status).toBe(200);
    await admin('POST', 'advance', { duration: '5m' });
    expect(isReady('node-1')).toBe('Unknown');
    await admin('POST', 'node/recover', { name: 'node-1' });
    await admin('POST', 'advance', { duration: '1m' });
    expect(isReady('node-1')).toBe('True');
    await admin('POST', 'node/remove', { name: 'node-1' });
    await admin('POST', 'advance', { duration: '1m' });
    expect(isReady('node-1')).toBeUndefined();
  });

  test('the timeline tells who decided what', async () => {
    const { session, admin } = steered();
    session.handle(deployment('web', 2));
    await admin('POST', 'advance', { duration: '1m' });
    const { body } = await admin('GET', 'timeline?since=10m');
    expect(body['entries']).toEqual(
      expect.arrayContaining([expect.objectContaining({ subject: expect.stringContaining('web') })]),
    );
    await admin('POST', 'advance', { duration: '1h' });
    expect((await admin('GET', 'timeline?since=1s')).body['entries']).toEqual([]);
  });

  test.each([
    { operation: 'advance', body: { duration: 'long' }, message: /^a duration must be milliseconds or text/ },
    { operation: 'advance', body: {}, message: "'duration' must be a text that is not empty" },
    { operation: 'speed', body: { speed: 0 }, message: "'speed' must be a number from 0.001 to 100000" },
    { operation: 'node/add', body: { name: 'node-1' }, message: /node-1/, code: 409 },
    { operation: 'node/fail', body: { name: 'node-9' }, message: /node-9/, code: 404 },
    {
      operation: 'snapshot/save',
      body: { file: 'here.json' },
      message: "'file' must be an absolute path, got 'here.json'",
    },
  ])('refuses $operation with $body', async ({ operation, body, message, code = 400 }) => {
    const { status, body: answer } = await steered().admin('POST', operation, body);
    expect(status).toBe(code);
    expect(answer).toMatchObject({ kind: 'Status', message: expect.stringMatching(message) });
  });

  test('knows its operations only', async () => {
    expect(await steered().admin('POST', 'explode')).toMatchObject({ status: 404 });
    expect(await steered().admin('GET', 'advance')).toMatchObject({ status: 404 });
  });

  test.each([
    { who: 'nobody', certificate: undefined, status: 401 },
    { who: 'somebody else', certificate: { username: 'eve', groups: ['system:authenticated'] }, status: 403 },
  ])('$who may not steer', async ({ certificate, status }) => {
    const { session, pacing } = steered();
    const { certificate: _master, ...anonymous } = request('POST', '/workshop/v1/pause');
    const asked = { ...anonymous, ...(certificate === undefined ? {} : { certificate }) };
    expect((await answerAdmin({ session, pacing }, asked)).status).toBe(status);
  });
});

describe('snapshots', () => {
  test('played again, they lead to the same state, byte for byte', async () => {
    const first = steered();
    first.session.handle(deployment('web', 3));
    await first.admin('POST', 'advance', { duration: '90s' });
    first.session.handle(request('DELETE', '/apis/apps/v1/namespaces/default/deployments/web'));
    first.session.handle(deployment('other', 1));
    await first.admin('POST', 'node/add', { name: 'extra' });
    await first.admin('POST', 'advance', { duration: '10m' });
    const file = join(folder(), 'snapshot.json');
    expect((await first.admin('POST', 'snapshot/save', { file })).body).toMatchObject({ entries: 4 });

    const second = steered();
    second.session.handle(deployment('forgotten', 1));
    expect((await second.admin('POST', 'snapshot/load', { file })).status).toBe(200);
    expect(second.session.cluster.nowMs).toBe(first.session.cluster.nowMs);
    expect(stateOf(second.session)).toBe(stateOf(first.session));

    for (const each of [first, second]) await each.admin('POST', 'advance', { duration: '1h' });
    expect(stateOf(second.session)).toBe(stateOf(first.session));
  });

  test('hold what was loaded before, when saved again', async () => {
    const { session, admin } = steered();
    session.handle(deployment('web', 1));
    const [one, two] = ['one.json', 'two.json'].map((name) => join(folder(), name)) as [string, string];
    await admin('POST', 'snapshot/save', { file: one });
    await admin('POST', 'snapshot/load', { file: one });
    await admin('POST', 'snapshot/save', { file: two });
    expect(readFileSync(two, 'utf8')).toBe(readFileSync(one, 'utf8'));
  });

  test('end the watches of the state before', async () => {
    const { session, admin } = steered();
    const stream = session.handle(request('GET', '/api/v1/pods?watch=true'));
    if (!('start' in stream)) throw new Error('a watch is a stream');
    let isOver = false;
    stream.start(
      () => undefined,
      () => {
        isOver = true;
      },
    );
    const file = join(folder(), 'snapshot.json');
    await admin('POST', 'snapshot/save', { file });
    await admin('POST', 'snapshot/load', { file });
    expect(isOver).toBe(true);
  });

  test('anything else is refused', async () => {
    const file = join(folder(), 'other.json');
    writeFileSync(file, '{}');
    const { admin } = steered();
    expect((await admin('POST', 'snapshot/load', { file })).body).toMatchObject({
      message: `'${file}' is no snapshot of this simulator`,
    });
    expect((await admin('POST', 'snapshot/load', { file: join(folder(), 'missing.json') })).status).toBe(400);
  });
});
