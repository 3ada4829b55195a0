import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { lintTexts } from '../support/lint';
import { ROOT } from '../support/source-files';

interface Case {
  readonly path: string;
  readonly text: string;
  /** Part of the only message expected of the dependency rule; none means that the import is allowed. */
  readonly refused?: string;
}

const from = (path: string) => ({
  imports: (specifier: string): Case => ({ path: `src/${path}`, text: `import '${specifier}';\n` }),
});
const refused = (entry: Case, message: string): Case => ({ ...entry, refused: message });
const at = (path: string, text: string, message: string): Case => ({ path: `src/${path}`, text, refused: message });

const construct = 'workshop/constructs/web.ts';
const stack = 'workshop/stacks/kuard/index.ts';
const toSynthesis = 'workshop/constructs must not import from workshop/synthesis';

const cases: readonly Case[] = [
  from(construct).imports('cdk8s'),
  from(construct).imports('cdk8s-plus-28/lib/pod'),
  from(construct).imports('node:fs'),
  from(construct).imports('./block'),
  refused(from(construct).imports('yaml'), "must not import the package 'yaml'"),
  refused(from(construct).imports('node:http'), "must not import 'node:http'"),
  refused(from(construct).imports('fs'), "write 'node:fs'"),
  refused(from(construct).imports('../stacks'), 'must not import from workshop/stacks'),
  refused(from(construct).imports('../../simulator'), 'must not import from simulator/index'),
  refused(from(construct).imports('../../../package.json'), 'lies outside src'),
  from('workshop/environments/dev.ts').imports('./environment'),
  refused(from('workshop/environments/dev.ts').imports('../constructs'), 'must not import from workshop/constructs'),
  refused(from('workshop/environments/dev.ts').imports('constructs'), "must not import the package 'constructs'"),
  from(stack).imports('../../constructs'),
  from(stack).imports('../stack'),
  from(stack).imports('node:path'),
  refused(from(stack).imports('../../synthesis'), 'must not import from workshop/synthesis'),
  refused(from(stack).imports('cdk8s-plus-28'), "must not import the package 'cdk8s-plus-28'"),
  from('workshop/synthesis/walk.ts').imports('../constructs'),
  from('workshop/synthesis/checks/schema.ts').imports('node:fs'),
  refused(from('workshop/synthesis/walk.ts').imports('../../cli'), 'must not import from cli'),
  from('workshop/main.ts').imports('./synthesis'),
  refused(from('workshop/main.ts').imports('../deploy/apply'), 'must not import from deploy'),
  from('cli/synth.ts').imports('../workshop/synthesis'),
  from('cli/synth.ts').imports('yaml'),
  from('simulator/store/revisions.ts').imports('../engine/queue'),
  refused(
    from('simulator/store/revisions.ts').imports('../apiserver/route'),
    'must not import from simulator/apiserver',
  ),
  refused(from('simulator/controllers/job/decide.ts').imports('../../store'), 'must not import from simulator/store'),
  refused(from('simulator/engine/clock.ts').imports('node:fs'), "must not import 'node:fs'"),
  refused(from('simulator/cluster.ts').imports('../workshop/stacks'), 'must not import from workshop/stacks'),
  refused(from('simulator/cluster.ts').imports('./edge/server'), 'must not import from simulator/edge'),
  from('simulator/edge/server.ts').imports('../index'),
  refused(from('simulator/edge/server.ts').imports('../store/revisions'), 'must not import from simulator/store'),
  from('testing/matchers.ts').imports('../simulator'),
  refused(from('testing/matchers.ts').imports('../simulator/cluster'), 'must not import from simulator/cluster'),

  at(construct, "import type { Finding } from '../synthesis';\nexport type X = Finding;\n", toSynthesis),
  at(construct, "export { walk } from '../synthesis';\n", toSynthesis),
  at(construct, "export * from '../synthesis';\n", toSynthesis),
  at(construct, "export type X = import('../synthesis').Finding;\n", toSynthesis),
  at(construct, "export const load = () => import('../synthesis');\n", toSynthesis),
  at(construct, "export const load = () => require('../synthesis');\n", toSynthesis),
  at(construct, "export const path = require.resolve('../synthesis');\n", toSynthesis),
  at(construct, "import old = require('../synthesis');\nexport const x = old;\n", toSynthesis),
  at(construct, 'export const load = (name: string) => import(name);\n', 'name the module literally'),
  { path: 'src/cli/load.ts', text: 'export const load = (name: string) => import(name);\n' },
  at('newcomer/index.ts', 'export const x = 1;\n', 'src/newcomer/index has no row'),
];

const results = lintTexts(cases);
const titled = cases.map((entry, index) => ({
  ...entry,
  title: `${entry.path}: ${entry.text.split('\n')[0] ?? ''}`,
  messages: (results[index] ?? [])
    .filter(({ rule }) => rule === null || rule === 'workshop/dependencies')
    .map(({ message }) => message),
}));

test.each(titled.filter((entry) => entry.refused === undefined))('lint allows $title', ({ messages }) => {
  expect(messages).toEqual([]);
});

test.each(titled.filter((entry) => entry.refused !== undefined))('lint refuses $title', ({ messages, refused }) => {
  expect(messages).toEqual([expect.stringContaining(refused ?? '')]);
});

test('docs/ARCHITECTURE.md shows the table that lint enforces', () => {
  const script = join(ROOT, 'scripts/lint/write-dependency-table.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
