import type { TarCall } from './tar-call';
import { createArchive } from './tar-create';
import { extractArchive, listArchive } from './tar-extract';
import type { Tool } from './tool';

/** `tar`: c, x and t with f, C, v, m, p, O and --strip-components. Not modelled: compression. */
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
  if (has('z') || has('j') || has('J'))
    return yield* call.fail(
      call.isBusybox ? 'compression is not supported here' : 'compression is not supported here',
      2,
    );
  const file = value('f') ?? '-';
  const base: TarCall = {
    call,
    isVerbose: has('v'),
    file,
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
  return yield* has('x') ? extractArchive(base, input) : listArchive(base, input);
};
