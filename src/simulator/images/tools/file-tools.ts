import { type Coroutine, isSystemError, SystemError } from '../../process';
import { copyTools } from './copy-tools';
import { isDirectory, isThere, pathInto } from './file-paths';
import type { Tool, ToolCall } from './tool';

function* rm(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'firRvd',
    long: { force: 'f', recursive: 'r', verbose: 'v', dir: 'd', 'preserve-root': 'v', 'no-preserve-root': 'v' },
  });
  const { files } = call.process;
  const isRecursive = has('r') || has('R');
  if (operands.length === 0 && !has('f')) return yield* call.missingOperand();
  const can = call.isBusybox ? "can't" : 'cannot';
  let code = 0;
  for (const path of operands) {
    try {
      const { type } = files.statLink(path);
      if (type === 'directory' && !isRecursive) {
        yield* call.complain(call.isBusybox ? `'${path}' is a directory` : `cannot remove '${path}': Is a directory`);
        code = 1;
        continue;
      }
      files.remove(path, { isRecursive });
      if (has('v'))
        yield* call.print(
          call.isBusybox ? `removed '${path}'\n` : `removed ${type === 'directory' ? 'directory ' : ''}'${path}'\n`,
        );
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (has('f') && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) continue;
      yield* call.complain(`${can} remove '${path}': ${error.message}`);
      code = 1;
    }
  }
  return code;
}

function* mkdir(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'pm:v',
    long: { parents: 'p', mode: 'm', verbose: 'v' },
  });
  if (operands.length === 0) return yield* call.missingOperand();
  const mode = value('m');
  const { files } = call.process;
  let code = 0;
  for (const path of operands) {
    const isMade = yield* call.attempt(
      () => {
        if (has('p') && isDirectory(files, path)) return;
        files.makeDirectory(path, { isRecursive: has('p') });
        if (mode !== undefined) files.changeMode(path, parseInt(mode, 8));
      },
      (message) =>
        call.isBusybox
          ? `can't create directory '${path}': ${message}`
          : `cannot create directory '${path}': ${message}`,
    );
    if (!isMade) code = 1;
    else if (has('v'))
      yield* call.print(call.isBusybox ? `created directory: '${path}'\n` : `mkdir: created directory '${path}'\n`);
  }
  return code;
}

function* rmdir(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'pv',
    long: { parents: 'p', 'ignore-fail-on-non-empty': 'v' },
  });
  if (operands.length === 0) return yield* call.missingOperand();
  const { files } = call.process;
  let code = 0;
  for (const operand of operands) {
    for (let path = operand; path !== '' && path !== '.'; path = has('p') ? path.replace(/\/?[^/]*$/, '') : '') {
      const isGone = yield* call.attempt(
        () => {
          if (files.statLink(path).type !== 'directory') throw new SystemError('ENOTDIR', path);
          files.remove(path, { isDirectory: true });
        },
        (message) => (call.isBusybox ? `'${path}': ${message}` : `failed to remove '${path}': ${message}`),
      );
      if (isGone) continue;
      code = 1;
      break;
    }
  }
  return code;
}

function* ln(call: ToolCall): Coroutine<number> {
  const options = yield* call.options({
    letters: 'sfnvTbS:t:',
    long: { symbolic: 's', force: 'f', 'no-dereference': 'n', verbose: 'v' },
  });
  const { files } = call.process;
  const { operands } = options;
  if (operands.length === 0) return yield* call.missingOperand('');
  const destination = operands.length === 1 ? '.' : (operands.at(-1) ?? '.');
  const isInto = isDirectory(files, destination) && !options.has('n') && !options.has('T');
  let code = 0;
  for (const source of operands.length === 1 ? operands : operands.slice(0, -1)) {
    const path = isInto ? pathInto(destination, source) : destination;
    const kind = options.has('s') ? 'symbolic link' : 'hard link';
    const isMade = yield* call.attempt(
      () => {
        if (options.has('f') && isThere(files, path)) files.remove(path);
        if (options.has('s')) files.symlink(source, path);
        else files.link(source, path);
      },
      (message) => (call.isBusybox ? `${path}: ${message}` : `failed to create ${kind} '${path}': ${message}`),
    );
    if (!isMade) code = 1;
  }
  return code;
}

function* touch(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'acmd:t:r:h',
    long: { date: 'd', reference: 'r', 'no-create': 'c' },
  });
  if (operands.length === 0) return yield* call.missingOperand('');
  const { files, nowMs } = call.process;
  const given = value('d');
  const reference = value('r');
  const timeMs =
    reference !== undefined
      ? files.stat(reference).modifiedMs
      : given === undefined
        ? nowMs
        : Date.parse(given.replace(' ', 'T'));
  if (Number.isNaN(timeMs)) return yield* call.fail(`invalid date ${call.isBusybox ? '' : 'format '}'${given ?? ''}'`);
  let code = 0;
  for (const path of operands) {
    const isDone = yield* call.attempt(
      () => {
        if (!files.exists(path)) {
          if (has('c')) return;
          files.open(path, { access: 'write', creates: true });
        }
        files.setModified(path, timeMs);
      },
      (message) => (call.isBusybox ? `${path}: ${message}` : `cannot touch '${path}': ${message}`),
    );
    if (!isDone) code = 1;
  }
  return code;
}

/** Tools that make, copy, move and remove files. */
export const fileTools: Readonly<Record<string, Tool>> = { ...copyTools, ln, mkdir, rm, rmdir, touch };
