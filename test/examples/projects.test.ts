import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { app } from '../check/checked';
import { ROOT } from '../support/source-files';
import { PackedPackage, run } from './packed-package';

type Manifest = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Readonly<Record<string, never>>;
};

/** Packing, installing and compiling take as long as the machine's disk and network let them. */
const MINUTES_3 = 180_000;

/** `PROJECT_INSTALL=npm` installs as a team does, from the registry; without it packages are those of this clone. */
const INSTALLS = process.env['PROJECT_INSTALL'] === 'npm';

// Both projects are made with one package: packing it takes longer than most of what is done with it.
const packed = new PackedPackage();
const project = join(packed.folder, 'examples', 'team-project');

beforeAll(() => packed.pack(), MINUTES_3);
afterAll(() => packed.remove());

const filesIn = (folder: string): string[] =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .sort();

/** Every object below a folder of the project, by kind and name. */
function objectsIn(folder: string): Record<string, Manifest> {
  const objects = filesIn(folder).flatMap((path) =>
    parseAllDocuments(readFileSync(join(project, folder, path), 'utf8')).map((document) => document.toJS() as Manifest),
  );
  return Object.fromEntries(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

describe('the project of a team', () => {
  beforeAll(() => {
    cpSync(join(ROOT, 'examples', 'team-project'), project, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|lib|dist)$/.test(path.slice(ROOT.length)),
    });
    if (INSTALLS) run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock');
    else packed.installIn(project);
    run(project, 'npm', 'run', 'synth');
    run(project, 'node', join('lib', 'plain.js'));
  }, MINUTES_3);

  test('the project gets one file for each object of its application', () => {
    expect(filesIn('dist/manifests')).toEqual([
      'live/00-namespaces/live-shop-namespace.yaml',
      'live/shop/database-deployment.yaml',
      'live/shop/database-persistentvolumeclaim.yaml',
      'live/shop/database-service.yaml',
      'live/shop/report-cronjob.yaml',
      'live/shop/web-deployment.yaml',
      'live/shop/web-ingress.yaml',
      'live/shop/web-service.yaml',
    ]);
  });

  test('extended constructs keep what they inherit and add the habits of the team', () => {
    expect(objectsIn('dist/manifests')['Deployment/web']).toMatchObject({
      metadata: { namespace: 'live-shop' },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          spec: {
            enableServiceLinks: false,
            containers: [{ image: 'registry.example.com/shop/shop-web:v1.4.0', ports: [{ containerPort: 8080 }] }],
          },
        },
      },
    });
  });

  test('the database ends its Pod before the next one writes to the claim', () => {
    expect(objectsIn('dist/manifests')['Deployment/database']).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'database' } }] } },
      },
    });
  });

  test('the password is a reference, and the index tells the deployment to supply it', () => {
    const index = JSON.parse(readFileSync(join(project, 'dist/manifests/live.index.json'), 'utf8')) as {
      stacks: { shop: { requiredSecrets: unknown[] } };
    };
    expect(Object.keys(objectsIn('dist/manifests')).filter((name) => name.startsWith('Secret/'))).toEqual([]);
    expect(index.stacks.shop.requiredSecrets).toMatchObject([
      { name: 'shop-database', keys: ['password'], namespace: 'live-shop', isWritten: false },
    ]);
  });

  test('the index names the lines of the project that made its objects', () => {
    const index = JSON.parse(readFileSync(join(project, 'dist/manifests/live.index.json'), 'utf8')) as {
      stacks: { shop: { objects: { kind: string; name: string; source?: string }[] } };
    };
    const report = index.stacks.shop.objects.find(({ kind }) => kind === 'CronJob');
    expect(report?.source).toMatch(/^src\/shop\.ts:\d+$/);
  });

  test('a plain cdk8s app makes the same objects from the same constructs, but for what only the environment asks', () => {
    const { 'Deployment/web': web, ...others } = objectsIn('dist/plain');
    expect(web).toMatchObject({ metadata: { namespace: 'shop' }, spec: { replicas: 1 } });
    expect(web?.spec['template']).toMatchObject({ spec: { enableServiceLinks: false } });
    expect(Object.keys(others).sort()).toEqual([
      'CronJob/report',
      'Deployment/database',
      'PersistentVolumeClaim/database',
      'Service/database',
      'Service/web',
    ]);
  });

  describe('its behavioural tests', () => {
    /** Runs those with a name, or all; what they say is in the error when one fails. */
    const runTests = (name = ''): string => run(project, 'npx', '--no-install', 'jest', '--ci', '-t', name);

    test(
      'pass',
      () => {
        expect(() => runTests()).not.toThrow();
      },
      MINUTES_3,
    );

    test.each([
      {
        broken: 'the selector of the Service',
        change: ['web-service.yaml', '    app: web\n', '    app: wep\n'],
        fails: 'three Pods get the connections of the pages',
        says: "its selector 'app=wep' finds no Pod in namespace live-shop",
      },
      {
        broken: 'the path of a probe',
        change: [
          'web-deployment.yaml',
          'path: /health\n            port: 8080\n          periodSeconds: 5',
          'path: /helth\n            port: 8080',
        ],
        fails: 'three Pods get the connections of the pages',
        says: 'Readiness probe failed: HTTP probe failed with statuscode: 404',
      },
      {
        broken: 'the requests of the Pods',
        change: ['web-deployment.yaml', /cpu: "?[15]00m"?/g, 'cpu: 9000m'],
        fails: 'everything becomes ready',
        says: 'Insufficient cpu',
      },
      {
        broken: 'the policy of the rollout',
        change: ['web-deployment.yaml', 'maxUnavailable: 0', 'maxUnavailable: 2'],
        fails: 'a new version rolls out',
        says: 'expected Service live-shop/web to have 3 or more ready endpoints all the time, but it had 1',
      },
    ] as const)(
      'fail when $broken is wrong: $says',
      ({ change: [file, good, bad], fails, says }) => {
        const path = join(project, 'dist/manifests/live/shop', file);
        const text = readFileSync(path, 'utf8');
        const changed = text.replace(good, bad);
        expect(changed).not.toBe(text);
        writeFileSync(path, changed);
        try {
          expect(() => runTests(fails)).toThrow(says);
        } finally {
          writeFileSync(path, text);
        }
      },
      MINUTES_3,
    );
  });
});

describe('a new project', () => {
  /** A project made by the packed command, with that package, and the other packages of this clone in place of npm's. */
  function newProject(name: string, ...words: readonly string[]): string {
    const made = join(packed.unpacked, name);
    run(
      packed.unpacked,
      process.execPath,
      join(packed.unpacked, 'package', 'bin', 'workshop.js'),
      'init',
      name,
      ...words,
    );
    packed.installIn(made);
    return made;
  }

  const BIN = join('node_modules', 'workshop-stacks', 'bin', 'workshop.js');

  const compile = (made: string): string =>
    run(made, process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'));

  function testsOf(made: string): string {
    run(made, process.execPath, BIN, 'synth', '--app', 'lib/program.js');
    // What jest says goes to stderr, which is shown when it fails.
    run(
      made,
      process.execPath,
      join('node_modules', 'jest', 'bin', 'jest.js'),
      '--ci',
      '--json',
      '--outputFile=said.json',
    );
    return run(made, 'cat', 'said.json');
  }

  test(
    'compiles, its tests pass, and its check finds nothing',
    () => {
      const made = newProject('shop');
      compile(made);
      expect(JSON.parse(testsOf(made))).toMatchObject({ numFailedTests: 0, numPassedTests: 3 });
      const checked = run(made, process.execPath, BIN, 'check', '--app', 'lib/program.js');
      expect(checked).toMatch(/\n0 errors, \d+ warnings in 2 clusters\n$/);
    },
    MINUTES_3,
  );

  test(
    'made from existing manifests takes them as they are, and its tests and its check see what they do',
    () => {
      mkdirSync(join(packed.unpacked, 'old'));
      writeFileSync(join(packed.unpacked, 'old', 'app.yaml'), app({ spec: 'replicas: 2' }));
      const made = newProject('taken', '--from', 'old');
      compile(made);
      expect(JSON.parse(testsOf(made))).toMatchObject({ numFailedTests: 0, numPassedTests: 1 });
      writeFileSync(join(made, 'manifests', 'app.yaml'), app({ image: 'gcr.io/kuar-demo/kuard-amd64:pink' }));
      expect(() => testsOf(made)).toThrow(
        /expected everything that was applied to become ready[^]*kuard-amd64:pink: not found/,
      );
      expect(() => run(made, process.execPath, BIN, 'check', '--app', 'lib/program.js')).toThrow(/error \[image\]/);
    },
    MINUTES_3,
  );
});
