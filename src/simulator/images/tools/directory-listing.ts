import type { FileStat, Process } from '../../process';
import { formatTime } from '../../process/shell';

const TYPE_LETTERS: Readonly<Record<FileStat['type'], string>> = {
  device: 'c',
  directory: 'd',
  file: '-',
  pipe: 'p',
  socket: 's',
  symlink: 'l',
};

/** `-rw-r--r--` of a file. */
export function modeText({ type, mode }: Pick<FileStat, 'type' | 'mode'>): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const execute = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return `${TYPE_LETTERS[type]}${triple(6, 0o4000, 's')}${triple(3, 0o2000, 's')}${triple(0, 0o1000, 't')}`;
}

/** Names of users and groups by their numbers. */
export class NameTable {
  private readonly tables = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly process: Process) {}

  user(uid: number): string | undefined {
    return this.table('/etc/passwd').get(String(uid));
  }

  group(gid: number): string | undefined {
    return this.table('/etc/group').get(String(gid));
  }

  /** Number of a user, or of a group, by name; undefined when there is none. */
  find(path: '/etc/passwd' | '/etc/group', name: string): number | undefined {
    for (const [number, each] of this.table(path)) if (each === name) return Number(number);
    return undefined;
  }

  private table(path: string): ReadonlyMap<string, string> {
    let table = this.tables.get(path);
    if (table === undefined) {
      const { files } = this.process;
      const lines = files.exists(path) ? files.readText(path).split('\n') : [];
      const fields = lines.map((line) => line.split(':')).filter((each) => each.length > 2);
      table = new Map(fields.reverse().map(([name = '', , number = '']) => [number, name]));
      this.tables.set(path, table);
    }
    return table;
  }
}

/** Bytes in the units of `-h`: `1.5K`, `12M`. */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= base && unit < 5) {
    value /= base;
    unit += 1;
  }
  const rounded = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${rounded}${'KMGTPE'.charAt(unit)}`;
}

/** Bytes with a unit as busybox writes them, always with a digit behind the point. Source: busybox, libbb/human_readable.c. */
export function busyboxSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 5);
  return power === 0 ? String(bytes) : `${(bytes / 1024 ** power).toFixed(1)}${'KMGTP'.charAt(power - 1)}`;
}

const HALF_YEAR_MS = 15_778_476_000;

/** Time of a file as `ls -l` shows it: the year instead of the time when it is long ago. */
export function listingTime(timeMs: number, nowMs: number): string {
  const isRecent = timeMs <= nowMs && nowMs - timeMs < HALF_YEAR_MS;
  return formatTime(isRecent ? '%b %e %H:%M' : '%b %e  %Y', timeMs);
}
