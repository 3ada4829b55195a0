import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What may differ between the programs of the tests. */
export interface TeamProgramOptions {
  /** The package that the program is built with. @default - the sources, which only jest can load */
  readonly from?: string;
  /** Replicas of the application. @default 2 */
  readonly replicas?: number;
  /** Code inside `build`, run before anything else. @default - none */
  readonly before?: string;
  /** Rule of a finding that a lesson declares and that does not occur: the program is then wrong. @default - none */
  readonly expects?: string;
  /** Whether there is a second application. @default false */
  readonly hasSecond?: boolean;
}

/** The package as jest sees it. */
const SOURCES = join(__dirname, '..', '..', 'src', 'index.ts');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder of its own for one test; it is removed after the last test of the file. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'workshop-cli-')));
  folders.push(folder);
  return folder;
}

function lessons(expects: string | undefined): string {
  if (expects === undefined) return '[]';
  return `[{ summary: 'nothing', build: () => undefined, expects: [{ rule: '${expects}', at: 'Pod/none' }] }]`;
}

/** Writes a team's compiled program to `folder`, and returns its file: what `--app` names. */
export function writeTeamProgram(folder: string, options: TeamProgramOptions = {}): string {
  const { from = SOURCES, replicas = 2, before = '', expects, hasSecond = false } = options;
  const file = join(folder, 'program.js');
  mkdirSync(folder, { recursive: true });
  // What source lines are shown relative to.
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(
    file,
    `const { integer, Probe, productionForm, WebService } = require(${JSON.stringify(from)});

const application = (id) => ({
  id,
  title: id,
  source: 'test',
  lessons: ${lessons(expects)},
  production: productionForm({
    parameters: { replicas: integer({ description: 'Desired number of Pods', default: ${replicas}, min: 0 }) },
    build: (scope, { replicas }) => {
      ${before}
      new WebService(scope, id, {
        port: 8080,
        replicas,
        rollout: {
          maxUnavailable: 0,
          maxSurge: 1,
          progressDeadlineSeconds: 600,
          revisionHistoryLimit: 3,
          changeCause: 'first version',
        },
        containers: [{
          image: 'registry.example.com/' + id + ':1.0.0',
          ports: [8080],
          health: { readiness: Probe.http('/', 8080), liveness: Probe.http('/', 8080) },
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
        }],
      });
    },
  }),
});
const stacks = [application('shop')${hasSecond ? ", application('cart')" : ''}];
const environment = (name, stage) => ({
  name, summary: name, form: 'production', stage, secrets: 'reference', stacks: { shop: {}${hasSecond ? ', cart: {}' : ''} },
});
exports.program = {
  stacks,
  environments: [environment('trial', 'HEAD'), environment('live', 'Release')${
    expects === undefined
      ? ''
      : ", { name: 'course', summary: 'course', form: 'lessons', secrets: 'sample', lessons: {} }"
  }],
  releases: 'releases',
};
`,
  );
  return file;
}
