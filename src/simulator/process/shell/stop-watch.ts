import type { Process } from '../process';

/** How bash tells times, and how `time -p` does. Source: bash 5.2, execute_cmd.c `BASH_TIMEFORMAT`, `POSIX_TIMEFORMAT`. */
export const BASH_FORMAT = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS';
export const POSIX_FORMAT = 'real %2R\nuser %2U\nsys %2S';

const DIGITS = 3;

/** Seconds with so many digits, or minutes and seconds. Digits beyond are cut off. */
function clock(ms: number, digits: number, isLong: boolean): string {
  const seconds = (whole: number): string => {
    const step = 10 ** (3 - digits);
    return (Math.floor(whole / step) / 10 ** digits).toFixed(digits);
  };
  return isLong ? `${Math.floor(ms / 60_000)}m${seconds(ms % 60_000)}s` : seconds(ms);
}

/** Measures how long something takes that a shell does, and how much of a processor. */
export class StopWatch {
  private readonly beganMs: number;
  private readonly beganCpuMs: number;

  constructor(private readonly process: Process) {
    this.beganMs = process.nowMs;
    this.beganCpuMs = this.cpuMs;
  }

  /**
   * What it says in a format of `TIMEFORMAT`, with a line end; nothing for an empty one. All of the processor is `user`: what
   * the system does for a program takes none here.
   */
  report(format: string): string {
    if (format === '') return '';
    const realMs = Math.floor(this.process.nowMs - this.beganMs);
    const userMs = Math.floor(this.cpuMs - this.beganCpuMs);
    const told: Readonly<Record<string, number>> = { R: realMs, U: userMs, S: 0 };
    const text = format.replace(/%(?:(%)|(P)|(\d?)(l?)([RUS]))/g, (_all, percent, share, digits, long, letter) => {
      if (percent !== undefined) return '%';
      if (share !== undefined) return (realMs === 0 ? 0 : (100 * userMs) / realMs).toFixed(2);
      const wanted = digits === '' ? DIGITS : Math.min(Number(digits), DIGITS);
      return clock(told[String(letter)] ?? 0, wanted, long === 'l');
    });
    return `${text}\n`;
  }

  private get cpuMs(): number {
    const { process } = this;
    const own = process.processes().find(({ pid }) => pid === process.pid);
    return own === undefined ? 0 : own.cpuMs + own.childrenCpuMs;
  }
}
