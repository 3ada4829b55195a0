import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from '../check/checked';
import { ROOT } from '../support/source-files';

/** Packing and compiling take as long as the machine lets them. */
const MINUTES_3 = 180_000;

const outside = mkdtempSync(join(tmpdir(), 'workshop-new-'));

function run(folder: string, program: string, ...words: readonly string[]): string {
  try {
    return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[program, ...words].join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

/** A project made by the packed command, with that package, and the other packages of this clone in place of npm's. */
function newProject(name: string, ...words: readonly string[]): string {
  const project = join(outside, name);
  run(outside, process.execPath, join(outside, 'package', 'bin', 'workshop.js'), 'init', name, ...words);
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  const packages = join(ROOT, 'node_modules');
  for (const each of readdirSync(packages)) symlinkSync(join(packages, each), join(modules, each));
  run(outside, 'cp', '-r', 'package', join(modules, 'workshop-stacks'));
  return project;
}

const BIN = join('node_modules', 'workshop-stacks', 'bin', 'workshop.js');

function testsOf(project: string): string {
  run(project, process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'));
  run(project, process.execPath, BIN, 'synth', '--app', 'lib/program.js');
  // What jest says goes to stderr, which is shown when it fails.
  run(
    project,
    process.execPath,
    join('node_modules', 'jest', 'bin', 'jest.js'),
    '--ci',
    '--json',
    '--outputFile=said.json',
  );
  return run(project, 'cat', 'said.json');
}

beforeAll(() => {
  run(ROOT, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', outside);
  run(outside, 'tar', '-xzf', readdirSync(outside).find((file) => file.endsWith('.tgz')) ?? '');
  // Beside the package as installed.
  symlinkSync(join(ROOT, 'node_modules'), join(outside, 'node_modules'));
}, MINUTES_3);

afterAll(() => rmSync(outside, { recursive: true, force: true }));

test(
  'a new project compiles, its tests pass, and its check finds nothing',
  () => {
    const project = newProject('shop');
    expect(JSON.parse(testsOf(project))).toMatchObject({ numFailedTests: 0, numPassedTests: 3 });
    const checked = run(project, process.execPath, BIN, 'check', '--app', 'lib/program.js');
    expect(checked).toMatch(/\n0 errors, \d+ warnings in 2 clusters\n$/);
  },
  MINUTES_3,
);

test(
  'a project made from existing manifests takes them as they are, and its tests and its check see what they do',
  () => {
    mkdirSync(join(outside, 'old'));
    writeFileSync(join(outside, 'old', 'app.yaml'), app({ spec: 'replicas: 2' }));
    const project = newProject('taken', '--from', 'old');
    expect(JSON.parse(testsOf(project))).toMatchObject({ numFailedTests: 0, numPassedTests: 1 });
    writeFileSync(join(project, 'manifests', 'app.yaml'), app({ image: 'gcr.io/kuar-demo/kuard-amd64:pink' }));
    expect(() => testsOf(project)).toThrow(
      /expected everything that was applied to become ready[^]*kuard-amd64:pink: not found/,
    );
    expect(() => run(project, process.execPath, BIN, 'check', '--app', 'lib/program.js')).toThrow(/error \[image\]/);
  },
  MINUTES_3,
);
