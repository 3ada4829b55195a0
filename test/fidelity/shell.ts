import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command printed, and how it ended. */
export interface Printed {
  readonly output: string;
  readonly exitCode: number;
}

/** Wall time that a command may take. */
const LIMIT_MS = 40_000;

/** A bash that keeps its variables and folder from command to command, as a participant's terminal does. */
export class Shell {
  private readonly child: ChildProcessWithoutNullStreams;
  private text = '';
  private onText: () => void = () => undefined;
  private count = 0;

  constructor(
    private readonly folder: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.child = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C', ...env },
    });
    this.child.stdout.setEncoding('utf8').on('data', (part: string) => {
      this.text += part;
      this.onText();
    });
    this.child.stdin.write('exec 2>&1\n');
  }

  /** Runs a command to its end. */
  async run(command: string): Promise<Printed> {
    this.count += 1;
    const mark = `end-of-command-${this.count}`;
    const file = join(this.folder, '.command');
    writeFileSync(file, `${command}\n`);
    this.text = '';
    // The program must not read the words that are meant for the shell.
    this.child.stdin.write(`source '${file}' </dev/null; printf '%s %s\\n' '${mark}' "$?"\n`);
    const end = new RegExp(`${mark} (\\d+)\\n$`);
    const limit = setTimeout(() => this.endChildren(), LIMIT_MS);
    return new Promise<Printed>((resolve) => {
      this.onText = () => {
        const found = end.exec(this.text);
        if (found !== null) resolve({ output: this.text.slice(0, found.index), exitCode: Number(found[1]) });
      };
      this.onText();
    }).finally(() => clearTimeout(limit));
  }

  private endChildren(): void {
    const { pid = 0 } = this.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    for (const child of children) process.kill(Number(child), 'SIGTERM');
  }

  /** Ends it, and what it started in the background. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin.write('kill $(jobs -p) 2>/dev/null; exit\n');
    await ended;
  }
}
