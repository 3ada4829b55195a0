import { type Coroutine, type FileStat, isSystemError } from '../../process';
import { humanSize, listingTime, modeText, NameTable } from './directory-listing';
import type { ParsedOptions } from './options';
import type { Tool, ToolCall } from './tool';

/** One line of a listing. */
interface Entry {
  readonly name: string;
  readonly stat: FileStat;
}

const BLOCK_BYTES = 512;
const blocksOf = (stat: FileStat): number =>
  stat.type === 'file' || stat.type === 'directory' ? Math.ceil(stat.sizeBytes / 4096) * 8 : 0;

function indicator({ stat }: Entry, options: ParsedOptions): string {
  if (!options.has('F') && !options.has('p')) return '';
  if (stat.type === 'directory') return '/';
  if (options.has('p')) return '';
  if (stat.type === 'symlink') return '@';
  return stat.type === 'file' && (stat.mode & 0o111) !== 0 ? '*' : '';
}

function longLines(call: ToolCall, entries: readonly Entry[], options: ParsedOptions): string[] {
  const names = new NameTable(call.process);
  const isNumeric = options.has('n');
  const sizeOf = (stat: FileStat): string => (options.has('h') ? humanSize(stat.sizeBytes) : String(stat.sizeBytes));
  const rows = entries.map(({ name, stat }) => ({
    mode: modeText(stat),
    links: String(stat.links),
    user: isNumeric ? String(stat.uid) : (names.user(stat.uid) ?? String(stat.uid)),
    group: isNumeric ? String(stat.gid) : (names.group(stat.gid) ?? String(stat.gid)),
    size: sizeOf(stat),
    time: options.has('e') ? '' : listingTime(stat.modifiedMs, call.process.nowMs),
    name: `${name}${stat.type === 'symlink' ? ` -> ${stat.target ?? ''}` : indicator({ name, stat }, options)}`,
    inode: options.has('i') ? `${stat.inode} ` : '',
    blocks: options.has('s') ? `${blocksOf(stat) / 2} ` : '',
  }));
  const width = (field: 'links' | 'user' | 'group' | 'size'): number =>
    Math.max(...rows.map((row) => row[field].length));
  // Busybox has columns of fixed width. Source: busybox 1.35, coreutils/ls.c.
  const [links, user, group, size] = call.isBusybox
    ? [5, 8, 8, 9]
    : [width('links'), width('user'), width('group'), width('size')];
  const gap = call.isBusybox ? ' ' : ' ';
  return rows.map(
    (row) =>
      `${row.inode}${row.blocks}${row.mode}${gap}${row.links.padStart(links)} ${row.user.padEnd(user)} ${row.group.padEnd(group)} ` +
      `${row.size.padStart(size)} ${row.time} ${row.name}`,
  );
}

/** Names in columns as wide as the terminal. */
function columnLines(names: readonly string[], width: number): string[] {
  const longest = Math.max(...names.map((name) => [...name].length), 1) + 2;
  const columns = Math.max(1, Math.floor(width / longest));
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const cells = names.filter((__, index) => index % rows === row);
    return cells.map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(longest))).join('');
  });
}

function sorted(entries: readonly Entry[], options: ParsedOptions): Entry[] {
  const byName = (left: Entry, right: Entry): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
  const order = [...entries];
  if (!options.has('f') && !options.has('U')) order.sort(byName);
  if (options.has('S')) order.sort((left, right) => right.stat.sizeBytes - left.stat.sizeBytes || byName(left, right));
  if (options.has('t'))
    order.sort((left, right) => right.stat.modifiedMs - left.stat.modifiedMs || byName(left, right));
  return options.has('r') ? order.reverse() : order;
}

function* show(call: ToolCall, entries: readonly Entry[], options: ParsedOptions): Coroutine<void> {
  if (entries.length === 0) return;
  const order = sorted(entries, options);
  const { terminal } = call.process.stdout;
  const isLong = options.has('l') || options.has('n') || options.has('o');
  const names = order.map(
    (entry) => `${options.has('i') ? `${entry.stat.inode} ` : ''}${entry.name}${indicator(entry, options)}`,
  );
  const isColumns = (options.has('C') || terminal !== undefined) && !options.has('1');
  const lines = isLong
    ? longLines(call, order, options)
    : isColumns
      ? columnLines(names, terminal?.columns ?? 80)
      : names;
  yield* call.print(lines.map((line) => `${line}\n`).join(''));
}

function* refuse(call: ToolCall, path: string, message: string): Coroutine<void> {
  yield* call.complain(call.isBusybox ? `${path}: ${message}` : `cannot access '${path}': ${message}`);
}

/** What is in a directory; undefined when it cannot be read, which was said. */
function* entriesOf(call: ToolCall, path: string, options: ParsedOptions): Coroutine<Entry[] | undefined> {
  const { files } = call.process;
  try {
    const names = files.list(path).map(({ name }) => name);
    const all = options.has('a') ? ['.', '..', ...names] : names;
    const shown = options.has('a') || options.has('A') ? all : all.filter((name) => !name.startsWith('.'));
    const base = path.endsWith('/') ? path : `${path}/`;
    return shown.map((name) => ({
      name,
      stat: options.has('L') ? files.stat(base + name) : files.statLink(base + name),
    }));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* call.complain(
      call.isBusybox ? `can't open '${path}': ${error.message}` : `cannot open directory '${path}': ${error.message}`,
    );
    return undefined;
  }
}

function* listDirectory(call: ToolCall, path: string, options: ParsedOptions, hasTitle: boolean): Coroutine<boolean> {
  const entries = yield* entriesOf(call, path, options);
  if (entries === undefined) return false;
  if (hasTitle) yield* call.print(`${path}:\n`);
  if (options.has('l') || options.has('s') || options.has('n')) {
    const blocks = entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
    const total = (blocks * BLOCK_BYTES) / 1024;
    yield* call.print(`total ${options.has('h') ? humanSize(total * 1024) : total}\n`);
  }
  yield* show(call, entries, options);
  let isRight = true;
  if (!options.has('R')) return isRight;
  for (const { name, stat } of sorted(entries, options)) {
    if (stat.type !== 'directory' || name === '.' || name === '..') continue;
    yield* call.print('\n');
    if (!(yield* listDirectory(call, `${path.replace(/\/$/, '')}/${name}`, options, true))) isRight = false;
  }
  return isRight;
}

/** `ls`. */
export const ls: Tool = function* (call) {
  const options = yield* call.options(
    {
      letters: '1AaCcdFfghiklLmnopqQrRsStTuUvxXZwe',
      long: {
        all: 'a',
        'almost-all': 'A',
        directory: 'd',
        recursive: 'R',
        reverse: 'r',
        'human-readable': 'h',
        inode: 'i',
        color: 'k',
        classify: 'F',
      },
    },
    call.isBusybox ? 1 : 2,
  );
  const { files } = call.process;
  const paths = options.operands.length === 0 ? ['.'] : options.operands;
  const singles: Entry[] = [];
  const directories: string[] = [];
  let code = 0;
  for (const path of [...paths].sort()) {
    try {
      const link = files.statLink(path);
      const isLong = options.has('l') && !path.endsWith('/');
      const stat = link.type === 'symlink' && (options.has('d') || isLong) ? link : files.stat(path);
      if (stat.type === 'directory' && !options.has('d')) directories.push(path);
      else singles.push({ name: path, stat });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* refuse(call, path, error.message);
      code = call.isBusybox ? 1 : 2;
    }
  }
  yield* show(call, singles, options);
  const hasTitles = paths.length > 1 || options.has('R');
  for (const [index, path] of directories.entries()) {
    if (index > 0 || singles.length > 0) yield* call.print('\n');
    if (!(yield* listDirectory(call, path, options, hasTitles))) code = call.isBusybox ? 1 : 2;
  }
  return code;
};
