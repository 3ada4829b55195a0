import { type ByteReader, ByteQueue, type Coroutine, type Stream } from '../../process';
import { CompressionError, gunzip, isGzip } from '../compression';
import type { TarCall } from './tar-call';
import { createArchive } from './tar-create';
import { extractArchive, listArchive } from './tar-extract';
import { readAllBytes, type Tool, ToolFailed } from './tool';

/** Archives from their first byte on, not compressed. */
type Archive = Pick<ByteReader, 'read'>;

const NOTHING = new Uint8Array(0);

/**
 * An archive that may be compressed: GNU sees it by itself when it is a file. @throws ToolFailed when it is not what it has to be
 */
function* archiveOf({ call, isCompressed, file }: TarCall, input: Stream): Coroutine<Archive> {
  const first = (yield* input.read()) ?? NOTHING;
  const looksCompressed = isGzip(first);
  const isExpanded = isCompressed || (looksCompressed && !call.isBusybox && file !== '-');
  const waiting = new ByteQueue();
  waiting.push(first);
  if (!isExpanded) {
    if (looksCompressed && !call.isBusybox)
      return yield* call.fail('Archive is compressed. Use -z option\ntar: Error is not recoverable: exiting now', 2);
    return {
      *read(maxBytes) {
        return waiting.size > 0 ? waiting.take(maxBytes) : yield* input.read(maxBytes);
      },
    };
  }
  waiting.push(yield* readAllBytes(input));
  try {
    const bytes = gunzip(waiting.take());
    waiting.push(bytes);
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    if (call.isBusybox) return yield* call.fail('invalid tar magic');
    yield* call.process.complain(
      `\ngzip: stdin: ${looksCompressed ? error.message : 'not in gzip format'}\n` +
        'tar: Child returned status 1\ntar: Error is not recoverable: exiting now\n',
    );
    throw new ToolFailed(2);
  }
  return {
    // eslint-disable-next-line require-yield -- All of it is there.
    *read(maxBytes) {
      return waiting.size > 0 ? waiting.take(maxBytes) : undefined;
    },
  };
}

/** `tar`: c, x and t with f, z, C, v, m, p, O and --strip-components. Not modelled: bzip2 and xz. */
export const tar: Tool = function* (call) {
  // The first argument may be letters without a dash.
  const [first = '', ...rest] = call.args;
  const args = first.startsWith('-') ? call.args : [`-${first}`, ...rest];
  const options = yield* call.withArgs(args).options({
    letters: 'cxtvf:C:mpOozjJhkPS:T:X:',
    long: {
      create: 'c',
      extract: 'x',
      list: 't',
      verbose: 'v',
      file: 'f',
      directory: 'C',
      'strip-components': 'S',
      gzip: 'z',
      touch: 'm',
      'to-stdout': 'O',
      'no-same-owner': 'o',
      'same-permissions': 'p',
      'preserve-permissions': 'p',
      'no-same-permissions': 'k',
      exclude: 'X',
      warning: 'k',
    },
  });
  const { has, value, operands } = options;
  if (has('j') || has('J')) return yield* call.fail('this compression is not supported here', 2);
  const file = value('f') ?? '-';
  const base: TarCall = {
    call,
    isVerbose: has('v'),
    file,
    isCompressed: has('z'),
    directory: (value('C') ?? '.').replace(/(.)\/$/, '$1'),
    keepsTimes: !has('m'),
    strip: Number(value('S') ?? 0),
    toStdout: has('O'),
    names: operands,
  };
  if (!has('c') && !has('x') && !has('t')) {
    return yield* call.fail(
      call.isBusybox
        ? 'must specify one of -ctx'
        : "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.",
      2,
    );
  }
  if (has('C') && !call.process.files.exists(base.directory)) {
    const text = call.isBusybox
      ? `can't change directory to '${base.directory}': No such file or directory`
      : `${base.directory}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`;
    return yield* call.fail(text, call.isBusybox ? 1 : 2);
  }
  if (has('c')) return yield* createArchive(base);
  const input = file === '-' ? call.process.stdin : yield* call.open(file);
  if (input === undefined) return call.isBusybox ? 1 : 2;
  const archive = yield* archiveOf(base, input);
  return yield* has('x') ? extractArchive(base, archive) : listArchive(base, archive);
};
