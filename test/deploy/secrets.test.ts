import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../support/client-library';
import { Redaction, type RequiredSecret, supplySecrets, type SecretSources, type Session } from '../../src/deploy';
import { problemsOf } from '../../src/deploy/secrets/secret-values';
import { selfSigned } from '../../src/simulator/edge';
import { newFolder } from '../cli/team-program';
import { Deployer, wantedOf } from '../support/deploying';
import { ServedCluster } from '../support/simulated-cluster';
import { configMap, namespace } from './manifests';

jest.setTimeout(60_000);

let served: ServedCluster;
let deployer: Deployer;
let session: Session;
beforeAll(async () => {
  served = await ServedCluster.start({ nodes: 1 });
  deployer = new Deployer(served.kubeconfig);
  session = await deployer.session();
  served.cluster.client.create('secrets', {
    metadata: { name: 'old', namespace: 'default' },
    type: 'Opaque',
    data: { user: 'YW5u', password: 'Z2VoZWltMTIz' },
  } as never);
});
afterAll(async () => {
  deployer.close();
  await served.stop();
});

const DATABASE: RequiredSecret = {
  namespace: 'default',
  name: 'database',
  type: 'Opaque',
  keys: ['user', 'password'],
  users: ['Deployment/web'],
  stack: 'shop',
};

/** Supplies it, and says with which values, or why not. */
async function supplied(sources: Partial<SecretSources>, secret: RequiredSecret = DATABASE): Promise<unknown> {
  const redaction = new Redaction();
  const {
    objects,
    keeps,
    supplied: how,
  } = await supplySecrets(session, [secret], { named: [], env: {}, ...sources }, redaction);
  return { data: objects.map(({ object }) => object['data']), keeps: keeps.length, from: how.map(({ from }) => from) };
}

const VALUES = [{ user: 'YW5u', password: 'Z2VoZWltMTIz' }];

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test('values come from a folder, a file, variables, or another Secret', async () => {
  const folder = folderWith({
    'database/user': 'ann',
    'database/password': 'geheim123',
    'database/..data/ignored': '',
    'lines.env': '# comment\nexport user=ann\npassword="geheim123"\n',
    'secret.yaml': 'kind: Secret\ndata: {user: YW5u}\nstringData: {password: geheim123}\n',
    'plain.json': '{"user": "ann", "password": "geheim123"}',
  });
  const env = { DB_USER: 'ann', DB_PASSWORD: 'geheim123' };
  for (const source of [
    `dir:${folder}/database`,
    `file:${folder}/lines.env`,
    `file:${folder}/secret.yaml`,
    `file:${folder}/plain.json`,
    'env:DB',
    'secret:default/old',
  ]) {
    expect(await supplied({ named: [`database=${source}`], env })).toEqual({ data: VALUES, keeps: 0, from: [source] });
    expect(await supplied({ named: [`default/database=${source}`], env })).toMatchObject({ data: VALUES });
  }
  expect(await supplied({ folder })).toEqual({ data: VALUES, keeps: 0, from: [join(folder, 'database')] });
  const variables = {
    WORKSHOP_SECRET_DEFAULT_DATABASE_USER: 'ann',
    WORKSHOP_SECRET_DEFAULT_DATABASE_PASSWORD: 'geheim123',
  };
  expect(await supplied({ env: variables })).toMatchObject({ data: VALUES });
});

test('a Secret that is in the cluster is taken as it is', async () => {
  expect(await supplied({}, { ...DATABASE, name: 'old' })).toEqual({ data: [], keeps: 1, from: ['the cluster'] });
});

test.each([
  {
    what: 'nobody supplies it',
    sources: {},
    says: /Secret default\/database \(user, password; for Deployment\/web\): give --secret default\/database=dir:PATH, set WORKSHOP_SECRET_DEFAULT_DATABASE_USER/,
  },
  {
    what: 'a key is missing',
    sources: { env: { WORKSHOP_SECRET_DEFAULT_DATABASE_USER: 'ann' } },
    says: /it has no 'password'/,
  },
  {
    what: 'a key is empty',
    sources: { env: { DB_USER: 'ann', DB_PASSWORD: ' ' }, named: ['database=env:DB'] },
    says: /'password' is empty/,
  },
  {
    what: 'its folder is not there',
    sources: { named: ['database=dir:/nowhere/at/all'] },
    says: /cannot be read: ENOENT/,
  },
  {
    what: 'its source is none',
    sources: { named: ['database=vault:x'] },
    says: /must be dir:PATH, file:PATH, env:PREFIX or secret:NAMESPACE\/NAME/,
  },
  {
    what: 'the Secret to copy is not there',
    sources: { named: ['database=secret:default/none'] },
    says: /there is no Secret default\/none to copy/,
  },
])('when $what, nothing is changed and everything is said', async ({ sources, says }) => {
  await expect(supplied(sources as Partial<SecretSources>)).rejects.toThrow(says);
});

test('a source for a Secret that nobody requires is a mistake', async () => {
  await expect(supplied({ named: ['databse=env:DB'] })).rejects.toThrow(
    "no Secret 'databse' is required; required: default/database",
  );
});

test('certificates must fit their keys and be valid, and registry credentials be such', () => {
  const own = selfSigned('a.example.com', Date.now());
  const other = selfSigned('b.example.com', Date.now());
  const tls = (certificate: string, key: string): string[] =>
    problemsOf(
      { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] },
      new Map([
        ['tls.crt', Buffer.from(certificate)],
        ['tls.key', Buffer.from(key)],
      ]),
    );
  expect(tls(own.certificate, own.key)).toEqual([]);
  expect(tls(own.certificate, other.key)).toEqual(["'tls.key' is not the key of 'tls.crt'"]);
  expect(tls('none', own.key)).toEqual(["'tls.crt' is no certificate in PEM form"]);
  expect(tls(own.certificate, 'none')).toEqual(["'tls.key' is no private key in PEM form, or has a password"]);
  const registry = (text: string): string[] =>
    problemsOf(
      { type: 'kubernetes.io/dockerconfigjson', keys: ['.dockerconfigjson'] },
      new Map([['.dockerconfigjson', Buffer.from(text)]]),
    );
  expect(registry('{"auths":{}}')).toEqual([]);
  expect(registry('password')).toEqual(["'.dockerconfigjson' is no JSON with 'auths'"]);
});

test('a key of stringData that a manifest no longer has goes', async () => {
  const secret = (stringData: object): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'plain', namespace: 'plain' },
    stringData,
  });
  const data = (): unknown => served.cluster.client.get('secrets', 'plain', 'plain')?.data;
  await deployer.apply(wantedOf([namespace('plain'), secret({ one: 'eins', two: 'zwei' })]));
  expect(data()).toEqual({ one: 'ZWlucw==', two: 'endlaQ==' });
  await deployer.apply(wantedOf([namespace('plain'), secret({ one: 'eins' })]));
  expect(data()).toEqual({ one: 'ZWlucw==' });
});

test('no value is told, neither in events nor in differences', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'database', namespace: 'quiet' },
    data: VALUES[0],
  };
  deployer.redaction.add('geheim123');
  const objects = wantedOf([namespace('quiet'), secret, configMap('quiet', 'leak', { copy: 'geheim123' })]);
  const before = await deployer.diff(objects);
  const { events } = await deployer.apply(objects);
  const later = { ...secret, data: { ...VALUES[0], password: 'YW5kZXJlczEyMw==' } };
  deployer.redaction.add('anderes123');
  const after = await deployer.diff(wantedOf([namespace('quiet'), later]));
  const told = JSON.stringify([before, events, after]);
  for (const value of ['geheim123', 'Z2VoZWltMTIz', 'anderes123', 'YW5kZXJlczEyMw=='])
    expect(told).not.toContain(value);
  const difference = after.find(({ key }) => key.kind === 'Secret');
  expect(difference?.lines).toEqual(
    expect.arrayContaining(["-  password: '*** (before)'", "+  password: '*** (after)'", "   user: '***'"]),
  );
});
