import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ServedCluster } from '../../support/simulated-cluster';
import { normalForm } from './normal-form';
import type { Command, Section } from './section';

/** Years before the wall clock of any machine: ages that kubectl counts itself are years, and no run differs. */
const START = Date.UTC(2016, 0, 1);

/** Virtual time after every command: what it caused is done. */
const BETWEEN = '5s';

/** Virtual time in one step while a command waits, and the wall milliseconds for kubectl to see what happened. */
const STEP = '1s';
const STEP_MS = 25;

/** A command that has asked for nothing so long waits for the cluster. */
const IDLE_MS = 300;

/** A command that takes longer never ends. */
const LIMIT_MS = 30_000;

/** Length of what the server adds to a `generateName`. */
const SUFFIX_LENGTH = 5;

/** Virtual time of every command that waits, which is more than it needs: how long it waited must not matter after it. */
const WAITING_MS = 300_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How one shell line ends, and how to end it. */
interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
  isOver: boolean;
}

/** One version of kubectl in front of a cluster of its own. */
class Terminal {
  private requests = 0;
  private watches = 0;
  private lastRequestMs = 0;
  /** Names that the server completed, with what they were made from. */
  private readonly generated = new Map<string, string>();

  constructor(
    private readonly served: ServedCluster,
    private readonly kubectl: string,
  ) {
    for (const { name, object } of served.cluster.state().objects) this.note(name, object.metadata.generateName);
    served.cluster.onChange(({ name, object }) => this.note(name, object.metadata.generateName));
    served.onRequest = ({ query }): void => {
      this.requests += 1;
      if (query.get('watch') !== undefined) this.watches += 1;
      this.lastRequestMs = performance.now();
    };
  }

  private note(name: string, generateName: string | undefined): void {
    if (generateName === undefined || name.length !== generateName.length + SUFFIX_LENGTH) return;
    if (name.startsWith(generateName)) this.generated.set(name, generateName.padEnd(name.length, 'x'));
  }

  /** Runs `command`, and returns what it said in normal form. */
  async run({ line, stdin, before, waits, watchFor, meanwhile }: Command): Promise<string> {
    if (before !== undefined) this.served.cluster.advance(before);
    const beginMs = this.served.cluster.nowMs;
    const begun = waits === 'polls' ? this.requests : this.watches;
    const isBegun = (): boolean => (waits === 'polls' ? this.requests : this.watches) > begun;
    const running = this.start(line, stdin);
    const limit = setTimeout(() => end(running), LIMIT_MS);
    if (waits !== undefined) await this.stepUntilOver(running, isBegun);
    if (watchFor !== undefined) await this.watch(running, isBegun, watchFor, meanwhile);
    const said = await running.ended;
    clearTimeout(limit);
    const { cluster } = this.served;
    if (waits !== undefined) cluster.advanceTo(Math.max(beginMs + WAITING_MS, cluster.nowMs));
    else cluster.advance(BETWEEN);
    return `$ ${line}\n${normalForm(said, { folder: this.served.folder, generated: this.generated })}`;
  }

  private start(line: string, stdin = ''): Running {
    const env = {
      PATH: [dirname(this.kubectl), process.env['PATH']].join(delimiter),
      HOME: this.served.folder,
      KUBECONFIG: this.served.kubeconfig,
      TZ: 'UTC',
      LC_ALL: 'C',
    };
    const child = spawn('sh', ['-c', line], { env, cwd: this.served.folder, detached: true });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
    }
    child.stdin.on('error', () => undefined).end(stdin);
    const ended = new Promise<string>((resolve) => {
      child.on('close', (code, signal) => {
        running.isOver = true;
        const ending = signal === null ? `exit ${code}` : 'ended by the test';
        resolve(
          [texts.stdout, texts.stderr === '' ? '' : `--- stderr\n${texts.stderr}`, `--- ${ending}\n`]
            .filter((text) => text !== '')
            .map((text) => (text.endsWith('\n') ? text : `${text}\n--- (no end of line)\n`))
            .join(''),
        );
      });
    });
    const running: Running = { child, ended, isOver: false };
    return running;
  }

  /** Until it waits for the cluster: it has asked, and asks no more. */
  private async untilIdle(running: Running, isBegun: () => boolean): Promise<void> {
    while (!running.isOver && (!isBegun() || performance.now() - this.lastRequestMs < IDLE_MS)) {
      await sleep(STEP_MS);
    }
  }

  private async stepUntilOver(running: Running, isBegun: () => boolean): Promise<void> {
    await this.untilIdle(running, isBegun);
    while (!running.isOver) {
      this.served.cluster.advance(STEP);
      await sleep(STEP_MS);
    }
  }

  private async watch(running: Running, isBegun: () => boolean, duration: string, meanwhile?: string): Promise<void> {
    await this.untilIdle(running, isBegun);
    if (meanwhile !== undefined) await this.start(meanwhile).ended;
    this.served.cluster.advance(duration);
    await sleep(IDLE_MS);
    end(running);
  }
}

function end({ child, isOver }: Running): void {
  if (!isOver && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
}

/** Whether `version` is `since` or newer: both are as `1.30`. */
export function isSince(version: string, since: string): boolean {
  return Number(version.split('.')[1]) >= Number(since.split('.')[1]);
}

/** Runs the commands of `section` one after another on a new cluster: what each said, by its id. */
export async function runSection(section: Section, kubectl: string, version: string): Promise<Map<string, string>> {
  const served = await ServedCluster.start({ start: START, profile: section.profile ?? 'plain' });
  try {
    served.pacing.pause();
    served.cluster.advanceTo(START + 120_000);
    for (const [name, text] of Object.entries(section.files ?? {})) {
      mkdirSync(dirname(join(served.folder, name)), { recursive: true });
      served.file(name, text);
    }
    const terminal = new Terminal(served, kubectl);
    const texts = new Map<string, string>();
    for (const command of section.commands) {
      if (command.since !== undefined && !isSince(version, command.since)) {
        served.cluster.advance(BETWEEN);
        continue;
      }
      texts.set(command.id, await terminal.run(command));
    }
    return texts;
  } finally {
    await served.stop();
  }
}
