import type { Coroutine } from '../coroutine';
import type { Connection, Stream } from '../streams';
import { isSystemError } from '../system-error';
import { resolve } from '../resolver';
import { ResolutionError } from '../network-stack';
import type { Shell } from './shell';
import { RedirectionFailed } from './shell-error';

/** A connection as a stream that a process can hold under a number. */
export function streamOf(connection: Connection): Stream {
  return {
    terminal: undefined,
    read: (maxBytes) => connection.read(maxBytes),
    write: (bytes) => connection.write(bytes),
    close: () => connection.close(),
    end: () => connection.end(),
  };
}

/** The connection that `/dev/tcp/host/port` stands for in bash; undefined for other paths. */
export function* openNetworkFile(shell: Shell, path: string): Coroutine<Stream | undefined> {
  const [, host, port] = /^\/dev\/tcp\/([^/]+)\/(\d+)$/.exec(path) ?? [];
  if (host === undefined || port === undefined) return undefined;
  try {
    const [address = ''] = yield* resolve(shell.process, host);
    return streamOf(yield* shell.process.network.connect(address, Number(port)));
  } catch (error) {
    if (error instanceof ResolutionError) yield* shell.complain(`${host}: ${error.message}`);
    else if (isSystemError(error)) yield* shell.complain(`connect: ${error.message}`);
    else throw error;
    yield* shell.complain(`${path}: ${error instanceof ResolutionError ? 'Invalid argument' : error.message}`);
    throw new RedirectionFailed(1);
  }
}
