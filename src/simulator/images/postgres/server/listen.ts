import { type Coroutine, isSystemError, type Listener, type Process } from '../../../process';
import type { PostgresVersion } from '../postgres-version';
import type { ServerLog } from './server-log';
import type { ServerSettings } from './settings';
import { SOCKET_FOLDER, socketFile } from './socket-file';

/** Listens where the settings say, and says so; undefined when a port is taken, which is said as well. */
export function* listenAt(
  process: Process,
  settings: ServerSettings,
  version: PostgresVersion,
  log: ServerLog,
): Coroutine<readonly Listener[] | undefined> {
  const port = Number(settings.get('port'));
  const wanted = (settings.get('listen_addresses') ?? '').split(',').map((each) => each.trim());
  const addresses = wanted.filter((each) => each !== '').map((each) => (each === 'localhost' ? '127.0.0.1' : each));
  // A server that listens nowhere is still asked over its socket file: from its own container.
  const places = addresses.length === 0 ? ['127.0.0.1'] : addresses;
  try {
    const listeners = places.map((address) =>
      process.network.listen({ port, ...(address === '*' ? {} : { address }) }),
    );
    if (!version.isModern) return listeners;
    for (const address of addresses) {
      const text = address === '*' ? '0.0.0.0' : address;
      yield* log.write('LOG', `listening on IPv4 address "${text}", port ${port}`);
      if (address === '*') yield* log.write('LOG', `listening on IPv6 address "::", port ${port}`);
    }
    yield* log.write('LOG', `listening on Unix socket "${SOCKET_FOLDER}/${socketFile(String(port))}"`);
    return listeners;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const kind = version.isModern ? 'address "0.0.0.0"' : 'socket';
    yield* log.write('LOG', `could not bind IPv4 ${kind}: ${error.message}`);
    const hint = `Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`;
    yield* log.write('HINT', hint);
    yield* log.write('WARNING', `could not create listen socket for "${wanted[0] ?? ''}"`);
    yield* log.write('FATAL', 'could not create any TCP/IP sockets');
    return undefined;
  }
}
