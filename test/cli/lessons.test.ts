import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Dialogue } from '../../src/cli/lessons/dialogue';
import { keepProgress, readProgress } from '../../src/cli/lessons/progress-file';
import { prompted } from '../../src/cli/lessons/prompted';
import { hintText, taskText, wrapped } from '../../src/cli/lessons/step-text';
import { describeWithKubectl } from '../support/real-kubectl';
import { runCli } from './run-cli';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workshop-test-'));
  process.env['WORKSHOP_PROGRESS'] = join(folder, 'state', 'lessons.json');
});
afterEach(() => {
  delete process.env['WORKSHOP_PROGRESS'];
  rmSync(folder, { recursive: true, force: true });
});

describe('workshop lessons', () => {
  test('lists a chapter, with how far one is', async () => {
    keepProgress('AWSME-01', { done: 4, steps: 4 });
    keepProgress('AWSME-02', { done: 1, steps: 3 });
    const { code, out } = await runCli(['lessons', 'AWSME']);
    expect(code).toBe(0);
    expect(out).toContain('  done  AWSME-01  Deploy the MySQL Pod\n');
    expect(out).toMatch(/ {2}1\/\d {3}AWSME-02 /);
    expect(out).toContain("30 exercises; 'workshop lesson ID' begins one\n");
  });

  test('are one JSON document for machines', async () => {
    const { out } = await runCli(['lessons', 'AWSME-22', '-o', 'json']);
    expect(JSON.parse(out)).toEqual({
      lessons: [expect.objectContaining({ id: 'AWSME-22', nature: 'negative', steps: 2, done: 0, workshop: 'AWSME' })],
    });
  });
});

describe('wrong use of a lesson', () => {
  const noKubectl = (): string => join(folder, 'kubectl');

  test.each([
    [['lesson'], "lesson: needs NAME, or '--all --check'; 'workshop lessons' lists them"],
    [['lesson', 'AWSME-99', '--check'], "there is no lesson 'AWSME-99'; did you mean 'AWSME-09'?"],
    [['lesson', 'zebra'], "there is no lesson 'zebra': 'workshop lessons' lists them"],
    [['lesson', 'AWSME', '--shard', '1/2'], "'--shard' goes with '--check'"],
    [
      ['lesson', 'AWSME', '--check', '--shard', '3/2'],
      "'--shard' must be I/N with I from 1 to N, such as 1/3, got '3/2'",
    ],
    [['lesson', 'AWSME', '--check', '--all'], "'--all' plays every exercise: leave out the name"],
    [['lesson', 'AWSME', '--check', '--auto'], "'--check' types the commands as well: leave out '--auto'"],
  ])('%j', async (words, message) => {
    expect(await runCli(words)).toEqual({ code: 2, out: '', err: `workshop: ${message}\n` });
  });

  test('without a kubectl', async () => {
    const { code, err } = await runCli(['lesson', 'AWSME-01', '--kubectl', noKubectl()]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `workshop: '${noKubectl()}' is no kubectl that runs here: spawnSync ${noKubectl()} ENOENT\n`,
    });
  });

  test('without any kubectl in PATH', async () => {
    const { PATH, KUBECTL } = process.env;
    process.env['PATH'] = folder;
    delete process.env['KUBECTL'];
    try {
      expect(await runCli(['lesson', 'AWSME-01'])).toEqual({
        code: 2,
        out: '',
        err: 'workshop: there is no kubectl in PATH: install one, or name it with --kubectl FILE\n',
      });
    } finally {
      process.env['PATH'] = PATH;
      if (KUBECTL !== undefined) process.env['KUBECTL'] = KUBECTL;
    }
  });

  test('with a program that is no kubectl', async () => {
    writeFileSync(noKubectl(), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
    const { code, err } = await runCli(['lesson', 'AWSME-01', '--kubectl', noKubectl()]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `workshop: '${noKubectl()}' is no kubectl that runs here: it ends with 9\n`,
    });
  });
});

describeWithKubectl('an exercise that is followed', ({ path }) => {
  let taken: Server;
  beforeEach(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
  });
  afterEach(() => taken.close());

  test('refuses a port that is taken, and leaves nothing', async () => {
    const { port } = taken.address() as { readonly port: number };
    const { code, err } = await runCli(['lesson', 'AWSME-01', '--auto', '--kubectl', path, '--port', String(port)]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `workshop: port ${port} is taken: name another one with --port, or 0 for any free one\n`,
    });
  });

  test("refuses somebody else's kubeconfig", async () => {
    const file = join(folder, 'config');
    writeFileSync(file, 'mine');
    const { code, err } = await runCli(['lesson', 'AWSME-01', '--auto', '--kubectl', path, '--kubeconfig', file]);
    expect(code).toBe(2);
    expect(err).toContain(`'${file}' exists and was not written by 'workshop simulate'`);
  });

  test('refuses a folder for the kubeconfig that cannot be written', async () => {
    const file = join(folder, 'file', 'config');
    writeFileSync(join(folder, 'file'), '');
    const { code, err } = await runCli(['lesson', 'AWSME-01', '--auto', '--kubectl', path, '--kubeconfig', file]);
    expect(code).toBe(2);
    expect(err).toContain('a file stands where a folder should be');
  });

  test('types everything itself with --auto', async () => {
    const { code, out } = await runCli(['lesson', 'AWSME-01', '--auto', '--kubectl', path]);
    expect(code).toBe(0);
    expect(out).toContain('    $ kubectl apply -f manifests/db.yaml\n      pod/db created\n  done\n');
    expect(out).toContain('AWSME-01 is done');
  }, 30_000);
});

describeWithKubectl('exercises that are checked', ({ path }) => {
  test('without a browser: pages are counted and named as not run', async () => {
    const { CHROMIUM } = process.env;
    process.env['CHROMIUM'] = join(folder, 'chromium');
    try {
      const { code, out, err } = await runCli(['lesson', 'KUAR03-07', '--check', '--kubectl', path]);
      expect({ code, err }).toEqual({
        code: 3,
        err: `workshop: 1 step was not run: CHROMIUM names '${join(folder, 'chromium')}', which is not there\n`,
      });
      expect(out).toContain('1 exercise, 5 steps: 4 passed, 0 failed, 1 not run\n');
    } finally {
      if (CHROMIUM === undefined) delete process.env['CHROMIUM'];
      else process.env['CHROMIUM'] = CHROMIUM;
    }
  }, 60_000);

  test('end after the exercise in which somebody interrupts', async () => {
    const out = (text: string): void => {
      if (text.startsWith('ok   TACC-01')) process.emit('SIGINT', 'SIGINT');
    };
    const { code, err } = await runCli(['lesson', 'TACC', '--check', '--kubectl', path], { out });
    expect({ code, err }).toEqual({ code: 130, err: 'workshop: interrupted after 1 of 16 exercises\n' });
  }, 60_000);
});

describe('progress', () => {
  test('is kept, and a file that is no progress is none', () => {
    expect(readProgress()).toEqual({});
    keepProgress('A-1', { done: 1, steps: 2 });
    keepProgress('A-2', { done: 2, steps: 2 });
    expect(readProgress()).toEqual({ 'A-1': { done: 1, steps: 2 }, 'A-2': { done: 2, steps: 2 } });
    writeFileSync(process.env['WORKSHOP_PROGRESS'] ?? '', '{"half');
    expect(readProgress()).toEqual({});
  });
});

describe('a dialogue', () => {
  test('hears lines in their order, waits no longer than it should, and knows the end', async () => {
    const input = new PassThrough();
    const dialogue = new Dialogue(input);
    expect(await dialogue.next(10)).toBe('nothing');
    input.write(' h \nd\n');
    expect(await dialogue.next(1000)).toBe('h');
    expect(await dialogue.next(1000)).toBe('d');
    const last = dialogue.next(1000);
    input.end();
    expect(await last).toBeUndefined();
    expect(await dialogue.next(10)).toBeUndefined();
  });
});

describe('the text of a step', () => {
  test('shows command, the command of the text, and why', () => {
    const step = {
      task: 'Run it.',
      run: 'kubectl run kuard --image=kuard',
      original: { run: 'kubectl run --generator=x', why: 'The flag is gone.' },
    };
    expect(taskText(step, '1/3', false)).toBe(
      '  1/3 Run it.\n    $ kubectl run kuard --image=kuard\n    the text types:\n    $ kubectl run --generator=x\n    The flag is gone.\n',
    );
  });

  test('a hint says what the hand does, what is typed, and what there is to be seen', () => {
    const step = {
      task: 'Delete it, and look.',
      hand: 'kubectl delete pod a',
      run: 'kubectl get pods',
      see: [{ kind: 'table', rows: [{ NAME: 'b', AGE: '{{age}}' }], others: false } as const],
      hint: 'Its name is a.',
    };
    expect(hintText(step)).toBe(
      '  Its name is a.\n  as commands:\n    $ kubectl delete pod a\n  type:\n    $ kubectl get pods\n' +
        '  what you should see:\n      b   <age>\n',
    );
    expect(hintText({ task: 'Read.' })).toBe('  there is nothing to type: read the task\n');
  });

  test.each([
    ['kubectl get pods\nkubectl get svc', '$ kubectl get pods\n$ kubectl get svc'],
    ['for POD in a b; do\n  kubectl logs $POD\ndone', '$ for POD in a b; do\n>   kubectl logs $POD\n> done'],
    [
      'kubectl patch deploy web -p "\nspec:\n  replicas: 2\n"',
      '$ kubectl patch deploy web -p "\n> spec:\n>   replicas: 2\n> "',
    ],
    ["echo 'it\\' |\nwc", "$ echo 'it\\' |\n> wc"],
  ])('shows lines of one command as a shell does: %j', (lines, shown) => {
    expect(prompted(lines)).toBe(shown.replace(/^/gm, '    '));
  });

  test('is broken into lines of 100 columns', () => {
    const text = wrapped('word '.repeat(40).trim(), '  ');
    expect(text.split('\n').every((line) => line.length <= 100 && line.startsWith('  word'))).toBe(true);
    expect(text.split(/\s+/).filter(Boolean)).toHaveLength(40);
  });
});
