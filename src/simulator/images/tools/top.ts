import { type Coroutine, isSystemError, limitTime, type ProcessInfo, terminalOf } from '../../process';
import { formatTime } from '../../process/shell';
import { NameTable } from './directory-listing';
import { commandLine, virtualBytes } from './process-list';
import type { Tool, ToolCall } from './tool';

/** What was taken of a processor since the last look. */
interface Usage {
  readonly info: ProcessInfo;
  /** Percent of one processor. */
  readonly cpu: number;
}

/** Looks at the processes; `before` says what they had taken `sinceMs` ago. */
function look(call: ToolCall, before: ReadonlyMap<number, number>, sinceMs: number): Usage[] {
  const usages = call.process.processes().map((info) => {
    const taken = info.cpuMs - (before.get(info.pid) ?? 0);
    return { info, cpu: sinceMs > 0 ? Math.min(100, (taken / sinceMs) * 100) : info.cpuCores * 100 };
  });
  return usages.sort((left, right) => right.cpu - left.cpu || left.info.pid - right.info.pid);
}

const mib = (bytes: number): string => (bytes / 1048576).toFixed(1);

/** Memory in the columns VIRT and RES: kibibytes, or larger units where these do not fit. */
function sizeText(bytes: number, width: number): string {
  const kib = Math.round(bytes / 1024);
  if (String(kib).length <= width) return String(kib).padStart(width);
  return (
    bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(width > 6 ? 3 : 1)}g` : `${(bytes / 2 ** 20).toFixed(1)}m`
  ).padStart(width);
}

function upText(call: ToolCall): string {
  const minutes = Math.floor((call.process.nowMs - call.process.machine.bootedMs) / 60_000);
  const days = Math.floor(minutes / 1440);
  const clock =
    minutes % 1440 >= 60
      ? `${Math.floor((minutes % 1440) / 60)}:${String(minutes % 60).padStart(2, '0')}`
      : `${minutes % 60} min`;
  return `${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${clock}`;
}

function timeText(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  return `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** Source: procps 4.0, `top -b`. */
function gnuScreen(call: ToolCall, usages: readonly Usage[]): string[] {
  const { machine, nowMs } = call.process;
  const names = new NameTable(call.process);
  const count = (state: string): string => String(usages.filter(({ info }) => info.state === state).length).padStart(3);
  const busy = Math.min(100, usages.reduce((sum, { cpu }) => sum + cpu, 0) / machine.cores);
  const used = machine.memoryBytes - machine.freeMemoryBytes;
  const load = (busy / 100) * machine.cores;
  const rows = usages.map(({ info, cpu }) => {
    const memory = (info.memoryBytes / machine.memoryBytes) * 100;
    const user = (names.user(info.uid) ?? String(info.uid)).slice(0, 8).padEnd(8);
    return `${String(info.pid).padStart(7)} ${user}  20   0 ${sizeText(virtualBytes(info), 7)} ${sizeText(info.memoryBytes, 6)} ${sizeText(Math.min(info.memoryBytes, 3_000_000), 6)} ${info.state} ${cpu.toFixed(1).padStart(5)} ${memory.toFixed(1).padStart(5)} ${timeText(info.cpuMs).padStart(9)} ${(info.argv[0] ?? '').replace(/^.*\//, '')}`;
  });
  return [
    `top - ${formatTime('%H:%M:%S', nowMs)} up ${upText(call)},  0 user,  load average: ${[load, load, load].map((value) => value.toFixed(2)).join(', ')}`,
    `Tasks: ${String(usages.length).padStart(3)} total, ${count('R')} running, ${count('S')} sleeping, ${count('T')} stopped, ${count('Z')} zombie`,
    `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  0.0 sy,  0.0 ni,${(100 - busy).toFixed(1).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st `,
    `MiB Mem : ${mib(machine.memoryBytes).padStart(8)} total, ${mib(machine.freeMemoryBytes).padStart(8)} free, ${mib(used).padStart(8)} used, ${mib(0).padStart(8)} buff/cache     `,
    `MiB Swap: ${mib(0).padStart(8)} total, ${mib(0).padStart(8)} free, ${mib(0).padStart(8)} used. ${mib(machine.freeMemoryBytes).padStart(8)} avail Mem `,
    '',
    '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
    ...rows,
  ];
}

/** Source: busybox 1.36, procps/top.c. */
function busyboxScreen(call: ToolCall, usages: readonly Usage[]): string[] {
  const { machine } = call.process;
  const names = new NameTable(call.process);
  const kib = (bytes: number): string => `${Math.round(bytes / 1024)}K`;
  const busy = Math.min(100, usages.reduce((sum, { cpu }) => sum + cpu, 0) / machine.cores);
  const running = usages.filter(({ info }) => info.state === 'R').length;
  const load = (busy / 100) * machine.cores;
  const rows = usages.map(({ info, cpu }) => {
    const user = (names.user(info.uid) ?? String(info.uid)).slice(0, 8).padEnd(8);
    const virtual = Math.round(virtualBytes(info) / 1024);
    const percent = Math.round((virtualBytes(info) / machine.memoryBytes) * 100);
    return `${String(info.pid).padStart(5)} ${String(info.parent).padStart(5)} ${user} ${info.state.padEnd(4)} ${String(virtual).padStart(6)} ${String(percent).padStart(3)}% ${String(info.pid % machine.cores).padStart(3)} ${String(Math.round(cpu / machine.cores)).padStart(3)}% ${commandLine(info)}`;
  });
  return [
    `Mem: ${kib(machine.memoryBytes - machine.freeMemoryBytes)} used, ${kib(machine.freeMemoryBytes)} free, 0K shrd, 0K buff, 0K cached`,
    `CPU: ${String(Math.round(busy)).padStart(3)}% usr   0% sys   0% nic ${String(100 - Math.round(busy)).padStart(3)}% idle   0% io   0% irq   0% sirq`,
    `Load average: ${[load, load, load].map((value) => value.toFixed(2)).join(' ')} ${running}/${usages.length} ${call.process.pid}`,
    '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND',
    ...rows,
  ];
}

/** Waits for the next look, or a key. False when it was `q`, ^C, or nobody is there. */
function* waitForKey(call: ToolCall, ms: number): Coroutine<boolean> {
  try {
    const key = yield* limitTime(call.process, ms, call.process.stdin.read(1));
    return key !== undefined && key[0] !== 0x71 && key[0] !== 3;
  } catch (error) {
    if (isSystemError(error, 'ETIMEDOUT')) return true;
    throw error;
  }
}

/** `top`: `-b` prints one screen after the other, otherwise the screen is drawn anew until `q`. */
export const top: Tool = function* (call) {
  const { has, value } = yield* call.options({ letters: 'bn:d:Hcip:o:w' });
  const { process } = call;
  const isBatch = has('b') || process.stdout.terminal === undefined;
  if (!has('b') && process.stdin.terminal === undefined && !call.isBusybox) return yield* call.fail('failed tty get');
  const rounds = Number(value('n') ?? Infinity);
  const intervalMs = Number(value('d') ?? (call.isBusybox ? 5 : 3)) * 1000;
  const terminal = terminalOf(process.stdin);
  if (!isBatch) terminal?.setMode({ isRaw: true, echoes: false });
  try {
    let before: ReadonlyMap<number, number> = new Map();
    let sinceMs = 0;
    for (let round = 0; round < rounds; round += 1) {
      const usages = look(call, before, sinceMs);
      before = new Map(usages.map(({ info }) => [info.pid, info.cpuMs]));
      const lines = call.isBusybox ? busyboxScreen(call, usages) : gnuScreen(call, usages);
      const rows = (process.stdout.terminal?.rows ?? 24) - 1;
      if (isBatch) yield* call.print(`${round > 0 ? '\n' : ''}${lines.join('\n')}\n`);
      else
        yield* call.print(
          `\x1b[H\x1b[J${lines
            .slice(0, rows)
            .map((line) => line.slice(0, process.stdout.terminal?.columns ?? 80))
            .join('\n')}\n`,
        );
      if (round === rounds - 1) break;
      sinceMs = intervalMs;
      if (isBatch) yield* process.sleep(intervalMs);
      else if (!(yield* waitForKey(call, intervalMs))) break;
    }
  } finally {
    if (!isBatch) terminal?.setMode({ isRaw: false, echoes: true });
  }
  return 0;
};
