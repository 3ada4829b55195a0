import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, useTemporaryFolder } from '../support/temporary-folder';
import { checks } from '../../src/workshop/synthesis/checks';
import { filesBelow, ROOT } from '../support/source-files';
import { runCli } from './run-cli';

const folder = useTemporaryFolder();

const init = (...words: string[]): ReturnType<typeof runCli> => runCli(['init', ...words]);

test('a project is written into a new folder, under its name, and what to do next is said', async () => {
  const project = join(folder(), 'Web Shop');
  const { code, out } = await init(project);
  expect(code).toBe(0);
  expect(out).toBe(`${project}: project 'web-shop', 10 files\nnext: cd ${project} && npm install && npm test\n`);
  const files = filesIn(project);
  expect(Object.keys(files).sort()).toEqual([
    '.github/workflows/check.yml',
    '.gitignore',
    'README.md',
    'package.json',
    'src/environments.ts',
    'src/images.ts',
    'src/program.ts',
    'src/stack.test.ts',
    'src/stack.ts',
    'tsconfig.json',
  ]);
  expect(Object.values(files).join('')).not.toContain('{{');
  const workflow = parse(files['.github/workflows/check.yml'] ?? '') as { jobs: { check: { steps: unknown[] } } };
  expect(workflow.jobs.check.steps).toContainEqual({
    run: 'npx workshop check --app lib/program.js --junit check.xml',
  });
});

test('its package.json takes the versions that this package is tested with', async () => {
  await init(folder(), '--name', 'shop', '--package', 'file:../x.tgz');
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const made = JSON.parse(readFileSync(join(folder(), 'package.json'), 'utf8')) as typeof own;
  expect(made['dependencies']).toEqual({ ...own['peerDependencies'], 'workshop-stacks': 'file:../x.tgz' });
  expect(Object.entries(made['devDependencies'] ?? {})).toEqual(
    expect.arrayContaining([['jest', own['devDependencies']?.['jest']]]),
  );
});

test('existing manifests are taken as they are, byte for byte, without what is none', async () => {
  const old = join(folder(), 'old');
  mkdirSync(join(old, 'base'), { recursive: true });
  const text = '# ours\nkind: Service\napiVersion: v1\nmetadata: {name: web}\n';
  writeFileSync(join(old, 'base', 'web.yaml'), text);
  writeFileSync(join(old, 'kustomization.yaml'), 'resources: [base/web.yaml]\n');
  const project = join(folder(), 'shop');
  expect(await init(project, '--from', old, '-o', 'json')).toMatchObject({ code: 0 });
  const files = filesIn(project);
  expect(files['manifests/base/web.yaml']).toBe(text);
  expect(Object.keys(files).filter((path) => path.startsWith('manifests/'))).toHaveLength(1);
});

test('what such a stack accepts are rules that there are', () => {
  const template = readFileSync(join(ROOT, 'src/cli/init/template/from/stack.ts.txt'), 'utf8');
  const named = [...template.matchAll(/^ {2}'([a-z-]+)',$/gm)].map(([, rule]) => rule);
  const known = filesBelow('src/workshop/synthesis/checks')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('');
  expect(checks.length).toBeGreaterThan(0);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((rule) => !known.includes(`\`${rule}\``))).toEqual([]);
});

test('nothing is replaced: a folder with a file of the same name stays as it is', async () => {
  writeFileSync(join(folder(), 'package.json'), '{}');
  const { code, err } = await init(folder(), '--name', 'shop');
  expect(code).toBe(2);
  expect(err).toBe(`workshop: '${folder()}' has package.json: nothing was written; take an empty folder\n`);
  expect(Object.keys(filesIn(folder()))).toEqual(['package.json']);
});

test.each([
  [['x', '--name', 'Shop'], "got 'Shop': name it with --name"],
  [['123'], 'the name of a project must be a DNS label of 40 characters at most'],
  [['x', '--from', 'nowhere'], "--from: there is no folder 'nowhere'"],
  [['x', '--from', 'src/cli/doctor'], "--from: 'src/cli/doctor' holds no manifests"],
])('%j is wrong usage, and nothing is written', async (words, message) => {
  const { code, err } = await init(...words);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
