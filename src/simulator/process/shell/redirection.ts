import type { Coroutine } from '../coroutine';
import { encodeText } from '../encoding';
import type { OpenOptions } from '../file-system';
import type { Stream } from '../streams';
import { isSystemError, type SystemError } from '../system-error';
import type { Redirection } from './ast';
import { openNetworkFile } from './network-file';
import type { Shell } from './shell';
import { RedirectionFailed } from './shell-error';

const OPEN_OPTIONS: Readonly<Record<string, OpenOptions>> = {
  '<': { access: 'read' },
  '>': { access: 'write', creates: true, truncates: true },
  '>|': { access: 'write', creates: true, truncates: true },
  '&>': { access: 'write', creates: true, truncates: true },
  '>>': { access: 'write', creates: true, appends: true },
  '&>>': { access: 'write', creates: true, appends: true },
  '<>': { access: 'both', creates: true },
};

function openText(shell: Shell, error: SystemError, path: string, isOutput: boolean): string {
  if (shell.dialect === 'bash') return `${path}: ${error.message}`;
  const isDash = shell.dialect === 'dash';
  const verb = isDash ? `cannot ${isOutput ? 'create' : 'open'}` : `can't ${isOutput ? 'create' : 'open'}`;
  if (error.code !== 'ENOENT') return `${verb} ${path}: ${error.message}`;
  const nothing = isDash ? ['No such file', 'Directory nonexistent'] : ['no such file', 'nonexistent directory'];
  return `${verb} ${path}: ${nothing[isOutput ? 1 : 0] ?? ''}`;
}

function* fail(shell: Shell, text: string): Coroutine<never> {
  yield* shell.complain(text);
  throw new RedirectionFailed(shell.dialect === 'dash' ? 2 : 1);
}

function* openFile(shell: Shell, path: string, operator: string): Coroutine<Stream> {
  const { process } = shell;
  const options = OPEN_OPTIONS[operator] ?? {};
  const connection = shell.dialect === 'bash' ? yield* openNetworkFile(shell, path) : undefined;
  if (connection !== undefined) return connection;
  if (operator === '>' && shell.options.has('noclobber') && process.files.exists(path)) {
    if (process.files.stat(path).type === 'file') {
      const texts = {
        bash: `${path}: cannot overwrite existing file`,
        dash: `cannot create ${path}: File exists`,
        busybox: `can't create ${path}: File exists`,
      };
      return yield* fail(shell, texts[shell.dialect]);
    }
  }
  try {
    return process.openStream(path, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return yield* fail(shell, openText(shell, error, path, options.access !== 'read'));
  }
}

/** A stream from which `text` is read. */
function textStream(shell: Shell, text: string): Stream {
  const { reader, writer } = shell.process.pipe();
  function* feed(): Coroutine<void> {
    try {
      yield* writer.write(encodeText(text));
    } catch (error) {
      // Whoever reads need not read all of it.
      if (!isSystemError(error)) throw error;
    } finally {
      writer.end();
    }
  }
  shell.process.start(feed());
  return reader;
}

const numberOf = ({ number, operator }: Redirection): number => number ?? (operator.startsWith('<') ? 0 : 1);

/** Makes one redirection; returns the stream that it opened, if it did. */
function* apply(shell: Shell, redirection: Redirection): Coroutine<Stream | undefined> {
  const { operator } = redirection;
  const { streams } = shell.process;
  const number = numberOf(redirection);
  if (operator === '<<' || operator === '<<<') {
    const text = yield* shell.expansion.document(redirection.target);
    const stream = textStream(shell, operator === '<<<' ? `${text}\n` : text);
    streams.set(number, stream);
    return stream;
  }
  const [target, ...more] =
    shell.dialect === 'bash'
      ? yield* shell.expansion.arguments([redirection.target])
      : [yield* shell.expansion.text(redirection.target)];
  if (target === undefined || more.length > 0) return yield* fail(shell, 'ambiguous redirect');
  const isBoth = operator === '&>' || operator === '&>>' || (operator === '>&' && !/^(?:\d+|-)$/.test(target));
  if ((operator === '>&' || operator === '<&') && !isBoth) {
    if (target === '-') streams.delete(number);
    else {
      const source = streams.get(Number(target));
      if (source === undefined) return yield* fail(shell, `${target}: Bad file descriptor`);
      streams.set(number, source);
    }
    return undefined;
  }
  const stream = yield* openFile(shell, target, operator === '>&' ? '>' : operator);
  streams.set(number, stream);
  if (isBoth) streams.set(2, stream);
  return stream;
}

/** Makes redirections that stay: those of `exec`. @throws RedirectionFailed */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Coroutine<void> {
  const before = new Set(shell.process.streams.values());
  for (const redirection of redirections) yield* apply(shell, redirection);
  const after = new Set(shell.process.streams.values());
  for (const stream of before) if (!after.has(stream)) stream.close();
}

/** Runs `body` with streams as `redirections` ask for, and puts them back. @throws RedirectionFailed */
export function* withStreams<T>(
  this: Shell,
  redirections: readonly Redirection[],
  body: () => Coroutine<T>,
): Coroutine<T> {
  if (redirections.length === 0) return yield* body();
  const { streams } = this.process;
  // Only what they change is put back: an `exec` within may open others for good.
  const numbers = redirections.flatMap((each) =>
    /^(?:&|>&)/.test(each.operator) ? [numberOf(each), 2] : [numberOf(each)],
  );
  const before = numbers.map((number) => [number, streams.get(number)] as const);
  const opened: Stream[] = [];
  try {
    for (const redirection of redirections) {
      const stream = yield* apply(this, redirection);
      if (stream !== undefined) opened.push(stream);
    }
    return yield* body();
  } finally {
    for (const [number, stream] of before) {
      if (stream === undefined) streams.delete(number);
      else streams.set(number, stream);
    }
    for (const stream of opened) stream.close();
  }
}
