import type { FileDefinition, FileLayer } from '../../file-layer';
import { type SystemPorts, takenMs } from './system-ports';

const file = (read: () => string): FileDefinition => ({ type: 'dynamic', read });

/** Share of the memory that programs could have which the system keeps full of files until they want it. */
const CACHE_SHARE = 2 / 3;
const BUFFER_SHARE = 0.03;

/** `/proc/meminfo` is that of the node, whatever the limit of the container. Source: Linux, fs/proc/meminfo.c. */
function meminfo({ machine }: SystemPorts): string {
  const { memoryBytes, freeMemoryBytes } = machine();
  const cached = Math.floor(freeMemoryBytes * CACHE_SHARE);
  const buffers = Math.floor(freeMemoryBytes * BUFFER_SHARE);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', memoryBytes],
    ['MemFree', freeMemoryBytes - cached - buffers],
    ['MemAvailable', freeMemoryBytes],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', memoryBytes - freeMemoryBytes],
    ['Inactive', cached],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Shmem', 0],
  ];
  return rows.map(([name, bytes]) => `${`${name}:`.padEnd(16)}${kibibytes(bytes).padStart(8)} kB\n`).join('');
}

const kibibytes = (bytes: number): string => String(Math.max(0, Math.floor(bytes / 1024)));

/** Source: Linux, arch/x86/kernel/cpu/proc.c. Not modelled: most of its rows. */
function cpuinfo({ machine }: SystemPorts): string {
  const { cores } = machine();
  const rows = (core: number): readonly (readonly [string, string | number])[] => [
    ['processor', core],
    ['vendor_id', 'GenuineIntel'],
    ['model name', 'Simulated processor @ 2.50GHz'],
    ['cpu MHz', '2500.000'],
    ['siblings', cores],
    ['core id', core],
    ['cpu cores', cores],
    ['flags', 'fpu tsc msr cx8 sep cmov sse sse2 ht syscall nx lm'],
  ];
  const block = (core: number): string =>
    rows(core)
      .map(([name, value]) => `${name.padEnd(name.length < 8 ? 8 : name.length)}\t: ${value}\n`)
      .join('');
  return Array.from({ length: cores }, (_, core) => `${block(core)}\n`).join('');
}

/** Ticks of 10 ms, as `/proc/stat` counts. */
const ticks = (ms: number): number => Math.floor(ms / 10);

function stat(ports: SystemPorts): string {
  const { cores, bootedMs } = ports.machine();
  const processes = ports.processes();
  const user = ticks(takenMs(ports));
  const idle = Math.max(0, ticks((ports.nowMs() - bootedMs) * cores) - user);
  const row = (name: string, share: number): string =>
    `${name} ${Math.floor(user / share)} 0 0 ${Math.floor(idle / share)} 0 0 0 0 0 0\n`;
  const each = Array.from({ length: cores }, (_, core) => row(`cpu${core}`, cores)).join('');
  const running = processes.filter(({ state }) => state === 'R').length;
  return (
    `${row('cpu ', 1)}${each}intr 0\nctxt 0\nbtime ${Math.floor(bootedMs / 1000)}\n` +
    `processes ${processes.length}\nprocs_running ${running}\nprocs_blocked 0\n`
  );
}

function uptime(ports: SystemPorts): string {
  const { cores, bootedMs } = ports.machine();
  const upMs = ports.nowMs() - bootedMs;
  const idleMs = Math.max(0, upMs * cores - takenMs(ports));
  return `${(upMs / 1000).toFixed(2)} ${(idleMs / 1000).toFixed(2)}\n`;
}

/** Load is what wants a processor at this moment. Not modelled: averages. */
function loadavg({ processes }: SystemPorts): string {
  const all = processes();
  const load = all.reduce((sum, { cpuCores }) => sum + cpuCores, 0).toFixed(2);
  const running = all.filter(({ state }) => state === 'R').length;
  return `${load} ${load} ${load} ${running}/${all.length} ${all.at(-1)?.pid ?? 0}\n`;
}

/** `/proc/<pid>/mounts`. Source: Linux, fs/proc_namespace.c `show_vfsmnt`. */
export const mountsText = (ports: SystemPorts): string =>
  ports
    .mounts()
    .map(({ source, path, type, isReadOnly }) => `${source} ${path} ${type} ${isReadOnly ? 'ro' : 'rw'},relatime 0 0\n`)
    .join('');

const version = ({ machine }: SystemPorts): string =>
  `Linux version ${machine().kernel} (simulated) #1 SMP PREEMPT_DYNAMIC\n`;

/** Files of `/proc` that are about the machine, by their paths below `/proc`. */
export const machineFiles = (ports: SystemPorts): FileLayer => ({
  '/cmdline': { type: 'file', mode: 0o444, content: 'BOOT_IMAGE=/boot/vmlinuz ro quiet\n' },
  '/cpuinfo': file(() => cpuinfo(ports)),
  '/filesystems': { type: 'file', mode: 0o444, content: 'nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n\text4\n' },
  '/loadavg': file(() => loadavg(ports)),
  '/meminfo': file(() => meminfo(ports)),
  '/mounts': { type: 'symlink', target: 'self/mounts' },
  '/self': { type: 'symlink', target: ({ pid }) => String(pid) },
  '/stat': file(() => stat(ports)),
  '/sys/fs/file-max': { type: 'file', content: '9223372036854775807\n' },
  '/sys/kernel/hostname': file(() => `${ports.machine().hostname}\n`),
  '/sys/kernel/osrelease': file(() => `${ports.machine().kernel}\n`),
  '/sys/kernel/ostype': { type: 'file', content: 'Linux\n' },
  '/sys/kernel/pid_max': { type: 'file', content: '4194304\n' },
  '/sys/net/core/somaxconn': { type: 'file', content: '4096\n' },
  '/sys/vm/max_map_count': { type: 'file', content: '262144\n' },
  '/sys/vm/overcommit_memory': { type: 'file', content: '1\n' },
  '/uptime': file(() => uptime(ports)),
  '/version': file(() => version(ports)),
});
