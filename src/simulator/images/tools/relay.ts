import { type Connection, type Coroutine, isSystemError, type Process } from '../../process';

/** Copies what is typed to a connection, and what comes from it to stdout, until the other side ends. */
export function* relay(process: Process, connection: Connection): Coroutine<void> {
  const sending = process.start(
    (function* () {
      try {
        for (let piece = yield* process.stdin.read(); piece !== undefined; piece = yield* process.stdin.read())
          yield* connection.write(piece);
        connection.end();
      } catch (error) {
        if (!isSystemError(error)) throw error;
      }
    })(),
  );
  try {
    for (let piece = yield* connection.read(); piece !== undefined; piece = yield* connection.read())
      yield* process.stdout.write(piece);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  } finally {
    sending.cancel();
    connection.end();
  }
}
