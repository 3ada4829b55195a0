import type { Coroutine, FileStat, MountInfo } from '../../process';
import { formatTime } from '../../process/shell';
import { busyboxSize, humanSize, modeText, NameTable } from './directory-listing';
import type { Tool, ToolCall } from './tool';

/** Size of a disk that nothing is known of. */
const DISK_BYTES = 80 * 2 ** 30;

/** Whether a mount shows a part of the disk of the node. */
const isOfHost = ({ type, source, sizeBytes }: MountInfo): boolean =>
  sizeBytes === undefined && (type === 'overlay' || source.startsWith('/dev/'));

function* df(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'hkmPTaiHB:t:x:',
    long: { 'human-readable': 'h', 'print-type': 'T' },
  });
  const { files, machine } = call.process;
  const mounts = files.mounts().filter(({ type }) => !['proc', 'sysfs', 'devpts', 'cgroup2'].includes(type));
  const missing = operands.find((operand) => !files.exists(operand));
  if (missing !== undefined) {
    return yield* call.fail(
      call.isBusybox ? `${missing}: can't find mount point` : `${missing}: No such file or directory`,
    );
  }
  const wanted = operands.map((operand) => {
    const path = files.realPath(operand);
    return [...mounts]
      .sort((left, right) => right.path.length - left.path.length)
      .find((mount) => mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`));
  });
  const shown = operands.length === 0 ? mounts : wanted.filter((mount) => mount !== undefined);
  const size = (bytes: number): string =>
    has('h')
      ? call.isBusybox
        ? busyboxSize(bytes)
        : humanSize(bytes)
      : String(Math.ceil(bytes / (has('m') ? 1048576 : 1024)));
  const rows = shown.map((mount) => {
    const total = mount.sizeBytes ?? (mount.type === 'tmpfs' ? machine.memoryBytes : DISK_BYTES);
    const used = isOfHost(mount) ? DISK_BYTES / 10 : mount.usedBytes;
    return [
      mount.source,
      ...(has('T') ? [mount.type] : []),
      size(total),
      size(used),
      size(total - used),
      `${Math.ceil((used / total) * 100)}%`,
      mount.path,
    ];
  });
  const unit = has('h') ? 'Size' : has('m') ? '1M-blocks' : '1K-blocks';
  const titles = [
    'Filesystem',
    ...(has('T') ? ['Type'] : []),
    unit,
    'Used',
    has('h') && !call.isBusybox ? 'Avail' : 'Available',
    'Use%',
    'Mounted on',
  ];
  const [leastName, leastNumber] = call.isBusybox ? [20, 9] : [14, 5];
  const least = (title: string): number =>
    title === 'Filesystem' ? leastName : /^(Type|Use%|Mounted on)$/.test(title) ? 4 : leastNumber;
  const widths = titles.map((title, column) =>
    Math.max(title.length, least(title), ...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of [titles, ...rows]) {
    const cells = row.map((cell, column) => {
      const isText = column === 0 || (has('T') && column === 1);
      if (column === row.length - 1) return cell;
      return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    });
    yield* call.print(`${cells.join(' ')}\n`);
  }
  return 0;
}

function* du(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'sahkmcd:xb',
    long: { summarize: 's', all: 'a', 'human-readable': 'h', 'max-depth': 'd', bytes: 'b', total: 'c' },
  });
  const { files } = call.process;
  const depthMax = has('s') ? 0 : Number(value('d') ?? Infinity);
  const lines: string[] = [];
  const size = (bytes: number): string =>
    has('b') ? String(bytes) : has('h') ? humanSize(bytes) : String(Math.ceil(bytes / (has('m') ? 1048576 : 1024)));
  const measure = (path: string, depth: number): number => {
    const stat = files.statLink(path);
    const own = has('b')
      ? stat.sizeBytes
      : Math.ceil(stat.sizeBytes / 4096) * 4096 + (stat.type === 'directory' ? 4096 : 0);
    const isDirectory = stat.type === 'directory';
    const below = isDirectory
      ? files.list(path).reduce((sum, { name }) => sum + measure(`${path.replace(/\/$/, '')}/${name}`, depth + 1), 0)
      : 0;
    if (depth <= depthMax && (isDirectory || has('a') || depth === 0)) lines.push(`${size(own + below)}\t${path}\n`);
    return own + below;
  };
  let code = 0;
  let total = 0;
  for (const path of operands.length === 0 ? ['.'] : operands) {
    const isThere = yield* call.attempt(
      () => void (total += measure(path, 0)),
      (message) => (call.isBusybox ? `${path}: ${message}` : `cannot access '${path}': ${message}`),
    );
    if (!isThere) code = 1;
  }
  if (has('c')) lines.push(`${size(total)}\ttotal\n`);
  yield* call.print(lines.join(''));
  return code;
}

const TYPE_NAMES: Readonly<Record<FileStat['type'], string>> = {
  device: 'character special file',
  directory: 'directory',
  file: 'regular file',
  pipe: 'fifo',
  socket: 'socket',
  symlink: 'symbolic link',
};

function* stat(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'Lc:ftt', long: { format: 'c', dereference: 'L' } });
  if (operands.length === 0) return yield* call.missingOperand();
  const { files } = call.process;
  const names = new NameTable(call.process);
  const format = value('c');
  let code = 0;
  for (const path of operands) {
    let found: FileStat | undefined;
    const isThere = yield* call.attempt(
      () => void (found = has('L') ? files.stat(path) : files.statLink(path)),
      (message) => (call.isBusybox ? `can't stat '${path}': ${message}` : `cannot statx '${path}': ${message}`),
    );
    if (!isThere || found === undefined) {
      code = 1;
      continue;
    }
    const { type, mode, uid, gid, sizeBytes, modifiedMs, links, inode, target } = found;
    const [user, group] = [names.user(uid) ?? 'UNKNOWN', names.group(gid) ?? 'UNKNOWN'];
    const kind = type === 'file' && sizeBytes === 0 ? 'regular empty file' : TYPE_NAMES[type];
    const time = formatTime('%Y-%m-%d %H:%M:%S.%N +0000', modifiedMs);
    if (format !== undefined) {
      const values: Readonly<Record<string, string>> = {
        '%': '%',
        A: modeText(found),
        F: kind,
        G: group,
        N: `'${path}'`,
        U: user,
        Y: String(Math.floor(modifiedMs / 1000)),
        a: mode.toString(8),
        b: String(Math.ceil(sizeBytes / 512)),
        g: String(gid),
        h: String(links),
        i: String(inode),
        n: path,
        s: String(sizeBytes),
        u: String(uid),
        y: time,
      };
      yield* call.print(
        `${format.replace(/%([A-Za-z%])/g, (whole: string, letter: string) => values[letter] ?? whole)}\n`,
      );
      continue;
    }
    const octal = `0${mode.toString(8)}`.padStart(4, '0');
    yield* call.print(
      `  File: ${call.isBusybox ? path : path}${target === undefined ? '' : ` -> ${target}`}\n` +
        `  Size: ${String(sizeBytes).padEnd(10)}\tBlocks: ${String(Math.ceil(sizeBytes / 512)).padEnd(10)} IO Block: 4096   ${kind}\n` +
        `Device: 0,50\tInode: ${String(inode).padEnd(11)} Links: ${links}\n` +
        `Access: (${octal}/${modeText(found)})  Uid: (${String(uid).padStart(5)}/${user.padStart(8)})   Gid: (${String(gid).padStart(5)}/${group.padStart(8)})\n` +
        `Access: ${time}\nModify: ${time}\nChange: ${time}\n${call.isBusybox ? '' : ' Birth: -\n'}`,
    );
  }
  return code;
}

/** Code for what the kernel has refused. Source: util-linux, mount(8), exit status. */
const MOUNT_FAILED = 32;

/** `mount`: shows what is mounted; containers may mount nothing. */
function* mount(call: ToolCall): Coroutine<number> {
  const { value, operands } = yield* call.options({ letters: 'lt:o:rwav', long: { types: 't', options: 'o' } });
  const { files, uid } = call.process;
  if (operands.length > 0) {
    const where = operands.at(-1) ?? '';
    if (call.isBusybox) return yield* call.fail('permission denied (are you root?)');
    if (uid !== 0) return yield* call.fail(`${where}: must be superuser to use mount.`, MOUNT_FAILED);
    const more = '       dmesg(1) may have more information after failed mount system call.';
    return yield* call.fail(`${where}: permission denied.\n${more}`, MOUNT_FAILED);
  }
  for (const line of files.readText('/proc/mounts').split('\n').slice(0, -1)) {
    const [source, path, type = '', options] = line.split(' ');
    if ((value('t') ?? type) === type) yield* call.print(`${source} on ${path} type ${type} (${options})\n`);
  }
  return 0;
}

/** Tools about disks and what is on them. */
export const diskTools: Readonly<Record<string, Tool>> = { df, du, mount, stat };
