import { type Coroutine, terminalOf } from '../../process';
import { formatTime } from '../../process/shell';
import { busyboxSize, NameTable } from './directory-listing';
import type { Tool, ToolCall } from './tool';

const DATE_FORMAT = '%a %b %e %H:%M:%S UTC %Y';

/** Time of `-d`: `@seconds`, dates as they are written, `now`, `2 days ago`, `+1 hour`; undefined for what is none. */
function parseDate(text: string, nowMs: number): number | undefined {
  const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (text === 'now' || text === '') return nowMs;
  const days: Readonly<Record<string, number>> = { today: 0, tomorrow: 1, yesterday: -1 };
  if (days[text] !== undefined) return nowMs + days[text] * 86_400_000;
  const [, amount, unit = '', ago] =
    /^([+-]?\s*\d+)\s*(second|sec|minute|min|hour|day|week)s?(\s+ago)?$/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = {
    second: 1,
    sec: 1,
    minute: 60,
    min: 60,
    hour: 3600,
    day: 86_400,
    week: 604_800,
  };
  if (amount !== undefined)
    return nowMs + Number(amount.replace(/\s/g, '')) * (units[unit] ?? 0) * (ago === undefined ? 1000 : -1000);
  const iso = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00Z`
    : /[zZ]$|[+-]\d\d:?\d\d$/.test(text)
      ? text.replace(' ', 'T')
      : `${text.replace(' ', 'T')}Z`;
  const parsed = Date.parse(iso);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function* date(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'ud:r:RI:s:D:',
    long: { utc: 'u', universal: 'u', date: 'd', reference: 'r', 'rfc-email': 'R', 'iso-8601': 'I', set: 's' },
  });
  const [operand] = operands;
  if (has('s') || (operand !== undefined && !operand.startsWith('+'))) {
    if (!call.isBusybox && operand !== undefined) return yield* call.fail(`invalid date '${operand}'`);
    return yield* call.fail(
      call.isBusybox ? "can't set date: Operation not permitted" : 'cannot set date: Operation not permitted',
    );
  }
  const given = value('d');
  const reference = value('r');
  const { files, nowMs } = call.process;
  const timeMs =
    reference !== undefined ? files.stat(reference).modifiedMs : given === undefined ? nowMs : parseDate(given, nowMs);
  if (timeMs === undefined) return yield* call.fail(`invalid date '${given ?? ''}'`);
  const iso: Readonly<Record<string, string>> = {
    seconds: '%Y-%m-%dT%H:%M:%S+00:00',
    minutes: '%Y-%m-%dT%H:%M+00:00',
    hours: '%Y-%m-%dT%H+00:00',
  };
  const format =
    operand?.slice(1) ??
    (has('R') ? '%a, %d %b %Y %H:%M:%S +0000' : has('I') ? (iso[value('I') ?? ''] ?? '%Y-%m-%d') : DATE_FORMAT);
  yield* call.print(`${formatTime(format, timeMs)}\n`);
  return 0;
}

function* uname(call: ToolCall): Coroutine<number> {
  const { has } = yield* call.options({
    letters: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      machine: 'm',
      'operating-system': 'o',
      'kernel-version': 'v',
    },
  });
  const { hostname, kernel } = call.process.machine;
  const parts: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', hostname],
    ['r', kernel],
    ['v', '#1 SMP'],
    ['m', 'x86_64'],
    ['o', call.isBusybox ? 'Linux' : 'GNU/Linux'],
  ];
  const isNone = !'asnrvmo'.split('').some(has);
  const shown = parts.filter(([letter]) => has('a') || has(letter) || (isNone && letter === 's'));
  yield* call.print(`${shown.map(([, text]) => text).join(' ')}\n`);
  return 0;
}

function* hostname(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'fsiIdA',
    long: { fqdn: 'f', short: 's', 'ip-address': 'i', 'all-ip-addresses': 'I' },
  });
  if (operands.length > 0)
    return yield* call.fail(
      call.isBusybox ? 'sethostname: Operation not permitted' : 'you must be root to change the host name',
    );
  const { machine, network, files } = call.process;
  if (has('i') || has('I')) yield* call.print(`${network.addresses.join(' ')}${has('I') ? ' ' : ''}\n`);
  else {
    const line = files.exists('/etc/hosts')
      ? files
          .readText('/etc/hosts')
          .split('\n')
          .find((each) => each.split(/\s+/).includes(machine.hostname))
      : undefined;
    const full = line?.trim().split(/\s+/)[1] ?? machine.hostname;
    yield* call.print(`${has('f') ? full : has('s') ? (machine.hostname.split('.')[0] ?? '') : machine.hostname}\n`);
  }
  return 0;
}

function* id(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'ugGnr',
    long: { user: 'u', group: 'g', groups: 'G', name: 'n' },
  });
  const names = new NameTable(call.process);
  const [user] = operands;
  const uid = user === undefined ? call.process.uid : names.find('/etc/passwd', user);
  if (uid === undefined)
    return yield* call.fail(call.isBusybox ? `unknown user ${user ?? ''}` : `'${user ?? ''}': no such user`);
  const gid = user === undefined ? call.process.gid : uid;
  const named = (number: number, name: string | undefined): string =>
    `${number}${name === undefined ? '' : `(${name})`}`;
  const [userName, groupName] = [names.user(uid), names.group(gid)];
  if (has('u')) yield* call.print(`${has('n') ? (userName ?? uid) : uid}\n`);
  else if (has('g') || has('G')) yield* call.print(`${has('n') ? (groupName ?? gid) : gid}\n`);
  else yield* call.print(`uid=${named(uid, userName)} gid=${named(gid, groupName)} groups=${named(gid, groupName)}\n`);
  return 0;
}

function* whoami(call: ToolCall): Coroutine<number> {
  const { uid } = call.process;
  const name = new NameTable(call.process).user(uid);
  if (name === undefined)
    return yield* call.fail(
      call.isBusybox ? `unknown uid ${uid}` : `cannot find name for user ID ${uid}: No such file or directory`,
    );
  yield* call.print(`${name}\n`);
  return 0;
}

function* nproc(call: ToolCall): Coroutine<number> {
  yield* call.print(`${call.process.machine.cores}\n`);
  return 0;
}

function* uptime(call: ToolCall): Coroutine<number> {
  const { machine, nowMs, files } = call.process;
  const minutes = Math.floor((nowMs - machine.bootedMs) / 60_000);
  const days = Math.floor(minutes / 1440);
  const rest = minutes % 1440;
  const clock = rest >= 60 ? `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, '0')}` : `${rest} min`;
  const load = files.exists('/proc/loadavg')
    ? files.readText('/proc/loadavg').split(' ').slice(0, 3)
    : ['0.00', '0.00', '0.00'];
  const dayText = days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : '';
  yield* call.print(
    ` ${formatTime('%H:%M:%S', nowMs)} up ${dayText}${clock},  0 users,  load average: ${load.join(', ')}\n`,
  );
  return 0;
}

/** Kibibytes of a line of /proc/meminfo. */
function meminfo(call: ToolCall): (name: string) => number {
  const { files, machine } = call.process;
  const text = files.exists('/proc/meminfo') ? files.readText('/proc/meminfo') : '';
  const known: Readonly<Record<string, number>> = {
    MemTotal: machine.memoryBytes / 1024,
    MemFree: machine.freeMemoryBytes / 1024,
    MemAvailable: machine.freeMemoryBytes / 1024,
  };
  return (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? Math.round(known[name] ?? 0));
}

/** KiB with a unit. Source: procps-ng, library of `free -h`. */
function human(kib: number): string {
  if (kib === 0) return '0B';
  const power = kib >= 1048576 ? 2 : kib >= 1024 ? 1 : 0;
  const value = kib / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.floor(value)}${'KMG'.charAt(power)}i`;
}

function* free(call: ToolCall): Coroutine<number> {
  const { has } = yield* call.options({ letters: 'bkmghtws:c:', long: { human: 'h', mega: 'm', giga: 'g' } });
  const kib = meminfo(call);
  const cache = kib('Buffers') + kib('Cached') + kib('SReclaimable');
  const used = kib('MemTotal') - kib('MemFree') - cache;
  const unit = (value: number): string => {
    if (has('h')) return call.isBusybox ? busyboxSize(value * 1024) : human(value);
    return String(Math.floor(has('b') ? value * 1024 : has('m') ? value / 1024 : has('g') ? value / 1048576 : value));
  };
  const row = (title: string, values: readonly number[]): string =>
    `${title}${values.map((value, index) => unit(value).padStart(index === 0 ? 20 - title.length : 12)).join('')}\n`;
  yield* call.print('               total        used        free      shared  buff/cache   available\n');
  yield* call.print(
    row('Mem:', [kib('MemTotal'), Math.max(0, used), kib('MemFree'), kib('Shmem'), cache, kib('MemAvailable')]),
  );
  yield* call.print(row('Swap:', [kib('SwapTotal'), kib('SwapTotal') - kib('SwapFree'), kib('SwapFree')]));
  return 0;
}

/** `tty`: the terminal that is typed at. */
function* tty(call: ToolCall): Coroutine<number> {
  const { has } = yield* call.options({ letters: 's', long: { silent: 's', quiet: 's' } });
  const terminal = terminalOf(call.process.stdin);
  if (!has('s')) yield* call.print(terminal === undefined ? 'not a tty\n' : `/dev/${terminal.name}\n`);
  return terminal === undefined ? 1 : 0;
}

/** Tools that tell of the machine and of oneself. */
export const systemTools: Readonly<Record<string, Tool>> = {
  date,
  free,
  hostname,
  id,
  nproc,
  tty,
  uname,
  uptime,
  whoami,
};
