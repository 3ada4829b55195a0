import { StreamingCluster } from '../../../support/streaming-cluster';
import { type Refused, WebSocketClient } from '../../../support/websocket-client';

const POD = '/api/v1/namespaces/default/pods/web';
const SUCCESS = '{"metadata":{},"status":"Success"}';

let cluster: StreamingCluster;

beforeAll(async () => {
  cluster = await StreamingCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

async function opened(path: string, ...protocols: string[]): Promise<WebSocketClient> {
  const client = await WebSocketClient.open(cluster, path, protocols);
  if (!(client instanceof WebSocketClient)) throw new Error(`${client.status} ${client.text}`);
  return client;
}

const refused = async (path: string, ...protocols: string[]): Promise<Refused> =>
  (await WebSocketClient.open(cluster, path, protocols)) as Refused;

test('the first protocol that both know is taken', async () => {
  const client = await opened(
    `${POD}/exec?command=echo&command=x`,
    'v6.channel.k8s.io',
    'v4.channel.k8s.io',
    'channel.k8s.io',
  );
  expect(client.protocol).toBe('v4.channel.k8s.io');
  await cluster.until(() => client.isClosed || client.closeCode !== undefined);
  expect(client.on(1)).toBe('x\n');
  expect(client.on(3)).toBe(SUCCESS);
  expect(client.closeCode).toBe(1000);
  client.destroy();
});

test('protocols that nobody knows are refused', async () => {
  expect(await refused(`${POD}/exec?command=echo`, 'mine')).toMatchObject({ status: 403 });
});

test('in the oldest protocol success is silence, and failure a text', async () => {
  const good = await opened(`${POD}/exec?command=echo`);
  await cluster.until(() => good.closeCode !== undefined);
  expect(good.on(3)).toBe('');
  const bad = await opened(`${POD}/exec?command=exit&command=2`);
  await cluster.until(() => bad.closeCode !== undefined);
  expect(bad.on(3)).toBe('command terminated with non-zero exit code');
});

test('in base64 messages are text', async () => {
  const client = await opened(`${POD}/exec?command=cat&stdin=1`, 'v4.base64.channel.k8s.io');
  client.send(1, `0${Buffer.from('hello').toString('base64')}`);
  const text = `1${Buffer.from('hello').toString('base64')}`;
  await cluster.until(() => client.frames.some(({ opcode, payload }) => opcode === 1 && payload.toString() === text));
  client.destroy();
  await cluster.until(() => cluster.containers.sessions.open === 0);
});

test('stdin can be closed in v5 alone, and sizes arrive', async () => {
  const client = await opened(`${POD}/exec?command=cat&stdin=1`, 'v5.channel.k8s.io');
  client.send(2, Buffer.from([0, 0x68, 0x69]));
  client.send(2, Buffer.from([255, 0]));
  await cluster.until(() => client.closeCode !== undefined);
  expect(client.on(1)).toBe('hi');
  expect(client.on(3)).toBe(SUCCESS);
  const older = await opened(`${POD}/exec?command=size&stdin=1&tty=1`, 'v4.channel.k8s.io');
  older.send(2, Buffer.from([255, 0]));
  older.send(2, '\u0004{"Width":100,"Height":30}');
  await cluster.until(() => older.closeCode !== undefined);
  expect(older.on(1)).toBe('100x30\n');
});

test('pings are answered, and a message may come in pieces', async () => {
  const client = await opened(`${POD}/exec?command=cat&stdin=1`, 'v4.channel.k8s.io');
  client.send(2, Buffer.from([0, 0x61]), false);
  client.send(9, 'are you there');
  client.send(0, 'b', true);
  await cluster.until(() => client.on(1) === 'ab');
  expect(client.frames.filter(({ opcode }) => opcode === 10).map(({ payload }) => payload.toString())).toEqual([
    'are you there',
  ]);
  client.send(8, Buffer.from([0x03, 0xe8]));
  await cluster.until(() => client.isClosed);
  expect(client.closeCode).toBe(1000);
  expect(cluster.containers.sessions.open).toBe(0);
});

test('what is no WebSocket is closed as one, and its program with it', async () => {
  const client = await opened(`${POD}/exec?command=cat&stdin=1`, 'v4.channel.k8s.io');
  client.send(0, 'the middle of nothing');
  await cluster.until(() => client.closeCode !== undefined);
  expect(client.closeCode).toBe(1002);
  await cluster.until(() => cluster.containers.sessions.open === 0);
});

test('ports of the query have two channels each, which begin with the number of the port', async () => {
  const client = await opened(`${POD}/portforward?ports=80&ports=7`, 'v4.channel.k8s.io');
  client.send(2, Buffer.concat([Buffer.from([0]), Buffer.from('echo')]));
  await cluster.until(() => client.on(0).endsWith('echo'));
  expect(client.on(0)).toBe('P\u0000echo');
  expect(client.on(3)).toBe('\u0007\u0000dial tcp4 127.0.0.1:7: connect: connection refused');
  client.destroy();
  await cluster.until(() => cluster.containers.sessions.open === 0);
});

test('what the node refuses comes before the connection in older protocols, and on its channel in v5', async () => {
  const path = '/api/v1/namespaces/default/pods/waiting/exec?command=ls';
  expect(await refused(path, 'v4.channel.k8s.io')).toEqual({ status: 500, text: 'container not found ("main")\n' });
  const client = await opened(path, 'v5.channel.k8s.io');
  await cluster.until(() => client.closeCode !== undefined);
  expect(client.on(3)).toContain(
    'Internal error occurred: unable to upgrade connection: container not found (\\"main\\")',
  );
});

test('errors of the API server are Statuses', async () => {
  const { status, text } = await refused('/api/v1/namespaces/default/pods/none/exec?command=ls', 'v5.channel.k8s.io');
  expect(status).toBe(404);
  expect(JSON.parse(text)).toMatchObject({ kind: 'Status', reason: 'NotFound', message: 'pods "none" not found' });
});

test('a client that does not read makes its program wait, and gets everything in the end', async () => {
  const before = cluster.containers.heldBytes;
  const client = await opened(`${POD}/exec?command=source&command=8000000`, 'v5.channel.k8s.io');
  await cluster.until(() => client.closeCode !== undefined);
  expect(client.on(1).length).toBeGreaterThan(0);
  expect(client.frames.reduce((sum, { payload }) => sum + payload.length, 0)).toBeGreaterThan(8_000_000);
  expect(cluster.containers.heldBytes - before).toBeLessThanOrEqual(2 ** 20);
});
