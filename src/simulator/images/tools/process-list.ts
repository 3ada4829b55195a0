import type { Coroutine, ProcessInfo } from '../../process';
import { formatTime } from '../../process/shell';
import { NameTable } from './directory-listing';
import type { Tool, ToolCall } from './tool';

/** Minutes and seconds of processor time: `0:04`. */
const shortTime = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** Hours, minutes and seconds of processor time: `00:00:04`. */
function longTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** Command line of a process; one that has ended is in brackets. */
export const commandLine = ({ argv, state }: ProcessInfo): string =>
  state === 'Z' ? `[${baseName(argv)}] <defunct>` : argv.join(' ');

const baseName = (argv: readonly string[]): string => (argv[0] ?? '').replace(/^.*\//, '');

/** Share of one processor since the start, in percent. */
const cpuPercent = (info: ProcessInfo, nowMs: number): number =>
  nowMs > info.startedMs ? Math.min(100, (info.cpuMs / (nowMs - info.startedMs)) * 100) : 0;

function startText(info: ProcessInfo, nowMs: number): string {
  return formatTime(nowMs - info.startedMs < 86_400_000 ? '%H:%M' : '%b%d', info.startedMs);
}

function busyboxLines(call: ToolCall, names: NameTable): string[] {
  const rows = call.process.processes().map((info) => {
    const user = (names.user(info.uid) ?? String(info.uid)).padEnd(8).slice(0, 8);
    return `${String(info.pid).padStart(5)} ${user}  ${shortTime(info.cpuMs)} ${commandLine(info)}`;
  });
  return ['PID   USER     TIME  COMMAND', ...rows];
}

function userLines(call: ToolCall, names: NameTable): string[] {
  const { nowMs, machine } = call.process;
  const rows = call.process.processes().map((info) => {
    const user = (names.user(info.uid) ?? String(info.uid)).padEnd(8);
    const [cpu, memory] = [cpuPercent(info, nowMs), (info.memoryBytes / machine.memoryBytes) * 100];
    const [virtual = '', resident = ''] = [virtualBytes(info), info.memoryBytes].map((bytes) =>
      String(Math.round(bytes / 1024)),
    );
    const sizes = [virtual.padStart(6), resident.padStart(5)];
    const state = `${info.state}${info.pid === 1 ? 's' : ''}`;
    return `${user} ${String(info.pid).padStart(7)} ${cpu.toFixed(1).padStart(4)} ${memory.toFixed(1).padStart(4)} ${sizes.join(' ')} ${(info.terminal ?? '?').padEnd(8)} ${state.padEnd(4)} ${startText(info, nowMs)} ${shortTime(info.cpuMs).padStart(6)} ${commandLine(info)}`;
  });
  return ['USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND', ...rows];
}

/** Address space of a process: nothing here knows it, so it is what it holds and a little. */
export const virtualBytes = (info: ProcessInfo): number => info.memoryBytes + 4 * 1024 * 1024;

function fullLines(call: ToolCall, names: NameTable): string[] {
  const { nowMs } = call.process;
  const rows = call.process.processes().map((info) => {
    const user = (names.user(info.uid) ?? String(info.uid)).padEnd(8);
    const cpu = String(Math.floor(cpuPercent(info, nowMs))).padStart(2);
    return `${user} ${String(info.pid).padStart(7)} ${String(info.parent).padStart(7)} ${cpu} ${startText(info, nowMs)} ${(info.terminal ?? '?').padEnd(8)} ${longTime(info.cpuMs)} ${commandLine(info)}`;
  });
  return ['UID          PID    PPID  C STIME TTY          TIME CMD', ...rows];
}

function plainLines(call: ToolCall, isAll: boolean): string[] {
  const all = call.process.processes();
  const own = all.find(({ pid }) => pid === call.process.pid)?.terminal;
  const rows = all
    .filter(({ terminal }) => isAll || terminal === own)
    .map(
      (info) =>
        `${String(info.pid).padStart(7)} ${(info.terminal ?? '?').padEnd(8)} ${longTime(info.cpuMs)} ${baseName(info.argv)}`,
    );
  return ['    PID TTY          TIME CMD', ...rows];
}

/** Columns of `ps -o`. */
const COLUMNS: Readonly<Record<string, (info: ProcessInfo, call: ToolCall, names: NameTable) => string>> = {
  args: commandLine,
  cmd: commandLine,
  comm: ({ argv }) => baseName(argv),
  command: commandLine,
  pcpu: (info, { process }) => cpuPercent(info, process.nowMs).toFixed(1),
  pid: ({ pid }) => String(pid),
  pmem: (info, { process }) => ((info.memoryBytes / process.machine.memoryBytes) * 100).toFixed(1),
  ppid: ({ parent }) => String(parent),
  rss: ({ memoryBytes }) => String(Math.round(memoryBytes / 1024)),
  stat: ({ state }) => state,
  time: ({ cpuMs }) => longTime(cpuMs),
  tty: ({ terminal }) => terminal ?? '?',
  user: ({ uid }, _call, names) => names.user(uid) ?? String(uid),
  vsz: (info) => String(Math.round(virtualBytes(info) / 1024)),
};

const TITLES: Readonly<Record<string, string>> = {
  args: 'COMMAND',
  cmd: 'CMD',
  comm: 'COMMAND',
  pcpu: '%CPU',
  pmem: '%MEM',
  tty: 'TT',
};
const SYNONYMS: Readonly<Record<string, string>> = {
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  uid: 'user',
  s: 'stat',
  state: 'stat',
};

function chosenLines(call: ToolCall, names: NameTable, columns: readonly string[]): string[] | undefined {
  const keys = columns.map((column) => column.split('=')[0] ?? '').map((key) => SYNONYMS[key] ?? key);
  if (keys.some((key) => COLUMNS[key] === undefined)) return undefined;
  const titles = columns.map(
    (column, index) => column.split('=')[1] ?? TITLES[keys[index] ?? ''] ?? (keys[index] ?? '').toUpperCase(),
  );
  const rows = call.process.processes().map((info) => keys.map((key) => COLUMNS[key]?.(info, call, names) ?? ''));
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isTextual = (key: string): boolean => /^(?:args|cmd|comm|command|user|tty|stat)$/.test(key);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        isTextual(keys[index] ?? '') ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join(' ')
      .trimEnd();
  const all = [titles, ...rows].map(line);
  return titles.every((title) => title === '') ? all.slice(1) : all;
}

/** `ps`: of busybox, `ps`, `ps aux`, `ps -ef`, `ps -o columns`. */
export const ps: Tool = function* (call): Coroutine<number> {
  const names = new NameTable(call.process);
  const { args } = call;
  const index = args.findIndex((arg) => /^-?[a-zA-Z]*o$/.test(arg));
  const attached = args.find((arg) => /^-o./.test(arg))?.slice(2);
  let lines: string[] | undefined;
  if (index >= 0 || attached !== undefined)
    lines = chosenLines(call, names, (attached ?? args[index + 1] ?? '').split(','));
  else if (call.isBusybox) lines = busyboxLines(call, names);
  else if (args.some((arg) => /^-?[a-z]*u/.test(arg))) lines = userLines(call, names);
  else if (args.some((arg) => /^-[A-Za-z]*f/.test(arg))) lines = fullLines(call, names);
  else
    lines = plainLines(
      call,
      args.some((arg) => /[eAxa]/.test(arg)),
    );
  if (lines === undefined)
    return yield* call.fail(call.isBusybox ? 'bad -o argument' : 'error: unknown user-defined format specifier');
  yield* call.print(lines.map((line) => `${line}\n`).join(''));
  return 0;
};
