import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import '../support/client-library';
import { accessTo, openSession, versionWarning } from '../../src/deploy';
import { proxyFor } from '../../src/deploy/connection/proxy';
import { sideBySide } from '../support/side-by-side';
import { ServedCluster } from '../support/simulated-cluster';
import { newFolder } from '../cli/team-program';

jest.setTimeout(60_000);

let served: ServedCluster;
beforeAll(async () => {
  served = await ServedCluster.start({ nodes: 1 });
});
afterAll(() => served.stop());

/** Opens a session with a kubeconfig, and says what came of it. */
async function opened(kubeconfig: string, context?: string): Promise<string> {
  const access = await accessTo({ kubeconfig, env: {}, ...(context === undefined ? {} : { context }) });
  try {
    return (await openSession(access)).version.text;
  } finally {
    access.close();
  }
}

/** The kubeconfig of the served cluster with changes. */
function changed(name: string, change: (text: string) => string): string {
  return served.file(name, change(readFileSync(served.kubeconfig, 'utf8')));
}

describe('a kubeconfig', () => {
  test('leads to its cluster', async () => {
    expect(await opened(served.kubeconfig)).toMatch(/^v1\.36\./);
    expect(await opened(served.kubeconfig, 'workshop')).toMatch(/^v1\.36\./);
  });

  test.each([
    { what: 'that does not exist', text: undefined, says: /cannot be read: ENOENT/ },
    { what: 'that is no YAML', text: '{{', says: /is no YAML/ },
    { what: 'that is a list', text: '- 1', says: /holds no clusters and contexts/ },
    {
      what: 'without a current context',
      text: 'clusters: []\ncontexts: []',
      says: /has no current context: .*there is none/,
    },
    {
      what: 'with a context that names no cluster',
      text: 'current-context: a\ncontexts: [{name: a, context: {cluster: b, user: c}}]',
      says: /has no cluster 'b', which context 'a' names/,
    },
    {
      what: 'with a cluster without a server',
      text: 'clusters: [{name: b, cluster: {}}]',
      says: /is not valid: clusters\[0\]\.cluster\.server is missing/,
    },
    {
      what: 'with a server that is no URL',
      text: 'current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: here}}]',
      says: /the server 'here', which is no URL/,
    },
  ])('$what is refused with its name and why', async ({ text, says }) => {
    const file = join(newFolder(), 'config');
    if (text !== undefined) writeFileSync(file, text);
    await expect(opened(file)).rejects.toMatchObject({ name: 'ClusterError', problem: 'kubeconfig' });
    await expect(opened(file)).rejects.toThrow(says);
    await expect(opened(file)).rejects.toThrow(file);
  });

  test('names the contexts that there are when one is unknown', async () => {
    await expect(opened(served.kubeconfig, 'nowhere')).rejects.toThrow("has no context 'nowhere'; there is workshop");
  });

  test('may be several: the first that names a thing wins, and files that do not exist are passed over', async () => {
    const folder = newFolder();
    const first = join(folder, 'first');
    writeFileSync(first, 'current-context: workshop\nclusters: []\ncontexts: []\nusers: []');
    const env = { KUBECONFIG: [join(folder, 'missing'), first, served.kubeconfig].join(delimiter) };
    const access = await accessTo({ env });
    expect(access.target).toMatchObject({ context: 'workshop', source: `${first}${delimiter}${served.kubeconfig}` });
    expect((await openSession(access)).version.minor).toBe(36);
    access.close();
    await expect(accessTo({ env: { KUBECONFIG: join(folder, 'missing') } })).rejects.toThrow(
      'names no file that exists',
    );
  });

  test('is that of the home folder when nobody names one', async () => {
    const home = newFolder();
    await expect(accessTo({ env: { HOME: home } })).rejects.toThrow('no cluster is named: give --kubeconfig');
    mkdirSync(join(home, '.kube'));
    writeFileSync(join(home, '.kube', 'config'), readFileSync(served.kubeconfig));
    expect(existsSync(join(home, '.kube', 'config'))).toBe(true);
    expect((await accessTo({ env: { HOME: home } })).target.context).toBe('workshop');
  });
});

describe('a cluster', () => {
  const testBeside = sideBySide();

  const unreachable = [
    {
      what: 'where nothing listens',
      change: (text: string) => text.replace(/server: .*/, 'server: https://127.0.0.1:1'),
      says: /https:\/\/127\.0\.0\.1:1 cannot be reached: nothing listens there \(ECONNREFUSED\)/,
    },
    {
      what: 'whose name cannot be resolved',
      change: (text: string) => text.replace(/server: .*/, 'server: https://nowhere.invalid'),
      says: /its name cannot be resolved/,
    },
    {
      what: 'of another authority',
      change: (text: string) => text.replace(/certificate-authority-data: .*/, ''),
      says: /its certificate is not signed by the authority of the kubeconfig/,
    },
    {
      what: 'that does not speak HTTPS',
      change: (text: string) => text.replace('https:', 'http:'),
      says: /cannot be reached|answers something else/,
    },
  ];
  for (const { what, change, says } of unreachable) {
    testBeside(`${what} is said to be out of reach`, async () => {
      const attempt = opened(changed(what, change));
      await expect(attempt).rejects.toMatchObject({ name: 'ClusterError', problem: 'unreachable' });
      await expect(attempt).rejects.toThrow(says);
    });
  }

  testBeside('that does not accept the credentials says which context they are of', async () => {
    const file = changed('expired', (text) =>
      text.replace(/client-certificate-data: .*\n *client-key-data: .*/, 'token: expired'),
    );
    const attempt = opened(file);
    await expect(attempt).rejects.toMatchObject({ problem: 'credentials' });
    await expect(attempt).rejects.toThrow(/does not accept the credentials of context 'workshop' .*log in again/);
  });

  test('for which a command gives no credentials says what the command said', async () => {
    const exec =
      'exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, "echo session expired >&2; exit 1"]}';
    const file = changed('exec', (text) => text.replace(/client-certificate-data: .*\n *client-key-data: .*/, exec));
    await expect(opened(file)).rejects.toThrow(/there are no credentials for context 'workshop' .*session expired/);
  });
});

describe('a proxy', () => {
  const proxy = { HTTPS_PROXY: 'proxy.example.com:3128', no_proxy: 'internal.example.com, .local' };
  test.each([
    { server: 'https://api.example.com:6443', env: proxy, is: 'http://proxy.example.com:3128' },
    { server: 'https://api.example.com', env: { https_proxy: 'socks5://s:1' }, is: 'socks5://s:1' },
    { server: 'http://api.example.com', env: proxy, is: undefined },
    { server: 'https://internal.example.com', env: proxy, is: undefined },
    { server: 'https://api.internal.example.com', env: proxy, is: undefined },
    { server: 'https://api.local', env: proxy, is: undefined },
    { server: 'https://127.0.0.1:6443', env: proxy, is: undefined },
    { server: 'https://api.example.com', env: { ...proxy, NO_PROXY: '*' }, is: undefined },
  ])('for $server is $is', ({ server, env, is }) => {
    expect(proxyFor(server, env)).toBe(is);
  });

  test('is gone through when the kubeconfig names one', async () => {
    const asked: string[] = [];
    const between = createServer().on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? '');
      const [host = '', port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const each of [socket, onward]) each.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const { port } = between.address() as AddressInfo;
    const file = changed('proxied', (text) =>
      text.replace(/( *)server: (.*)/, `$1server: $2\n$1proxy-url: http://127.0.0.1:${port}`),
    );
    expect(await opened(file)).toMatch(/^v1\.36\./);
    expect(asked[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    between.closeAllConnections();
    between.close();
  });
});

describe('a server that is not the simulator', () => {
  let server: Server;
  let answers: (path: string) => readonly [number, string];
  const kubeconfig = (): string => {
    const file = join(newFolder(), 'config');
    const { port } = server.address() as AddressInfo;
    writeFileSync(
      file,
      `current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {server: "http://127.0.0.1:${port}/prefix"}}]`,
    );
    return file;
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const [code, text] = answers(request.url ?? '');
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('may have a path, and answer one list for each group', async () => {
    const documents: Record<string, object> = {
      '/prefix/version': { major: '1', minor: '24+', gitVersion: 'v1.24.0-eks' },
      '/prefix/api': { kind: 'APIVersions', versions: ['v1'] },
      '/prefix/apis': { kind: 'APIGroupList', groups: [{ name: 'apps', versions: [{ version: 'v1' }] }] },
      '/prefix/api/v1': {
        resources: [
          { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list'] },
          { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
        ],
      },
      '/prefix/apis/apps/v1': {
        resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: ['list'] }],
      },
    };
    answers = (path) => [200, JSON.stringify(documents[path])];
    const session = await openSession(await accessTo({ kubeconfig: kubeconfig(), env: {} }));
    expect(session.discovery.kinds.map(({ resource }) => resource)).toEqual(['pods', 'deployments']);
    expect(versionWarning(session.version)).toBe(
      'the cluster runs Kubernetes v1.24.0-eks; manifests are checked for 1.28 to 1.36',
    );
    session.api.access.close();
  });

  test('is refused when it is too old', async () => {
    answers = () => [200, JSON.stringify({ major: '1', minor: '20', gitVersion: 'v1.20.4' })];
    await expect(opened(kubeconfig())).rejects.toThrow('Kubernetes v1.20.4, which has no server-side apply');
  });

  test('is refused when it is no API server', async () => {
    answers = () => [200, '<html>'];
    await expect(opened(kubeconfig())).rejects.toThrow('is no Kubernetes API server');
  });

  test('that forbids to ask what it serves is told apart', async () => {
    answers = () => [
      403,
      JSON.stringify({ kind: 'Status', message: 'forbidden: User "ann" cannot get path "/version"' }),
    ];
    await expect(opened(kubeconfig())).rejects.toMatchObject({ problem: 'forbidden' });
  });
});
