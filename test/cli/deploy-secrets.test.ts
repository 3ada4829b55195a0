import '../support/client-library';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServedCluster } from '../support/simulated-cluster';
import { type Outcome, runCli } from './run-cli';
import { newFolder } from './team-program';

jest.setTimeout(240_000);

const SECRET = 'staging-kuar-mysql/mysql';
const VARIABLE = 'WORKSHOP_SECRET_STAGING_KUAR_MYSQL_MYSQL_PASSWORD';

let served: ServedCluster;
/** Where manifests are written. */
let folder: string;
/** Where values lie that are given. */
let sources: string;
/** All that the commands of a test said. */
let said: string;
beforeAll(() => {
  folder = newFolder();
  sources = newFolder();
});
beforeEach(async () => {
  served = await ServedCluster.start({ nodes: 2, profile: 'desktop' });
  served.pacing.setSpeed(50);
  const { client } = served.cluster;
  // The class that the environment names; a desktop has one of another name.
  const [storageClass] = client.list('storage.k8s.io/storageclasses', '');
  const { provisioner, volumeBindingMode } = storageClass ?? {};
  const metadata = { name: 'managed-csi' };
  client.create('storage.k8s.io/storageclasses', { metadata, provisioner, volumeBindingMode } as never);
  said = '';
});
afterEach(() => served.stop());

async function workshop(command: string, ...words: readonly string[]): Promise<Outcome> {
  const place = ['--out', join(folder, 'dist'), '--stack', 'kuar-mysql', '--kubeconfig', served.kubeconfig];
  const outcome = await runCli([command, '--env', 'staging', ...place, ...words], { isDebugging: true });
  said += outcome.out + outcome.err;
  return outcome;
}

/** Forms in which a value could be told. */
const formsOf = (value: string): string[] => [
  value,
  Buffer.from(value).toString('base64'),
  JSON.stringify(value).slice(1, -1),
  JSON.stringify(JSON.stringify(value)).slice(3, -3),
  encodeURIComponent(value),
];

/** Every file below a folder, as one text. */
const textBelow = (path: string): string =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => readFileSync(join(each.parentPath, each.name), 'latin1'))
    .join('\n');

function expectUntold(value: string): void {
  const written = textBelow(folder);
  expect(said.length).toBeGreaterThan(500);
  expect(written.length).toBeGreaterThan(1000);
  for (const form of formsOf(value)) {
    expect(said).not.toContain(form);
    expect(written).not.toContain(form);
  }
}

const stored = (): string | undefined => {
  const data = served.cluster.client.get('secrets', 'staging-kuar-mysql', 'mysql')?.data?.['password'];
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString();
};

/** Makes a Secret in the cluster, with its namespace. */
function makeSecret(namespace: string, name: string, value: string): void {
  const { client } = served.cluster;
  if (client.get('namespaces', '', namespace) === undefined) {
    client.create('namespaces', { metadata: { name: namespace } } as never);
  }
  const data = { password: Buffer.from(value).toString('base64') };
  client.create('secrets', { metadata: { name, namespace }, type: 'Opaque', data } as never);
}

interface Source {
  readonly what: string;
  /** Puts the value where it is, and returns the words that name it. */
  readonly give: (value: string) => string[];
}

const SOURCES: readonly Source[] = [
  {
    what: 'a folder of files',
    give: (value) => {
      mkdirSync(join(sources, SECRET), { recursive: true });
      writeFileSync(join(sources, SECRET, 'password'), value);
      return ['--secrets', sources];
    },
  },
  {
    what: 'a file of YAML',
    give: (value) => {
      const file = join(sources, 'mysql.yaml');
      writeFileSync(file, `kind: Secret\nstringData:\n  password: ${JSON.stringify(value)}\n`);
      return ['--secret', `${SECRET}=file:${file}`];
    },
  },
  {
    what: 'a variable',
    give: (value) => {
      process.env[VARIABLE] = value;
      return [];
    },
  },
  {
    what: 'another Secret',
    give: (value) => {
      makeSecret('vault', 'original', value);
      return ['--secret', `${SECRET}=secret:vault/original`];
    },
  },
  {
    what: 'the cluster, where it is already',
    give: (value) => {
      makeSecret('staging-kuar-mysql', 'mysql', value);
      return [];
    },
  },
];

// What JSON, YAML and addresses write differently is in it.
test.each(SOURCES)(
  'a value from $what reaches the cluster, and is neither told nor written',
  async ({ what, give }) => {
    const value = `geheim "${what.length}"\\&? \u00e4`;
    const words = give(value);
    try {
      expect((await workshop('diff', ...words)).code).toBe(0);
      expect((await workshop('diff', ...words, '-o', 'json')).code).toBe(0);
      // What is not ready is told with the logs of its containers.
      await workshop('apply', '--yes', ...words, '--timeout', '1s');
      expect((await workshop('apply', '--yes', ...words, '-o', 'json', '--timeout', '20s')).code).toBe(0);
      expect(stored()).toBe(value);
      expect((await workshop('status')).code).toBe(0);
      const again = await workshop('apply', '--yes', ...words);
      expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/\n\d+ unchanged, [\d.]+ s\n$/) });
      expectUntold(value);
    } finally {
      delete process.env[VARIABLE];
    }
  },
);

test.each([
  {
    what: 'is missing',
    value: undefined,
    says: /Secret staging-kuar-mysql\/mysql \(password; for Deployment\/mysql\): give --secret/,
  },
  {
    what: 'is empty',
    value: ' ',
    says: /from variables WORKSHOP_SECRET_STAGING_KUAR_MYSQL_MYSQL_\*: 'password' is empty/,
  },
])('a value that $what is said before anything changes', async ({ value, says }) => {
  if (value !== undefined) process.env[VARIABLE] = value;
  try {
    const { code, err } = await workshop('apply', '--yes');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(says) });
    expect(served.cluster.client.get('namespaces', '', 'staging-kuar-mysql')).toBeUndefined();
  } finally {
    delete process.env[VARIABLE];
  }
});

test('a value that the server repeats in a refusal is not told', async () => {
  const value = 'geheim und im Fehler genannt';
  const { client } = served.cluster;
  const name = 'repeats';
  client.create('admissionregistration.k8s.io/validatingadmissionpolicies', {
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }],
      },
      validations: [{ expression: 'false', messageExpression: "'refused: ' + string(object.data.password)" }],
    },
  } as never);
  client.create('admissionregistration.k8s.io/validatingadmissionpolicybindings', {
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  } as never);
  process.env[VARIABLE] = value;
  try {
    const { code, out } = await workshop('apply', '--yes', '-o', 'json');
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('refused: ***') });
    await workshop('diff');
    expectUntold(value);
  } finally {
    delete process.env[VARIABLE];
  }
});
