import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import '../support/client-library';
import { accessTo, openSession, type Session } from '../../src/deploy';
import { readKubeconfig } from '../../src/simulator/edge';
import { newFolder } from '../cli/team-program';
import { ApiImpostor, kubeconfigText } from '../support/api-impostor';
import { ServedCluster } from '../support/simulated-cluster';

jest.setTimeout(60_000);

let server: ApiImpostor;
let folder: string;
const sessions: Session[] = [];
beforeEach(async () => {
  server = await ApiImpostor.start();
  folder = newFolder();
});
afterEach(async () => {
  for (const { api } of sessions.splice(0)) api.access.close();
  await server.stop();
});

function write(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** A session of somebody who is described as in a kubeconfig. */
async function sessionOf(user: object, cluster: object = {}): Promise<Session> {
  const kubeconfig = write('config', kubeconfigText({ server: server.url(), ...cluster }, user));
  const session = await openSession(await accessTo({ kubeconfig, env: {} }));
  sessions.push(session);
  return session;
}

const ask = (session: Session): Promise<unknown> => session.api.request({ method: 'GET', path: '/version' });
const shown = (): (string | undefined)[] => [...new Set(server.heard.map(({ authorization }) => authorization))];

/** A token that says when it ends. */
const jwt = (expirySeconds: number, more: object = {}): string =>
  ['{}', JSON.stringify({ exp: expirySeconds, ...more })]
    .map((part) => Buffer.from(part).toString('base64url'))
    .concat('signature')
    .join('.');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe('a file of a token', () => {
  test('is read without the white space around the token, and counts more than a token in the kubeconfig', async () => {
    write('token', '  from-file\n');
    await sessionOf({ tokenFile: 'token', token: 'from-text' });
    expect(shown()).toEqual(['Bearer from-file']);
  });

  test('is read again when the token is refused', async () => {
    write('token', 'old');
    const session = await sessionOf({ tokenFile: 'token' });
    server.accepts = ({ authorization }) => authorization === 'Bearer new';
    setTimeout(() => write('token', 'new'), 300);
    await ask(session);
    expect(shown()).toEqual(['Bearer old', 'Bearer new']);
  });
});

describe('a command', () => {
  /** A command that answers with a token that counts its runs. */
  const plugin = (apiVersion: string, status = '', name = 'plugin'): string => {
    const body = `{"kind": "ExecCredential", "apiVersion": "${apiVersion}", "status": {"token": "token-$N"${status}}}`;
    return write(
      name,
      `#!/bin/sh\necho run >> "${folder}/runs"\nN=$(wc -l < "${folder}/runs" | tr -d ' ')\necho "$KUBERNETES_EXEC_INFO" > "${folder}/info"\necho "$MORE" > "${folder}/more"\ncat <<END\n${body}\nEND\n`,
      0o700,
    );
  };
  const runs = (): number => readFileSync(join(folder, 'runs'), 'utf8').split('\n').length - 1;

  test.each(['v1', 'v1beta1'])(
    'of client.authentication.k8s.io/%s gives a token, and is asked once',
    async (version) => {
      const apiVersion = `client.authentication.k8s.io/${version}`;
      plugin(apiVersion);
      const exec = {
        apiVersion,
        command: './plugin',
        env: [{ name: 'MORE', value: 'more' }],
        interactiveMode: 'Never',
      };
      const session = await sessionOf({ exec });
      await ask(session);
      expect(shown()).toEqual(['Bearer token-1']);
      expect(runs()).toBe(1);
      expect(readFileSync(join(folder, 'more'), 'utf8')).toBe('more\n');
      const info = JSON.parse(readFileSync(join(folder, 'info'), 'utf8')) as unknown;
      expect(info).toEqual({ kind: 'ExecCredential', apiVersion, spec: { interactive: false } });
    },
  );

  test('learns of the cluster when it wants to', async () => {
    const apiVersion = 'client.authentication.k8s.io/v1';
    plugin(apiVersion);
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'shop' } }];
    await sessionOf({ exec: { apiVersion, command: './plugin', provideClusterInfo: true } }, { extensions });
    const info = JSON.parse(readFileSync(join(folder, 'info'), 'utf8')) as unknown;
    expect(info).toMatchObject({ spec: { cluster: { server: server.url(), config: { audience: 'shop' } } } });
  });

  test('is asked again when what it gave has expired', async () => {
    const apiVersion = 'client.authentication.k8s.io/v1';
    plugin(apiVersion, ', "expirationTimestamp": "2020-01-01T00:00:00Z"');
    const session = await sessionOf({ exec: { apiVersion, command: './plugin' } });
    await ask(session);
    expect(runs()).toBeGreaterThan(1);
    expect(shown().length).toBeGreaterThan(1);
  });

  test('is asked again, once, when what it gave is refused', async () => {
    const apiVersion = 'client.authentication.k8s.io/v1';
    plugin(apiVersion);
    const session = await sessionOf({ exec: { apiVersion, command: './plugin' } });
    server.accepts = ({ authorization }) => authorization === 'Bearer token-2';
    await ask(session);
    expect(runs()).toBe(2);
    server.accepts = () => false;
    await expect(ask(session)).rejects.toMatchObject({ problem: 'credentials' });
    expect(runs()).toBe(3);
  });
});

describe('a provider of OpenID Connect', () => {
  let provider: Server;
  let forms: string[];
  let answer: (form: URLSearchParams, authorization: string | undefined) => readonly [number, object];
  beforeEach(async () => {
    forms = [];
    provider = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        const { port } = provider.address() as AddressInfo;
        const isForm = request.url === '/token';
        if (isForm) forms.push(text);
        const [code, body] = isForm
          ? answer(new URLSearchParams(text), request.headers.authorization)
          : [200, { token_endpoint: `http://127.0.0.1:${port}/token` }];
        response.writeHead(code, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    provider.closeAllConnections();
    provider.close();
  });

  const oidc = (config: object): object => ({
    'auth-provider': {
      name: 'oidc',
      config: {
        'idp-issuer-url': `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
        'client-id': 'workshop',
        'refresh-token': 'refresh-1',
        ...config,
      },
    },
  });

  test('is not asked while the token is valid', async () => {
    const token = jwt(nowSeconds() + 600);
    await sessionOf(oidc({ 'id-token': token }));
    expect(shown()).toEqual([`Bearer ${token}`]);
    expect(forms).toEqual([]);
  });

  test('renews a token that has expired, and the kubeconfig gets the new ones', async () => {
    const [old, fresh] = [jwt(nowSeconds() - 60), jwt(nowSeconds() + 600, { sub: 'ann' })];
    answer = () => [200, { id_token: fresh, refresh_token: 'refresh-2' }];
    await sessionOf(oidc({ 'id-token': old }));
    expect(shown()).toEqual([`Bearer ${fresh}`]);
    expect(forms).toEqual(['grant_type=refresh_token&refresh_token=refresh-1&client_id=workshop']);
    const text = readFileSync(join(folder, 'config'), 'utf8');
    expect([text.includes(fresh), text.includes(old)]).toEqual([true, false]);
    expect([text.includes('refresh-2'), text.includes('refresh-1')]).toEqual([true, false]);
    expect(statSync(join(folder, 'config')).mode & 0o777).toBe(0o600);
  });

  test('is shown the secret of the client in the way that it takes', async () => {
    const fresh = jwt(nowSeconds() + 600);
    answer = (form, authorization) =>
      authorization === undefined && form.get('client_secret') === 'geheim' ? [200, { id_token: fresh }] : [401, {}];
    await sessionOf(oidc({ 'id-token': jwt(0), 'client-secret': 'geheim' }));
    expect(shown()).toEqual([`Bearer ${fresh}`]);
    expect(forms).toHaveLength(2);
  });

  test('that renews nothing is said to, with what it says, and without tokens', async () => {
    answer = () => [400, { error: 'invalid_grant', error_description: 'session not active' }];
    const token = jwt(Date.parse('2026-01-01T00:00:00Z') / 1000);
    const failed = sessionOf(oidc({ 'id-token': token }));
    await expect(failed).rejects.toMatchObject({ problem: 'credentials' });
    await expect(failed).rejects.toThrow(
      /there are no credentials for context 'a' of .*: user 'c': its id-token expired on 2026-01-01T00:00:00\.000Z, and renewing it failed: .* \(400\): invalid_grant: session not active$/,
    );
    await expect(failed).rejects.not.toThrow(token);
  });
});

test('whoever is impersonated is named to the server, with groups and more', async () => {
  await sessionOf({
    token: 'own',
    as: 'ann',
    'as-uid': '7',
    'as-groups': ['shop', 'cart'],
    'as-user-extra': { reason: ['test'] },
  });
  expect(server.heard[0]).toMatchObject({
    authorization: 'Bearer own',
    'impersonate-user': 'ann',
    'impersonate-uid': '7',
    'impersonate-group': 'shop, cart',
    'impersonate-extra-reason': 'test',
  });
});

describe("a Pod's ServiceAccount", () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await ServedCluster.start({ nodes: 1 });
  });
  afterAll(() => served.stop());

  /** What the kubelet gives a container: a folder and variables. */
  async function pod(): Promise<{ serviceAccountFolder: string; env: Record<string, string> }> {
    const access = readKubeconfig(served.kubeconfig);
    if (access === undefined) throw new Error('there is no kubeconfig');
    const { hostname: KUBERNETES_SERVICE_HOST, port: KUBERNETES_SERVICE_PORT } = new URL(access.url);
    const serviceAccountFolder = join(folder, 'serviceaccount');
    mkdirSync(serviceAccountFolder);
    const admin = await openSession(await accessTo({ kubeconfig: served.kubeconfig, env: {} }));
    sessions.push(admin);
    const { status } = await admin.api.json<{ status: { token: string } }>({
      method: 'POST',
      path: '/api/v1/namespaces/default/serviceaccounts/default/token',
      body: '{"spec": {"expirationSeconds": 600}}',
    });
    writeFileSync(join(serviceAccountFolder, 'token'), status.token);
    writeFileSync(join(serviceAccountFolder, 'ca.crt'), access.authority);
    writeFileSync(join(serviceAccountFolder, 'namespace'), 'default');
    return { serviceAccountFolder, env: { HOME: folder, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } };
  }

  test('leads to the cluster of the Pod, as that account', async () => {
    const session = await openSession(await accessTo(await pod()));
    sessions.push(session);
    expect(session.target).toMatchObject({ context: 'in-cluster', source: "the Pod's ServiceAccount" });
    const forbidden = session.api.request({ method: 'GET', path: '/api/v1/secrets' });
    await expect(forbidden).rejects.toThrow(
      'User "system:serviceaccount:default:default" cannot list resource "secrets"',
    );
  });

  test('must be complete', async () => {
    const { env, serviceAccountFolder } = await pod();
    const { KUBERNETES_SERVICE_PORT: _, ...withoutPort } = env;
    await expect(accessTo({ env: withoutPort, serviceAccountFolder })).rejects.toThrow(
      'KUBERNETES_SERVICE_PORT must be set',
    );
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await expect(accessTo({ env, serviceAccountFolder: empty })).rejects.toThrow(
      `the Pod's ServiceAccount is not complete: there is no '${join(empty, 'token')}'`,
    );
  });
});
