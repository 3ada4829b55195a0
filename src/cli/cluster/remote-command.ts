import type { RemoteCommand } from '../../simulator/edge';
import { UsageError } from '../failure';
import type { Steering } from './steering';

/** What somebody wants to run. */
export interface WantedCommand {
  /** Node to run it on. @default - outside of the cluster */
  readonly node?: string;
  /** @default - a shell */
  readonly command: readonly string[];
}

/** Where it is typed, and where its output goes. */
export type LocalStreams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;

const write = (stream: NodeJS.WriteStream, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => stream.write(bytes, () => resolve()));

/** Hands every key on as it is pressed, and the size whenever it changes. The returned function ends that. */
function inRawMode(remote: RemoteCommand, { stdin, stdout }: LocalStreams): () => void {
  const tellSize = (): void => remote.resize(stdout.columns, stdout.rows);
  stdin.setRawMode(true);
  stdout.on('resize', tellSize);
  tellSize();
  return () => {
    stdout.off('resize', tellSize);
    stdin.setRawMode(false);
  };
}

/** Sends what is typed as fast as it is taken. The returned function ends that. */
function sendInput(remote: RemoteCommand, { stdin }: LocalStreams): () => void {
  const send = (bytes: Buffer): void => {
    if (!remote.send(bytes)) stdin.pause();
  };
  const end = (): void => remote.endInput();
  remote.onDrain(() => stdin.resume());
  stdin.on('data', send);
  stdin.on('end', end);
  return () => {
    stdin.off('data', send);
    stdin.off('end', end);
    stdin.pause();
  };
}

/**
 * Runs a command at a machine of the cluster, or a shell, and returns its exit code. A shell has a terminal when there is
 * one here.
 *
 * @throws UsageError when it is refused, or its machine goes.
 */
export async function runAt(
  steering: Steering,
  { node, command }: WantedCommand,
  streams: LocalStreams = process,
): Promise<number> {
  const { stdin, stdout, stderr } = streams;
  const hasTerminal = command.length === 0 && stdin.isTTY && stdout.isTTY;
  const query = new URLSearchParams({ stdin: 'true', tty: String(hasTerminal) });
  if (node !== undefined) query.append('node', node);
  for (const word of command) query.append('command', word);
  try {
    const remote = await steering.start(query, (stream, bytes) => write(stream === 'stdout' ? stdout : stderr, bytes));
    const leave = hasTerminal ? inRawMode(remote, streams) : (): void => undefined;
    const stopSending = sendInput(remote, streams);
    try {
      return await remote.ended;
    } finally {
      stopSending();
      leave();
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'CommandRefused') throw new UsageError(error.message);
    throw error;
  }
}
