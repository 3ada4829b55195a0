import type { FileDefinition } from '../../file-layer';
import type { ProcessInfo } from '../../process';
import { mountsText } from './machine-files';
import type { SystemPorts } from './system-ports';

const STATES: Readonly<Record<ProcessInfo['state'], string>> = {
  R: 'R (running)',
  S: 'S (sleeping)',
  Z: 'Z (zombie)',
  T: 'T (stopped)',
};

/** Name of a process as the kernel keeps it. Source: Linux, `TASK_COMM_LEN`. */
const nameOf = ({ argv }: ProcessInfo): string => (argv[0] ?? '').replace(/^.*\//, '').slice(0, 15);

const PAGE_BYTES = 4096;

function status(process: ProcessInfo): string {
  const { pid, parent, uid, state, memoryBytes } = process;
  const kibibytes = String(Math.floor(memoryBytes / 1024)).padStart(8);
  const rows: readonly (readonly [string, string | number])[] = [
    ['Name', nameOf(process)],
    ['State', STATES[state]],
    ['Tgid', pid],
    ['Pid', pid],
    ['PPid', parent],
    ['Uid', `${uid}\t${uid}\t${uid}\t${uid}`],
    ['VmSize', `${kibibytes} kB`],
    ['VmRSS', `${kibibytes} kB`],
    ['Threads', 1],
  ];
  return rows.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

/** Source: proc_pid_stat(5); what nobody here knows is 0. */
function stat(process: ProcessInfo, bootedMs: number): string {
  const { pid, parent, state, cpuMs, startedMs, memoryBytes } = process;
  const before = [
    pid,
    `(${nameOf(process)})`,
    state,
    parent,
    pid,
    pid,
    0,
    -1,
    0,
    0,
    0,
    0,
    0,
    Math.floor(cpuMs / 10),
    0,
  ];
  const times = [0, 0, 20, 0, 1, 0, Math.floor((startedMs - bootedMs) / 10), memoryBytes];
  return `${[...before, ...times, Math.floor(memoryBytes / PAGE_BYTES), ...Array<number>(28).fill(0)].join(' ')}\n`;
}

type Texts = Readonly<Record<string, () => string>>;

function textsOf(ports: SystemPorts, process: ProcessInfo): Texts {
  const environ = (): string =>
    [...(ports.environmentOf(process.pid) ?? [])].map(([name, value]) => `${name}=${value}\0`).join('');
  return {
    cgroup: () => '0::/\n',
    cmdline: () => process.argv.map((each) => `${each}\0`).join(''),
    comm: () => `${nameOf(process)}\n`,
    environ,
    mounts: () => mountsText(ports),
    stat: () => stat(process, ports.machine().bootedMs),
    status: () => status(process),
  };
}

/** `/proc` itself: a directory for each process that can be seen. */
export function processFiles(ports: SystemPorts): FileDefinition {
  const fileOf = (process: ProcessInfo, name: string): FileDefinition | undefined => {
    const texts = textsOf(ports, process);
    const read = Object.hasOwn(texts, name) ? texts[name] : undefined;
    const mode = name === 'environ' ? 0o400 : 0o444;
    return read === undefined ? undefined : { type: 'dynamic', mode, uid: process.uid, read };
  };
  return {
    type: 'dynamicDirectory',
    list: () => ports.processes().map(({ pid }) => String(pid)),
    find: (name) => {
      const process = ports.processes().find(({ pid }) => String(pid) === name);
      if (process === undefined) return undefined;
      return {
        type: 'dynamicDirectory',
        uid: process.uid,
        list: () => Object.keys(textsOf(ports, process)),
        find: (file) => fileOf(process, file),
      };
    },
  };
}
