import { type Status, StatusError } from '../..';
import type { ClientCommand } from './client-session';
import { type Outcome, Pump } from './pump';
import { WrittenOrder } from './written-order';

/** How a command ended, as clients read it: a Status without its kind. */
export type CommandStatus = Omit<Status, 'kind' | 'apiVersion'>;

/** Where the output of a command goes. */
export interface CommandOutlet {
  /** Sends output; `onSent` must be called when it is out of the house, or never will be. */
  data(stream: 'stdout' | 'stderr', bytes: Uint8Array, onSent: () => void): void;
  end(status: CommandStatus): void;
}

/** Source: Kubernetes 1.36, cri-streaming/pkg/streaming/remotecommand/exec.go `ServeExec`. */
function exitStatus(code: number): CommandStatus {
  return {
    metadata: {},
    status: 'Failure',
    message: 'command terminated with non-zero exit code',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

const INTERNAL = 'Internal error occurred: ';

/** `message` says all that is shown. */
const failure = (message: string): CommandStatus => ({
  metadata: {},
  status: 'Failure',
  message,
  reason: 'InternalError',
  details: { causes: [{ message: message.replace(INTERNAL, '') }] },
  code: 500,
});

function statusOf({ exitCode = 0, error }: Outcome): CommandStatus {
  if (error !== undefined) return failure(error);
  return exitCode === 0 ? { metadata: {}, status: 'Success' } : exitStatus(exitCode);
}

const NOBODY = { send: () => undefined, endInput: () => undefined, resize: () => undefined, close: () => undefined };

/** What a client can do to a command that runs. */
export type RunningCommand = Pick<Pump, 'send' | 'endInput' | 'resize' | 'close'>;

/**
 * Starts a command. That it cannot be started is told as its end. `ask` asks the client whether it has read what was
 * sent to it, and calls its argument when the answer is there.
 */
export function runCommand(
  command: ClientCommand,
  client: CommandOutlet,
  ask: (answered: () => void) => void,
): RunningCommand {
  const outlet = new WrittenOrder(client, ask);
  try {
    return new Pump((listener) => command.open(listener), {
      data: (stream, bytes, onSent) => outlet.data(stream, bytes, onSent),
      end: (outcome) => outlet.end(statusOf(outcome)),
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    outlet.end(failure(`${INTERNAL}unable to upgrade connection: ${error.message}`));
    return NOBODY;
  }
}

/** Reads the size of a terminal; undefined for anything else. Source: Kubernetes 1.36, remotecommand `TerminalSize`. */
export function terminalSize(text: string): { readonly columns: number; readonly rows: number } | undefined {
  try {
    const size = JSON.parse(text) as { readonly Width?: unknown; readonly Height?: unknown } | null;
    const { Width: columns, Height: rows } = size ?? {};
    if (typeof columns === 'number' && typeof rows === 'number' && columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // Not a size.
  }
  return undefined;
}
