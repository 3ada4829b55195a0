import type { RemoteListener, RemoteSession } from '../../api';
import type { EventLoop } from '../../engine';
import { type ContainerProcesses, nullStream, runTask, type Stream, SystemError, Terminal } from '../../process';
import { PushedInput } from './pushed-input';
import { sessionOutputs } from './session-listener';
import { execRefusal } from './start-refusal';
import { FIRST_SIZE, heardBy, terminalSession } from './terminal-session';

/** What a session runs. */
export interface SessionRequest {
  readonly command: readonly string[];
  readonly hasStdin: boolean;
  readonly hasTerminal: boolean;
}

/** Streams of a command, and how its client uses them. */
interface SessionStreams {
  readonly streams: ReadonlyMap<number, Stream>;
  readonly session: RemoteSession;
}

function piped(hasStdin: boolean, listener: RemoteListener): SessionStreams {
  const outputs = sessionOutputs(listener);
  const input = new PushedInput(() => listener.ready());
  const streams = new Map<number, Stream>([
    [0, hasStdin ? input : nullStream],
    [1, outputs.stdout],
    [2, outputs.stderr],
  ]);
  const session: RemoteSession = {
    send: (bytes) => input.push(bytes),
    endInput: () => input.end(),
    resize: () => undefined,
    hold: () => outputs.hold(),
    release: () => outputs.release(),
    close: () => {
      outputs.close();
      input.end();
    },
  };
  return { streams, session };
}

function atTerminal(listener: RemoteListener): SessionStreams {
  const terminal = new Terminal(FIRST_SIZE);
  terminal.listen(heardBy(listener));
  const streams = new Map([0, 1, 2].map((number) => [number, terminal.stream]));
  return { streams, session: terminalSession(terminal, () => terminal.hangUp()) };
}

/** Source: Kubernetes 1.36, pkg/kubelet/cri/streaming; containerd, internal/cri/server/container_execsync.go. */
const refusalText = (id: string, program: string, error: SystemError): string =>
  'Internal error occurred: error executing command in container: failed to exec in container: failed to start exec ' +
  `"${id}": ${execRefusal(program, error)}: unknown`;

/**
 * Runs a command beside process 1 for a client. Who goes away takes the command along.
 *
 * `id` is 64 hexadecimal digits.
 */
export function execSession(
  loop: EventLoop,
  processes: ContainerProcesses,
  { command, hasStdin, hasTerminal }: SessionRequest,
  id: string,
  listener: RemoteListener,
): RemoteSession {
  const { streams, session } = hasTerminal ? atTerminal(listener) : piped(hasStdin, listener);
  let handle: ReturnType<ContainerProcesses['exec']>;
  try {
    handle = processes.exec({ argv: command, streams });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    // Whoever asked has no session yet.
    loop.after(0, () => listener.end({ error: refusalText(id, command[0] ?? '', error) }));
    return session;
  }
  const waiting = runTask(handle.wait(), ({ code }) => listener.end({ exitCode: code }));
  return {
    ...session,
    close: () => {
      waiting.cancel();
      session.close();
      if (handle.exit === undefined) handle.signal('KILL');
    },
  };
}
