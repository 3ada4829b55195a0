import { type Coroutine, isSystemError, type Stream } from '../../process';
import { CompressionError, gunzip, gzip, isGzip } from '../compression';
import type { ParsedOptions } from './options';
import { readAllBytes, type Tool, type ToolCall } from './tool';

const SUFFIX = '.gz';

/** Code for what is not done and is no fault. Source: GNU gzip, `WARNING`. */
const WARNING = 2;

/** What one call does. */
interface Work {
  readonly expands: boolean;
  /** Whether what comes of it goes to stdout, and files stay as they are. */
  readonly prints: boolean;
  readonly keeps: boolean;
  readonly replaces: boolean;
  readonly tests: boolean;
}

function workOf(name: string, { has }: ParsedOptions): Work {
  return {
    expands: name !== 'gzip' || has('d') || has('t'),
    prints: name === 'zcat' || has('c'),
    keeps: has('k'),
    replaces: has('f'),
    tests: has('t'),
  };
}

/** Says something of a file; GNU has one program under all names. */
function* complain(call: ToolCall, text: string): Coroutine<void> {
  yield* call.process.complain(`${call.isBusybox ? call.name : 'gzip'}: ${text}\n`);
}

/** What is expanded of bytes; undefined when they are no file of gzip, which was said. */
function* expanded(call: ToolCall, bytes: Uint8Array, subject: string): Coroutine<Uint8Array | undefined> {
  try {
    if (bytes.length > 0 && isGzip(bytes)) return gunzip(bytes);
    const words = bytes.length === 0 ? 'unexpected end of file' : 'not in gzip format';
    yield* complain(call, call.isBusybox ? 'invalid magic' : `${subject}: ${words}`);
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    yield* complain(call, call.isBusybox ? error.message : `${subject}: ${error.message}`);
  }
  return undefined;
}

/** Where the result of a file goes; undefined when it has no place, which was said. */
function* placeFor(call: ToolCall, path: string, { expands, replaces }: Work): Coroutine<string | undefined> {
  const { files } = call.process;
  if (expands && !/\.(gz|tgz)$/.test(path)) {
    yield* complain(call, call.isBusybox ? `${path}: unknown suffix - ignored` : `${path}: unknown suffix -- ignored`);
    return undefined;
  }
  if (!expands && path.endsWith(SUFFIX) && !replaces) {
    yield* complain(call, `${path} already has ${SUFFIX} suffix -- unchanged`);
    return undefined;
  }
  const target = expands ? path.replace(/\.gz$/, '').replace(/\.tgz$/, '.tar') : `${path}${SUFFIX}`;
  if (replaces || !files.exists(target)) return target;
  yield* complain(
    call,
    call.isBusybox ? `can't open '${target}': File exists` : `${target} already exists;\tnot overwritten`,
  );
  return undefined;
}

/** The file that a name means: of what is expanded, the suffix may be left out. */
function pathOf(call: ToolCall, name: string, { expands }: Work): string {
  const { files } = call.process;
  return expands && !files.exists(name) && !name.endsWith(SUFFIX) ? `${name}${SUFFIX}` : name;
}

function* onFile(call: ToolCall, name: string, work: Work): Coroutine<number> {
  const { files } = call.process;
  const path = pathOf(call, name, work);
  if (files.exists(path) && files.stat(path).type === 'directory') {
    yield* complain(call, call.isBusybox ? `${path}: Is a directory` : `${path} is a directory -- ignored`);
    return WARNING;
  }
  const stays = work.prints || work.tests;
  const target = stays || !files.exists(path) ? undefined : yield* placeFor(call, path, work);
  if (!stays && files.exists(path) && target === undefined) return call.isBusybox ? 1 : WARNING;
  const stream = yield* opened(call, path);
  if (stream === undefined) return 1;
  const bytes = yield* readAllBytes(stream);
  stream.close();
  const result = work.expands ? yield* expanded(call, bytes, path) : gzip(bytes);
  if (result === undefined) return 1;
  if (work.prints && !work.tests) yield* call.process.stdout.write(result);
  if (target === undefined) return 0;
  const { mode, modifiedMs } = files.stat(path);
  const isWritten = yield* call.attempt(
    () => {
      files.write(target, result, mode);
      files.setModified(target, modifiedMs);
      if (!work.keeps) files.remove(path);
    },
    (message) => `${target}: ${message}`,
  );
  return isWritten ? 0 : 1;
}

/** A file to be read; undefined when it cannot be opened, which was said. */
function* opened(call: ToolCall, path: string): Coroutine<Stream | undefined> {
  try {
    return call.process.openStream(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* complain(call, `${path}: ${error.message}`);
    return undefined;
  }
}

function* onStdin(call: ToolCall, work: Work): Coroutine<number> {
  const bytes = yield* readAllBytes(call.process.stdin);
  const result = work.expands ? yield* expanded(call, bytes, 'stdin') : gzip(bytes);
  if (result === undefined) return 1;
  if (!work.tests) yield* call.process.stdout.write(result);
  return 0;
}

/** `gzip`, `gunzip` and `zcat`. Not modelled: -l, -r and degrees of diligence: all are the first. */
const tool: Tool = function* (call) {
  const options = yield* call.options({
    letters: 'cdfknNqtv123456789',
    long: {
      stdout: 'c',
      'to-stdout': 'c',
      decompress: 'd',
      uncompress: 'd',
      force: 'f',
      keep: 'k',
      quiet: 'q',
      test: 't',
      verbose: 'v',
      fast: '1',
      best: '9',
    },
  });
  const work = workOf(call.name, options);
  if (options.operands.length === 0) return yield* onStdin(call, work);
  let code = 0;
  for (const name of options.operands) {
    const one = name === '-' ? yield* onStdin(call, work) : yield* onFile(call, name, work);
    code = code === 1 ? 1 : one === 0 ? code : one;
  }
  return code;
};

/** Tools that compress, and expand what is compressed. */
export const gzipTools: Readonly<Record<string, Tool>> = { gzip: tool, gunzip: tool, zcat: tool };
