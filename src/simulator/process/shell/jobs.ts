import type { Coroutine } from '../coroutine';
import type { Process, ProcessExit, ProcessHandle } from '../process';
import { WaitList } from '../wait-list';
import type { Dialect } from './dialect';

/** Commands that run in the background. */
export interface Job {
  readonly number: number;
  readonly pid: number;
  /** As it was written. */
  readonly text: string;
  /** How it has ended; undefined while it runs. */
  readonly exit: ProcessExit | undefined;
}

interface OwnJob extends Job {
  exit: ProcessExit | undefined;
}

/** What ends a process, in the words of strsignal. */
const SIGNAL_TEXTS: Readonly<Record<string, string>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
};

/** What a shell says of a program that a signal has ended; undefined for one that has ended by itself. */
export const signalText = (exit: ProcessExit): string | undefined =>
  exit.signal === undefined ? undefined : (SIGNAL_TEXTS[exit.signal] ?? exit.signal);

function stateText(job: Job): string {
  if (job.exit === undefined) return 'Running';
  return signalText(job.exit) ?? (job.exit.code === 0 ? 'Done' : `Exit ${job.exit.code}`);
}

/** The background jobs of one shell. */
export class Jobs {
  /** Woken when a job has ended, or a signal has come. */
  readonly changes = new WaitList();
  private jobs: OwnJob[] = [];

  /** Watches a process that was started in the background. */
  add(process: Process, handle: ProcessHandle, text: string): Job {
    const job: OwnJob = { number: (this.jobs.at(-1)?.number ?? 0) + 1, pid: handle.pid, text, exit: undefined };
    this.jobs.push(job);
    const { changes } = this;
    function* watch(): Coroutine<void> {
      job.exit = yield* handle.wait();
      changes.wakeAll();
    }
    process.start(watch());
    return job;
  }

  all(): readonly Job[] {
    return this.jobs;
  }

  forget(job: Job): void {
    this.jobs = this.jobs.filter((each) => each !== job);
  }

  /** The job of `%1`, `%%`, `%+`, `%-`, `%name`, or of a process. */
  find(text: string): Job | undefined {
    if (/^\d+$/.test(text)) return this.jobs.find((job) => job.pid === Number(text));
    const [, number] = /^%(\d+)$/.exec(text) ?? [];
    if (number !== undefined) return this.jobs.find((job) => job.number === Number(number));
    if (text === '%-') return this.jobs.at(-2) ?? this.jobs.at(-1);
    if (text === '%%' || text === '%+' || text === '%') return this.jobs.at(-1);
    return this.jobs.find((job) => text.startsWith('%') && job.text.startsWith(text.slice(1)));
  }

  /** The line of `jobs` for one of them. */
  describe(job: Job, dialect: Dialect, hasPid = false): string {
    const mark = job === this.jobs.at(-1) ? '+' : job === this.jobs.at(-2) ? '-' : ' ';
    const head = dialect === 'dash' ? `[${job.number}] ${mark} ` : `[${job.number}]${mark}  `;
    const pid = hasPid ? `${job.pid} ` : '';
    const ending = dialect === 'bash' && job.exit === undefined ? ' &' : '';
    return `${head}${pid}${stateText(job).padEnd(dialect === 'bash' ? 24 : 27)}${job.text}${ending}\n`;
  }
}
