import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../checks';

/** Wall time that a command may take before it is ended. */
const LIMIT_MS = 45_000;

/** Wall time that it may take to end. */
const ENDING_MS = 2000;

/** What kubectl says because this terminal is none to it. */
const NO_TTY = /^Unable to use a TTY - input is not a terminal or the right kind of file\r?\n/gm;

/** A command that goes on while others are typed. */
export interface Running {
  /** What it has printed so far; its exit code is unknown. */
  readonly output: () => Output;
  /** Ends it as Ctrl-C does. */
  readonly interrupt: () => void;
}

/**
 * A bash that keeps its variables and folder from command to command. It has no screen: commands are told apart by marks
 * that it prints behind each.
 */
export class Terminal {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly scripts = mkdtempSync(join(tmpdir(), 'workshop-terminal-'));
  private readonly running = new Set<Running>();
  private text = '';
  private hear: () => void = () => undefined;
  private count = 0;
  private isOver = false;
  /** Mark of the command that opened a shell elsewhere. */
  private entered: string | undefined;

  /** Begins in `folder`, with exactly the variables of `env`; a command may take `limitMs` of wall time. */
  constructor(
    folder: string,
    env: Readonly<Record<string, string>>,
    private readonly limitMs = LIMIT_MS,
  ) {
    // Of its own group: Ctrl-C at the terminal of this process is not meant for it.
    this.child = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env: { ...env }, detached: true });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        this.text += part;
        this.hear();
      });
    }
    this.child.on('error', (error) => this.end(`bash cannot be started: ${error.message}\n`));
    this.child.on('exit', () => this.end(''));
    this.child.stdin.on('error', () => undefined);
    // Commands in the background get groups of their own, and Ctrl-C ends them.
    // They end with it, too, when nobody is left to end them.
    this.child.stdin.write(`exec 2>&1; set -m; trap 'kill -INT $STARTED 2>/dev/null' EXIT\n`);
  }

  /** Whether commands are typed in a container now. */
  get isElsewhere(): boolean {
    return this.entered !== undefined;
  }

  /** Types lines and waits for their end. One that takes too long is ended. */
  async run(lines: string): Promise<Output> {
    const mark = this.nextMark();
    if (this.isElsewhere) this.type(`${lines}\nprintf '%s %s\\n' '${mark}' "$?"\n`);
    // The program must not read the words that are meant for the shell.
    else this.type(`source '${this.script(lines)}' </dev/null; printf '%s %s\\n' '${mark}' "$?"\n`);
    return await this.until(mark);
  }

  /** Types a command that opens a shell elsewhere, and waits for that shell; or for the end, when there is none. */
  async enter(command: string): Promise<Output> {
    const end = this.nextMark();
    const begin = this.nextMark();
    this.type(`source '${this.script(command)}'; printf '%s %s\\n' '${end}' "$?"\n`);
    this.type(`printf '%s %s\\n' '${begin}' "$?"\n`);
    const output = await this.until(begin);
    const failed = new RegExp(`^${end} (\\d+)\\n`, 'm').exec(output.text);
    if (failed === null) {
      this.entered = end;
      return output;
    }
    return { text: output.text.slice(0, failed.index), exitCode: Number(failed[1]) };
  }

  /** Types lines elsewhere, the last of which ends that shell, and waits until this one is back. */
  async leave(lines: string): Promise<Output> {
    const mark = this.entered;
    if (mark === undefined) return await this.run(lines);
    this.type(`${lines}\n`);
    const output = await this.until(mark);
    this.entered = undefined;
    return output;
  }

  /** Types lines that go on in the background. */
  async start(lines: string): Promise<Running> {
    const file = join(this.scripts, `output-${(this.count += 1)}`);
    writeFileSync(file, '');
    const script = this.script(lines);
    // Without disown bash would tell of its end in the middle of what others print.
    const { text } = await this.run(`source '${script}' </dev/null >'${file}' 2>&1 & STARTED+=" -$!"; echo $!; disown`);
    const group = Number(text.trim().split('\n').at(-1));
    const one: Running = {
      output: () => ({ text: readFileSync(file, 'utf8').replace(NO_TTY, ''), exitCode: undefined }),
      interrupt: () => {
        this.running.delete(one);
        try {
          process.kill(-group, 'SIGINT');
        } catch {
          // It has ended by itself.
        }
      },
    };
    this.running.add(one);
    return one;
  }

  /** Ends everything that goes on in the background. */
  async quiet(): Promise<void> {
    for (const one of [...this.running]) one.interrupt();
    await this.run('kill $(jobs -p) 2>/dev/null; wait; STARTED=');
  }

  /** Ends it, and everything that runs in it. */
  async close(): Promise<void> {
    for (const one of [...this.running]) one.interrupt();
    if (!this.isOver) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      if (this.isElsewhere) this.interruptForeground('SIGTERM');
      this.child.stdin.end('STARTED=; kill $(jobs -p) 2>/dev/null; exit\n');
      const limit = setTimeout(() => {
        this.interruptForeground('SIGKILL');
        this.child.kill('SIGKILL');
      }, ENDING_MS);
      await ended;
      clearTimeout(limit);
    }
    rmSync(this.scripts, { recursive: true, force: true });
  }

  private nextMark(): string {
    this.count += 1;
    return `end-of-command-${this.count}`;
  }

  private script(lines: string): string {
    const file = join(this.scripts, `command-${this.count}`);
    writeFileSync(file, `${lines}\n`);
    return file;
  }

  private type(text: string): void {
    if (!this.isOver) this.child.stdin.write(text);
  }

  private async until(mark: string): Promise<Output> {
    const end = new RegExp(`${mark} (\\d+)\\r?\\n`);
    let isTooLong = false;
    let last: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      isTooLong = true;
      this.interruptForeground('SIGTERM');
      // A loop of the shell itself goes on with its next turn.
      last = setTimeout(() => {
        this.interruptForeground('SIGKILL');
        this.child.kill('SIGKILL');
      }, ENDING_MS);
    }, this.limitMs);
    return await new Promise<Output>((resolve) => {
      this.hear = () => {
        const found = end.exec(this.text);
        if (found === null && !this.isOver) return;
        const said = this.text.slice(0, found?.index).replace(NO_TTY, '');
        this.text = found === null ? '' : this.text.slice(found.index + found[0].length);
        this.hear = () => undefined;
        const text = isTooLong ? `${said}\n[ended after ${this.limitMs / 1000} s]` : said;
        resolve({ text, exitCode: found === null ? 1 : Number(found[1]) });
      };
      this.hear();
    }).finally(() => {
      clearTimeout(limit);
      clearTimeout(last);
    });
  }

  private interruptForeground(signal: NodeJS.Signals): void {
    const { stdout } = spawnSync('pgrep', ['-P', String(this.child.pid)], { encoding: 'utf8' });
    for (const child of (stdout ?? '').split('\n').filter(Boolean)) {
      try {
        process.kill(-Number(child), signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  private end(why: string): void {
    this.isOver = true;
    this.text += why;
    this.hear();
  }
}
