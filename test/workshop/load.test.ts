import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/source-files';

/** Modules that a program loads which runs `code` behind `const library = require(entry)`, as paths below the clone. */
function loadedBy(entry: string, code = ''): string[] {
  const program = `const library = require('./lib/${entry}.js'); ${code}
    console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: ROOT, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as string[]).map((path) => path.slice(join(ROOT, '/').length).replaceAll('\\', '/'));
}

const SELDOM = [
  { what: 'the stacks of the workshops', pattern: /^lib\/workshop\/stacks\/(?!stack\.js)/ },
  { what: 'their environments', pattern: /^lib\/workshop\/environments\/(?!environment\.js|sample-secrets\.js)/ },
  { what: 'the checks', pattern: /^lib\/workshop\/synthesis\/checks\/(?!field-table\.js)/ },
  { what: 'the reader of YAML', pattern: /^node_modules\/yaml\// },
  { what: 'the other constructs of cdk8s-plus', pattern: /^node_modules\/cdk8s-plus-28\/lib\/(?!imports\/k8s\.js)/ },
];

test.each(SELDOM)('whoever loads the package does not load $what', ({ pattern }) => {
  const loaded = loadedBy('index');
  expect(loaded).toContain('lib/workshop/constructs/index.js');
  expect(loaded.filter((path) => pattern.test(path))).toEqual([]);
});

test('the workshops are an entry of their own', () => {
  const loaded = loadedBy('workshops', "if (library.stacks.length !== 34) throw new Error('not all stacks');");
  expect(loaded).toContain('lib/workshop/stacks/kuard-pods/index.js');
});

test('judging loads the checks', () => {
  expect(loadedBy('index', 'library.judge([]);')).toContain('lib/workshop/synthesis/checks/index.js');
});
