import {
  type Coroutine,
  encodeText,
  isSystemError,
  type Process,
  type Stream,
  waitFor,
  WaitList,
} from '../../../process';
import type { RedisVersion } from '../redis-version';

/** How much a line matters, as the mark in front of it: verbose, notice, warning. */
export type LogLevel = '-' | '*' | '#';

const RANKS: Readonly<Record<string, number>> = { debug: 0, verbose: 1, notice: 2, warning: 3, nothing: 4 };
const LEVEL_RANKS: Readonly<Record<LogLevel, number>> = { '-': 1, '*': 2, '#': 3 };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Who writes: before the start (C), a master (M), a replica (S), a sentinel (X). */
export type LogRole = 'C' | 'M' | 'S' | 'X';

/** Log of a server: lines to stdout or a file, in the form of its release. Source: Redis 7.0, src/server.c `serverLogRaw`. */
export class ServerLog {
  role: LogRole = 'C';
  /** Lines that matter less are not written: a value of the setting `loglevel`. */
  loglevel = 'notice';
  private waiting = '';
  private isWriting = false;
  private readonly written = new WaitList();
  private stream: Stream | undefined;

  constructor(
    private readonly process: Process,
    private readonly version: RedisVersion,
  ) {}

  /** Writes to a file from now on. Throws SystemError when it cannot be opened. */
  openFile(path: string): void {
    this.stream = this.process.openStream(path, { access: 'write', creates: true, appends: true });
  }

  /** Writes a line; `child` is the number of the child that says it. Does not wait: lines follow each other. */
  write(level: LogLevel, text: string, child?: number): void {
    if (LEVEL_RANKS[level] < (RANKS[this.loglevel] ?? 0)) return;
    const author = child === undefined ? `${this.process.pid}:${this.role}` : `${child}:C`;
    this.raw(`${author} ${this.time()} ${level} ${text}\n`);
  }

  /** Writes text as it is. */
  raw(text: string): void {
    this.waiting += text;
    if (this.isWriting) return;
    this.isWriting = true;
    this.process.start(this.flush());
  }

  /** Waits until all is written. */
  *drain(): Coroutine<void> {
    while (this.isWriting) yield* waitFor(this.written.change);
  }

  private *flush(): Coroutine<void> {
    try {
      while (this.waiting !== '') {
        const text = this.waiting;
        this.waiting = '';
        yield* (this.stream ?? this.process.stdout).write(encodeText(text));
      }
    } catch (error) {
      if (!isSystemError(error)) throw error; // Nobody reads any more: a server does not end for that.
    } finally {
      this.isWriting = false;
      this.written.wakeAll();
    }
  }

  /** `21 Nov 2026 10:50:37.123`; the year came with 5.0. */
  private time(): string {
    const date = new Date(this.process.nowMs);
    const iso = date.toISOString();
    const day = `${iso.slice(8, 10)} ${MONTHS[date.getUTCMonth()] ?? ''}`;
    return `${day}${this.version.isFrom(5) ? ` ${date.getUTCFullYear()}` : ''} ${iso.slice(11, 23)}`;
  }
}
