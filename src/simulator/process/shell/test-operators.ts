import type { FileStat, FileSystem } from '../file-system';
import type { Process } from '../process';
import { isSystemError } from '../system-error';
import type { Shell } from './shell';

/** What is known of a file; undefined for one that is not there. */
function statOf(files: FileSystem, path: string, follows = true): FileStat | undefined {
  try {
    return follows ? files.stat(path) : files.statLink(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

const TYPES: Readonly<Record<string, FileStat['type']>> = {
  f: 'file',
  d: 'directory',
  p: 'pipe',
  S: 'socket',
  c: 'device',
};
const ACCESS = { r: 'read', w: 'write', x: 'execute' } as const;
const MODE_BITS: Readonly<Record<string, number>> = { u: 0o4000, g: 0o2000, k: 0o1000 };

function testFile(process: Process, letter: string, path: string): boolean {
  const { files } = process;
  if (letter === 'L' || letter === 'h') return statOf(files, path, false)?.type === 'symlink';
  const stat = statOf(files, path);
  if (stat === undefined) return false;
  if (letter === 'e' || letter === 'a') return true;
  if (letter === 's') return stat.sizeBytes > 0;
  if (letter === 'O') return stat.uid === process.uid;
  if (letter === 'G') return stat.gid === process.gid;
  if (letter === 'r' || letter === 'w' || letter === 'x') return files.mayAccess(path, ACCESS[letter]);
  const bits = MODE_BITS[letter];
  return bits === undefined ? stat.type === TYPES[letter] : (stat.mode & bits) !== 0;
}

/** Whether `[ operator text ]` holds. */
export function testUnary(where: Shell | Process, operator: string, text: string): boolean {
  const shell = 'process' in where ? where : undefined;
  const process = 'process' in where ? where.process : where;
  switch (operator) {
    case '-n':
      return text !== '';
    case '-z':
      return text === '';
    case '-t':
      return process.streams.get(Number(text))?.terminal !== undefined;
    case '-v':
      return shell?.variables.find(text)?.value !== undefined;
    case '-o':
      return shell?.options.states().some(([name, isOn]) => name === text && isOn) === true;
    default:
      return testFile(process, operator.slice(1), text);
  }
}

/** Whether `[ left operator right ]` holds for two files: newer, older, the same. */
export function testFiles(files: FileSystem, operator: string, leftPath: string, rightPath: string): boolean {
  const left = statOf(files, leftPath);
  const right = statOf(files, rightPath);
  if (operator === '-ef') return left !== undefined && left.inode === right?.inode;
  const leftMs = left?.modifiedMs ?? -Infinity;
  const rightMs = right?.modifiedMs ?? -Infinity;
  return operator === '-nt' ? leftMs > rightMs : leftMs < rightMs;
}

/** Whether `[ left operator right ]` holds for two numbers. */
export function compareNumbers(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}
