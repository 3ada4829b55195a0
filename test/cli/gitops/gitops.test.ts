import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryUrl } from '../../../src/cli/gitops/repository';
import { fluxReference } from '../../../src/cli/gitops/flux';
import { useTemporaryFolder } from '../../support/temporary-folder';
import { runCli } from '../run-cli';
import { newFolder, writeTeamProgram } from '../team-program';
import { gitops, objectsIn, theOnly, type WrittenObject, written } from './written-objects';

const folder = useTemporaryFolder();
const app = writeTeamProgram(newFolder(), { hasSecond: true });

const specOf = (objects: readonly WrittenObject[], kind: string): Readonly<Record<string, unknown>> =>
  theOnly(objects, kind).spec;

describe('Argo CD', () => {
  test('gets an Application and its project, which allows what the environment holds and no more', async () => {
    const objects = await written('argocd', '--app', app, '--env', 'trial');
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'AppProject argocd/workshop-stacks-trial',
      'Application argocd/workshop-stacks-trial',
    ]);
    expect(specOf(objects, 'AppProject')).toMatchObject({
      sourceRepos: ['https://git.example.com/team/deploy.git'],
      destinations: [
        { name: 'in-cluster', namespace: 'trial-cart' },
        { name: 'in-cluster', namespace: 'trial-shop' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    });
    expect(specOf(objects, 'Application')).toMatchObject({
      project: 'workshop-stacks-trial',
      source: { path: 'dist/trial', targetRevision: 'HEAD', directory: { recurse: true } },
      destination: { name: 'in-cluster', namespace: 'trial-cart' },
    });
  });

  test.each([
    { words: ['--env', 'dev'], automated: { prune: true, selfHeal: true }, says: 'public Secrets follow' },
    { words: ['--env', 'staging'], automated: undefined, says: 'others wait' },
    { words: ['--env', 'staging', '--auto-sync'], automated: { prune: true, selfHeal: true }, says: 'unless asked' },
  ])('environments follow the repository: $says', async ({ words, automated }) => {
    const application = theOnly(await written('argocd', ...words), 'Application');
    expect((application.spec['syncPolicy'] as { automated?: unknown }).automated).toEqual(automated);
    // What follows nothing by itself does not go by itself either.
    expect(application.metadata.finalizers).toEqual(
      words.includes('staging') ? undefined : ['resources-finalizer.argocd.argoproj.io'],
    );
  });

  test('environments are ordered by stage, and then by traffic', async () => {
    const applications = (await written('argocd')).filter(({ kind }) => kind === 'Application');
    const waves = applications.map(({ metadata }) => [
      metadata.labels?.['workshop-stacks/environment'],
      metadata.annotations?.['argocd.argoproj.io/sync-wave'],
    ]);
    expect(Object.fromEntries(waves)).toEqual({
      dev: '0',
      test: '0',
      staging: '1',
      canary: '2',
      'production-eastus': '3',
      'production-westus': '4',
    });
  });

  test('goes through all of them with --rolling, one step after the other', async () => {
    const objects = await written('argocd', '--rolling');
    expect(objects.filter(({ kind }) => kind === 'Application')).toEqual([]);
    const { strategy } = specOf(objects, 'ApplicationSet') as {
      readonly strategy: {
        readonly rollingSync: { readonly steps: readonly { matchExpressions: readonly { values: string[] }[] }[] };
      };
    };
    expect(strategy.rollingSync.steps.map(({ matchExpressions }) => matchExpressions[0]?.values)).toEqual([
      ['dev', 'test'],
      ['staging'],
      ['canary'],
      ['production-eastus'],
      ['production-westus'],
    ]);
  });

  test('goes to destinations that its projects permit, with a namespace among them', async () => {
    const objects = await written('argocd');
    const permitted = new Map(
      objects
        .filter(({ kind }) => kind === 'AppProject')
        .map(({ metadata, spec }) => [metadata.name, spec['destinations'] as readonly unknown[]]),
    );
    for (const { spec } of objects.filter(({ kind }) => kind === 'Application')) {
      expect(permitted.get(spec['project'] as string)).toContainEqual(spec['destination']);
    }
    const rolling = specOf(await written('argocd', '--rolling'), 'ApplicationSet') as {
      readonly generators: readonly [{ readonly list: { readonly elements: readonly Record<string, string>[] } }];
      readonly template: { readonly spec: { readonly destination: object } };
    };
    expect(rolling.template.spec.destination).toEqual({ name: '{{.cluster}}', namespace: '{{.namespace}}' });
    for (const { environment, cluster, namespace } of rolling.generators[0].list.elements) {
      expect(permitted.get(`workshop-stacks-${environment}`)).toContainEqual({ name: cluster, namespace });
    }
  });

  test('goes to the clusters that are named, which the project allows', async () => {
    const cluster = 'trial=https://10.1.2.3:6443';
    const objects = await written('argocd', '--app', app, '--env', 'trial', '--cluster', cluster);
    expect(specOf(objects, 'Application')['destination']).toMatchObject({ server: 'https://10.1.2.3:6443' });
    expect(specOf(objects, 'AppProject')['destinations']).toContainEqual({
      server: 'https://10.1.2.3:6443',
      namespace: 'trial-shop',
    });
  });
});

describe('Flux', () => {
  test('gets a repository, the namespaces, and every stack behind them', async () => {
    const objects = await written('flux', '--app', app, '--env', 'trial');
    expect(specOf(objects, 'GitRepository')).toMatchObject({ ref: { branch: 'main' } });
    const parts = objects.filter(({ kind }) => kind === 'Kustomization');
    expect(
      parts.map(({ metadata, spec }) => [metadata.name, spec['path'], spec['dependsOn'], spec['suspend']]),
    ).toEqual([
      ['workshop-stacks-trial-namespaces', './dist/trial/00-namespaces', undefined, true],
      ['workshop-stacks-trial-cart', './dist/trial/cart', [{ name: 'workshop-stacks-trial-namespaces' }], true],
      ['workshop-stacks-trial-shop', './dist/trial/shop', [{ name: 'workshop-stacks-trial-namespaces' }], true],
    ]);
  });

  test('waits for somebody to say go where Secrets are not public, unless asked', async () => {
    const suspended = async (...words: string[]): Promise<unknown[]> =>
      (await written('flux', ...words))
        .filter(({ kind }) => kind === 'Kustomization')
        .map(({ spec }) => [spec['suspend'], spec['deletionPolicy']]);
    expect(new Set((await suspended('--env', 'dev')).map(String))).toEqual(new Set([',MirrorPrune']));
    expect(new Set((await suspended('--env', 'canary')).map(String))).toEqual(new Set(['true,Orphan']));
    expect(new Set((await suspended('--env', 'canary', '--auto-sync')).map(String))).toEqual(new Set([',Orphan']));
  });

  test.each([
    ['main', { branch: 'main' }],
    ['release/1.4', { branch: 'release/1.4' }],
    ['v1.4.0', { tag: 'v1.4.0' }],
    ['1.4.0-rc.1', { tag: '1.4.0-rc.1' }],
    ['>=1.0.0 <2.0.0', { semver: '>=1.0.0 <2.0.0' }],
    ['1.4.x', { semver: '1.4.x' }],
    ['refs/tags/live', { name: 'refs/tags/live' }],
    ['0123456789abcdef0123456789abcdef01234567', { commit: '0123456789abcdef0123456789abcdef01234567' }],
  ])('%s is %p', (revision, reference) => {
    expect(fluxReference(revision)).toEqual(reference);
  });
});

describe('what is said', () => {
  test('Secrets that an environment needs stand in front, and in the document of -o json', async () => {
    const { out } = await gitops('argocd', '--env', 'production-eastus');
    expect(out).toMatch(
      /^# Made by .*\n# production-eastus needs Secrets that no repository holds; make them first:\n/,
    );
    expect(out).toContain('#   production-eastus-awsme/mysql (Opaque): password\n');
    const json = JSON.parse((await gitops('flux', '--env', 'production-eastus', '-o', 'json')).out) as {
      readonly requiredSecrets: readonly unknown[];
      readonly objects: readonly unknown[];
    };
    expect(json.requiredSecrets).toContainEqual({
      environment: 'production-eastus',
      namespace: 'production-eastus-awsme',
      name: 'mysql',
      type: 'Opaque',
      keys: ['password'],
    });
    expect(json.objects).toHaveLength(20);
  });

  test('public ones are in the repository: nothing is needed', async () => {
    expect((await gitops('argocd', '--env', 'dev')).out).not.toContain('needs Secrets');
  });

  test('--out writes a file for each environment, the same text twice', async () => {
    const out = join(folder(), 'clusters');
    const first = await gitops('argocd', '--app', app, '--out', out);
    expect(first).toMatchObject({ code: 0, out: `${join(out, 'trial.yaml')}\n${join(out, 'live.yaml')}\n` });
    const text = readFileSync(join(out, 'trial.yaml'), 'utf8');
    await gitops('argocd', '--app', app, '--out', out);
    expect(readFileSync(join(out, 'trial.yaml'), 'utf8')).toBe(text);
    expect(readdirSync(out).sort()).toEqual(['live.yaml', 'trial.yaml']);
    expect(objectsIn(text)).toHaveLength(2);
  });

  test.each([
    { words: ['helm'], says: "TOOL must be one of argocd, flux, got 'helm'" },
    { words: ['argocd', '--env', 'workshop'], says: "environment 'workshop' holds lessons" },
    { words: ['argocd', '--env', 'stagin'], says: 'staging' },
    { words: ['argocd', '--repo-secret', 'x'], says: "'--repo-secret' means nothing to argocd" },
    { words: ['flux', '--rolling'], says: "'--rolling' means nothing to flux" },
    { words: ['flux'], says: "name one, a tag or a commit with '--revision'" },
    { words: ['argocd', '--path', '../dist'], says: '--path must be a folder of the repository' },
    { words: ['argocd', '--prefix', 'Team'], says: '--prefix must be a DNS label' },
    { words: ['argocd', '--cluster', 'prod=x'], says: '--cluster must be ENV=NAME or ENV=URL' },
    { words: ['argocd', '--rolling', '--cluster', 'dev=https://x'], says: 'needs all clusters by name, or all by URL' },
  ])('$words is refused', async ({ words, says }) => {
    const { code, err } = await runCli(['gitops', ...words, '--repo', 'https://git.example.com/x.git']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(says) });
  });
});

test('files and a document at once are refused', async () => {
  const { code, out } = await gitops('argocd', '--out', 'x', '-o', 'json');
  expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('give one of them') });
});

describe('the repository', () => {
  test.each([
    ['https://git.example.com/team/x.git', 'https://git.example.com/team/x.git', false],
    ['https://bot:secret@git.example.com/team/x.git', 'https://git.example.com/team/x.git', true],
    ['https://token@git.example.com/x.git', 'https://git.example.com/x.git', true],
    ['git@git.example.com:team/x.git', 'ssh://git@git.example.com/team/x.git', false],
    ['git.example.com:/srv/x.git', 'ssh://git@git.example.com/srv/x.git', false],
    ['ssh://git@git.example.com:2222/x.git', 'ssh://git@git.example.com:2222/x.git', false],
    ['ssh://git:secret@git.example.com/x.git', 'ssh://git@git.example.com/x.git', true],
  ])('%s is %s', (text, url, hadCredentials) => {
    expect(repositoryUrl(text)).toEqual({ url, hadCredentials });
  });

  test.each(['/srv/git/x.git', '../x', 'file:///srv/x.git', 'C:\\git\\x'])('%s is none for a controller', (text) => {
    expect(() => repositoryUrl(text)).toThrow('name it with --repo');
  });

  test.each([
    { repo: 'https://bot:hunter2@x.example', says: 'must not hold credentials' },
    { repo: 'https://bot:hunter2@x.example:port', says: 'must be a URL' },
  ])('credentials on the command line are refused, and not repeated: $says', async ({ repo, says }) => {
    const { code, err } = await runCli(['gitops', 'argocd', '--app', app, '--repo', repo]);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(err).not.toContain('hunter2');
  });

  test('is that of the clone here, with its default branch, folder and without its credentials', async () => {
    const clone = folder();
    const git = (...words: string[]): unknown => execFileSync('git', words, { cwd: clone, stdio: 'pipe' });
    git('init', '-q');
    git('remote', 'add', 'origin', 'https://bot:hunter2@git.example.com/team/shop.git');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    mkdirSync(join(clone, 'deploy'));
    const before = process.cwd();
    process.chdir(join(clone, 'deploy'));
    try {
      const { code, out, err } = await runCli(['gitops', 'flux', '--app', app, '--env', 'trial']);
      expect(code).toBe(0);
      expect(theOnly(objectsIn(out), 'GitRepository').spec).toMatchObject({
        url: 'https://git.example.com/team/shop.git',
        ref: { branch: 'trunk' },
      });
      expect(out).toContain('path: "./deploy/dist/trial/shop"');
      expect(err).toContain("credentials in the URL of remote 'origin' were left out");
      expect(out + err).not.toContain('hunter2');
    } finally {
      process.chdir(before);
    }
  });
});
