import type { Process } from '../process';
import type { Stream } from '../streams';
import { SystemError } from '../system-error';

/**
 * The stream that a path stands for which is no file but one of the process' own streams: `/dev/stdout`, `/dev/fd/3`,
 * `/dev/tty`, and symlinks to them. Undefined for other paths.
 *
 * @throws SystemError ENXIO for the terminal of a process that has none, ENOENT for a number that is not open.
 */
export function openSpecial({ files, streams }: Process, path: string): Stream | undefined {
  const device = files.exists(path) ? files.stat(path).device : undefined;
  if (device === 'tty') {
    for (const stream of streams.values()) if (stream.terminal !== undefined) return stream;
    throw new SystemError('ENXIO', path);
  }
  // Numbers that are not there beforehand have no file: bash opens `/dev/fd/63`.
  const opened = device ?? /^\/(?:dev|proc\/self)\/(fd\/\d+)$/.exec(path)?.[1] ?? '';
  const [, number] = /^fd\/(\d+)$/.exec(opened) ?? [];
  if (number === undefined) return undefined;
  const stream = streams.get(Number(number));
  if (stream === undefined) throw new SystemError('ENOENT', path);
  return stream;
}
