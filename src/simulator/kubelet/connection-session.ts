import type { ConnectedServer, RemoteListener, RemoteSession } from '../api';
import {
  type ClientConnection,
  type Connection,
  type Coroutine,
  isSystemError,
  runTask,
  type SecureServer,
  type Task,
} from '../process';
import { PushedInput, SessionOutput } from './runtime';

/** Copies all that comes from `read` until it ends. */
function* copy(
  read: () => Coroutine<Uint8Array | undefined>,
  write: (bytes: Uint8Array) => Coroutine<void>,
): Coroutine<void> {
  for (let bytes = yield* read(); bytes !== undefined; bytes = yield* read()) yield* write(bytes);
}

function* copyIn(input: PushedInput, connection: Connection): Coroutine<void> {
  try {
    yield* copy(
      () => input.read(),
      (bytes) => connection.write(bytes),
    );
    connection.end();
  } catch (error) {
    if (!isSystemError(error)) throw error; // Who reads is gone: its side has told.
    input.close();
  }
}

/** Copies what comes, and returns what broke the connection; undefined for an end in peace. */
function* copyOut(connection: Connection, output: SessionOutput): Coroutine<unknown> {
  try {
    yield* copy(
      () => connection.read(),
      (bytes) => output.write(bytes),
    );
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error;
  }
}

/** What a client is told of the server that it has reached. */
function connectedServer(server: SecureServer | undefined): ConnectedServer {
  if (server === undefined) return {};
  const { certificateFor = (): 'selfSigned' => 'selfSigned' } = server;
  return { certificateFor };
}

/** What went wrong with a connection, in the words of whoever asked for it. */
export interface ConnectionTexts {
  /** Why there is none. */
  readonly refused: (error: unknown) => string;
  /** Why there is none any more. @default - nobody is told: it has ended */
  readonly broken?: (error: unknown) => string;
}

/**
 * A session over a connection that `connect` makes. What the client sends before it is there waits. The session is over
 * when the other side sends nothing more.
 */
export function connectionSession(
  connect: Coroutine<ClientConnection>,
  { refused, broken }: ConnectionTexts,
  listener: RemoteListener,
): RemoteSession {
  const input = new PushedInput(() => listener.ready());
  const output = new SessionOutput((bytes) => listener.data('stdout', bytes));
  const tasks: Task[] = [];
  let connection: ClientConnection | undefined;
  const finish = (made: Connection, error: unknown): void => {
    for (const task of tasks) task.cancel();
    made.end();
    made.close();
    listener.end(error === undefined || broken === undefined ? {} : { error: broken(error) });
  };
  const connecting = runTask(
    connect,
    (made) => {
      connection = made;
      listener.connected?.(connectedServer(made.secureServer));
      tasks.push(runTask(copyIn(input, made)));
      tasks.push(runTask(copyOut(made, output), (error) => finish(made, error)));
    },
    (error) => listener.end({ error: refused(error) }),
  );
  return {
    send: (bytes) => input.push(bytes),
    endInput: () => input.end(),
    startTls: () => connection?.secureServer?.shakeHands(),
    resize: () => undefined,
    hold: () => output.hold(),
    release: () => output.release(),
    close: () => {
      connecting.cancel();
      for (const task of tasks) task.cancel();
      output.close();
      connection?.reset();
    },
  };
}
