import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../support/temporary-folder';
import { runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

const DEPLOYMENT = 'trial/shop/shop-deployment.yaml';

/** A team's program and an output folder that does not exist yet. */
function setUp(options?: Parameters<typeof writeTeamProgram>[1]): { app: string; out: string; folder: string } {
  const folder = newFolder();
  return { folder, app: writeTeamProgram(join(folder, 'lib'), options), out: join(folder, 'manifests') };
}

test("a team's program is written, with a closing summary and nothing on stderr", async () => {
  const { app, out } = setUp();
  const { code, out: text, err } = await runCli(['synth', '--app', app, '--out', out]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(text).toMatch(/: \d+ written, 0 deleted, 0 unchanged\n/);
  expect(text).toMatch(/2 environments, 1 stack, 6 objects, \d+ files, \d+\.\d\d s\n$/);
  expect(Object.keys(filesIn(out))).toEqual(expect.arrayContaining([DEPLOYMENT, 'live/shop/shop-service.yaml']));
});

test('a second run changes nothing and says so', async () => {
  const { app, out } = setUp();
  await runCli(['synth', '--app', app, '--out', out]);
  expect((await runCli(['synth', '--app', app, '--out', out])).out).toContain('nothing to change');
});

test('-o json prints one document with the counts, the changes and the findings', async () => {
  const { app, out } = setUp();
  const outcome = await runCli(['synth', '--app', app, '--out', out, '-o', 'json']);
  const { written, files, seconds, ...rest } = JSON.parse(outcome.out);
  expect(rest).toEqual({ out, environments: 2, stacks: 1, objects: 6, deleted: [], unchanged: 0, findings: [] });
  expect(written).toHaveLength(files);
  expect(seconds).toBeGreaterThan(0);
});

describe('selection', () => {
  test.each([
    { words: ['--env', 'trail'], message: "unknown environment 'trail'; did you mean 'trial'?" },
    { words: ['--stack', 'shpo'], message: "unknown stack 'shpo'; did you mean 'shop'?" },
  ])('$words is wrong usage: $message', async ({ words, message }) => {
    const { app, out } = setUp();
    const { code, err } = await runCli(['synth', '--app', app, '--out', out, ...words]);
    expect({ code, err }).toEqual({ code: 2, err: `workshop: ${message}\n` });
    expect(existsSync(out)).toBe(false);
  });

  test('a stack that runs in none of the chosen environments is refused rather than left out silently', async () => {
    const { app, out } = setUp({ expects: 'anything' });
    const { code, err } = await runCli([
      'synth',
      '--app',
      app,
      '--out',
      out,
      '--env',
      'course,trial',
      '--stack',
      'shop',
    ]);
    expect({ code, hasFinding: err.includes('[expected-finding]') }).toEqual({ code: 1, hasFinding: true });
    const lessonsOnly = setUp({ hasSecond: true });
    const text = readFileSync(lessonsOnly.app, 'utf8').replace(', cart: {}', '');
    writeFileSync(lessonsOnly.app, text);
    const refused = await runCli(['synth', '--app', lessonsOnly.app, '--out', out, '--stack', 'cart']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("stack 'cart' does not run in any environment");
  });

  test('one environment leaves the others alone', async () => {
    const { app, out } = setUp();
    await runCli(['synth', '--app', app, '--out', out]);
    rmSync(join(out, 'live'), { recursive: true });
    await runCli(['synth', '--app', app, '--out', out, '--env', 'trial']);
    expect(existsSync(join(out, 'live'))).toBe(false);
  });
});

describe('--check', () => {
  test('answers 0 when nothing differs', async () => {
    const { app, out } = setUp();
    await runCli(['synth', '--app', app, '--out', out]);
    const { code, out: text } = await runCli(['synth', '--app', app, '--out', out, '--check']);
    expect(code).toBe(0);
    expect(text).toContain('nothing differs');
  });

  test('answers 1, lists what differs and writes nothing', async () => {
    const { app, out } = setUp();
    await runCli(['synth', '--app', app, '--out', out]);
    writeFileSync(join(out, DEPLOYMENT), 'edited by hand\n');
    rmSync(join(out, 'trial/shop/shop-service.yaml'));
    writeFileSync(join(out, 'live/shop/left-over.yaml'), '');
    const before = filesIn(out);
    const { code, out: text, err } = await runCli(['synth', '--app', app, '--out', out, '--check']);
    expect(code).toBe(1);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'extra    live/shop/left-over.yaml',
      `changed  ${DEPLOYMENT}`,
      'missing  trial/shop/shop-service.yaml',
    ]);
    expect(err).toBe(`workshop: 3 files of '${out}' differ from the program\n`);
    expect(filesIn(out)).toEqual(before);
  });

  test('answers 2 when the folder does not exist', async () => {
    const { app, out } = setUp();
    const { code, err } = await runCli(['synth', '--app', app, '--out', out, '--check']);
    expect(code).toBe(2);
    expect(err).toContain(`'${out}' does not exist`);
  });

  test('an empty folder differs in every file', async () => {
    const { app, out } = setUp();
    const empty = newFolder();
    await runCli(['synth', '--app', app, '--out', out]);
    const { code, out: text } = await runCli(['synth', '--app', app, '--out', empty, '--check', '-o', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(text).differences).toHaveLength(Object.keys(filesIn(out)).length);
  });
});

describe('what is wrong', () => {
  test('findings are all printed with their count, nothing is written, and the answer is 1', async () => {
    const { app, out } = setUp({ expects: 'unknown-host', hasSecond: true });
    const { code, out: text, err } = await runCli(['synth', '--app', app, '--out', out]);
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(err).toContain("course/shop: declares the finding 'unknown-host'");
    expect(err).toContain('also in course/cart');
    expect(err).toMatch(/2 findings; nothing was written\n$/);
    expect(existsSync(out)).toBe(false);
  });

  test('findings are one JSON document with -o json', async () => {
    const { app, out } = setUp({ expects: 'unknown-host' });
    const { code, out: text, err } = await runCli(['synth', '--app', app, '--out', out, '-o', 'json']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(text)).toMatchObject({
      error: { kind: 'findings', message: '1 finding' },
      findings: [{ rule: 'expected-finding', set: 'course/shop' }],
    });
  });

  test('a wrong prop is one message without a stack, and the output of before stays', async () => {
    const { app, out, folder } = setUp();
    await runCli(['synth', '--app', app, '--out', out]);
    const before = filesIn(out);
    const wrong = writeTeamProgram(join(folder, 'wrong'), { before: 'replicas = -1;' });
    const { code, err } = await runCli(['synth', '--app', wrong, '--out', out]);
    expect(code).toBe(1);
    expect(err).toBe("workshop: trial/shop/shop/Deployment: 'replicas' must be a whole number 0 or more, got -1\n");
    expect(filesIn(out)).toEqual(before);
  });

  test('an error of the code says how to see where it happened, and shows it when asked', async () => {
    const { app, out } = setUp({ before: 'undefined.x;' });
    const { code, err } = await runCli(['synth', '--app', app, '--out', out]);
    expect(code).toBe(1);
    expect(err).toMatch(/^workshop: Cannot read .*\nWORKSHOP_DEBUG=1 shows where this happened\n$/);
    const debugging = await runCli(['synth', '--app', app, '--out', out], { isDebugging: true });
    expect(debugging.err).toContain('program.js:');
  });

  test.each([
    { name: 'a file as output folder', out: (file: string) => file },
    { name: 'an output folder below a file', out: (file: string) => join(file, 'manifests') },
  ])('$name is refused with 2 and a clear message', async ({ out }) => {
    const { app } = setUp();
    const { code, err } = await runCli(['synth', '--app', app, '--out', out(app)]);
    expect(code).toBe(2);
    expect(err).toMatch(/^workshop: (--out must be a folder|cannot write to)/);
    expect(err.split('\n')).toHaveLength(2);
  });

  test('a folder that somebody else made is not overwritten', async () => {
    const { app, out } = setUp();
    await runCli(['synth', '--app', app, '--out', out]);
    rmSync(join(out, 'trial.index.json'));
    const { code, err } = await runCli(['synth', '--app', app, '--out', out]);
    expect(code).toBe(2);
    expect(err).toContain('was not made by synthesis');
  });
});

describe('--app', () => {
  test.each([
    { name: 'none.js', text: undefined, code: 2, message: "--app: there is no file '.*none.js'" },
    { name: 'program.ts', text: '', code: 2, message: '--app must be compiled JavaScript' },
    { name: 'empty.js', text: '', code: 2, message: "must export 'program' with lists.*it exports nothing" },
    { name: 'other.js', text: 'exports.app = {};', code: 2, message: 'it exports app' },
    { name: 'throws.js', text: "throw new Error('no luck');", code: 1, message: "--app '.*throws.js': no luck" },
  ])('$name is refused: $message', async ({ name, text, code, message }) => {
    const { folder, out } = setUp();
    const file = join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    const outcome = await runCli(['synth', '--app', file, '--out', out]);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toMatch(new RegExp(message));
  });
});

test.each([
  { words: ['--watch', '--check'], message: "'--watch' writes and '--check' does not" },
  { words: ['--watch', '-o', 'json'], message: "'--watch' has no end" },
])('$words contradict each other', async ({ words, message }) => {
  const { app, out } = setUp();
  const outcome = await runCli(['synth', '--app', app, '--out', out, ...words]);
  expect(outcome.code).toBe(2);
  expect(outcome.out + outcome.err).toContain(message);
});
