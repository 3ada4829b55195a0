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
  const [, number] = /^fd\/(\d+)$/.exec(device ?? '') ?? [];
  if (number === undefined) return undefined;
  const stream = streams.get(Number(number));
  if (stream === undefined) throw new SystemError('ENOENT', path);
  return stream;
}
