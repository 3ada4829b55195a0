import { type Coroutine, type FileSystem, isSystemError, type SystemError } from '../../process';
import { isDirectory, pathInto } from './file-paths';
import type { ParsedOptions } from './options';
import type { Tool, ToolCall } from './tool';

/** Copies a file, a symlink or all of a directory. @throws SystemError */
function copyTree(files: FileSystem, from: string, to: string, options: ParsedOptions): void {
  const isRecursive = options.has('r') || options.has('R') || options.has('a');
  const follows = !options.has('d') && !options.has('P') && (!isRecursive || options.has('L'));
  const stat = follows ? files.stat(from) : files.statLink(from);
  const keeps = options.has('p') || options.has('a');
  if (stat.type === 'symlink') {
    if (files.exists(to)) files.remove(to);
    files.symlink(stat.target ?? '', to);
    return;
  }
  if (stat.type === 'directory') {
    if (!files.exists(to)) files.makeDirectory(to, { mode: stat.mode | 0o700 });
    for (const { name } of files.list(from)) copyTree(files, `${from}/${name}`, `${to}/${name}`, options);
  } else if (stat.program !== undefined) {
    files.installProgram(to, stat.program);
    files.changeMode(to, stat.mode);
  } else {
    const target = files.open(to, { access: 'write', creates: true, truncates: true, mode: stat.mode });
    target.write(files.read(from));
  }
  if (!keeps) return;
  files.changeMode(to, stat.mode);
  files.setModified(to, stat.modifiedMs);
}

/** Where things go: into a directory, or under a new name. */
function* targets(call: ToolCall, options: ParsedOptions): Coroutine<readonly (readonly [string, string])[]> {
  const { operands } = options;
  const { files } = call.process;
  const directory = options.value('t');
  const destination = directory ?? operands.at(-1);
  const sources = directory === undefined ? operands.slice(0, -1) : operands;
  if (destination === undefined || sources.length === 0) {
    if (call.isBusybox || operands.length === 0) return yield* call.missingOperand('');
    return yield* call.fail(
      `missing destination file operand after '${operands[0] ?? ''}'\nTry '${call.name} --help' for more information.`,
    );
  }
  const isInto = isDirectory(files, destination) && !options.has('T');
  if (!isInto && sources.length > 1) {
    const text = call.isBusybox
      ? `can't stat '${destination}': No such file or directory`
      : `target '${destination}' is not a directory`;
    return yield* call.fail(text);
  }
  return sources.map((source) => [source, isInto ? pathInto(destination, source) : destination] as const);
}

function* cp(call: ToolCall): Coroutine<number> {
  const options = yield* call.options({
    letters: 'adfHiLlPpRrsTt:uvnx',
    long: {
      archive: 'a',
      recursive: 'r',
      force: 'f',
      verbose: 'v',
      preserve: 'p',
      'no-clobber': 'n',
      update: 'u',
      'target-directory': 't',
    },
  });
  const { files } = call.process;
  const isRecursive = options.has('r') || options.has('R') || options.has('a');
  let code = 0;
  for (const [from, to] of yield* targets(call, options)) {
    try {
      if (isDirectory(files, from) && !isRecursive) {
        yield* call.complain(
          call.isBusybox ? `omitting directory '${from}'` : `-r not specified; omitting directory '${from}'`,
        );
        code = 1;
      } else if (files.exists(to) && files.exists(from) && files.stat(to).inode === files.stat(from).inode) {
        yield* call.complain(`'${from}' and '${to}' are the same file`);
        code = 1;
      } else if (!(options.has('n') && files.exists(to))) {
        copyTree(files, from, to, options);
        if (options.has('v')) yield* call.print(`'${from}' -> '${to}'\n`);
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* call.complain(copyText(call, error, from, to));
      code = 1;
    }
  }
  return code;
}

function copyText(call: ToolCall, error: SystemError, from: string, to: string): string {
  const isSource = !call.process.files.exists(from);
  const can = call.isBusybox ? "can't" : 'cannot';
  if (isSource) return `${can} stat '${from}': ${error.message}`;
  const isReading = !call.process.files.mayAccess(from, 'read');
  if (isReading)
    return call.isBusybox
      ? `can't open '${from}': ${error.message}`
      : `cannot open '${from}' for reading: ${error.message}`;
  return call.isBusybox
    ? `can't create '${to}': ${error.message}`
    : `cannot create regular file '${to}': ${error.message}`;
}

function* mv(call: ToolCall): Coroutine<number> {
  const options = yield* call.options({
    letters: 'finTt:vu',
    long: { force: 'f', verbose: 'v', 'no-clobber': 'n', 'target-directory': 't' },
  });
  const { files } = call.process;
  let code = 0;
  for (const [from, to] of yield* targets(call, options)) {
    try {
      if (options.has('n') && files.exists(to)) continue;
      files.statLink(from);
      moveTree(call, from, to, options);
      if (options.has('v'))
        yield* call.print(call.isBusybox ? `'${from}' -> '${to}'\n` : `renamed '${from}' -> '${to}'\n`);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const isMissing = error.code === 'ENOENT' && !files.exists(from);
      if (call.isBusybox) yield* call.complain(`can't rename '${from}': ${error.message}`);
      else
        yield* call.complain(
          isMissing ? `cannot stat '${from}': ${error.message}` : `cannot move '${from}' to '${to}': ${error.message}`,
        );
      code = 1;
    }
  }
  return code;
}

/** Renames; what goes to another volume is copied and removed. */
function moveTree(call: ToolCall, from: string, to: string, options: ParsedOptions): void {
  const { files } = call.process;
  try {
    files.rename(from, to);
  } catch (error) {
    if (!isSystemError(error, 'EXDEV')) throw error;
    const keeping: ParsedOptions = { ...options, has: (letter) => letter === 'a' || letter === 'd' };
    copyTree(files, from, to, keeping);
    files.remove(from, { isRecursive: true });
  }
}

/** Tools that copy and move files. */
export const copyTools: Readonly<Record<string, Tool>> = { cp, mv };
