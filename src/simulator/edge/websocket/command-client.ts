import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import type { CommandStatus } from '../connections/command-run';
import type { ClusterAccess } from '../kubeconfig';
import { clientFrame, OPCODE, WebSocketFrameReader } from './frames';

/** Source: Kubernetes 1.36, cri-streaming/pkg/streaming/remotecommand/websocket.go. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

const PROTOCOL = 'v5.channel.k8s.io';

/** Where the output of a command goes; no more is read before it is through. */
export type HearOutput = (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void> | void;

/** Something that the server has refused. */
export class CommandRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandRefused';
  }
}

function exitCodeOf({ status, details, message }: CommandStatus): number {
  if (status === 'Success') return 0;
  const cause = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (cause === undefined) throw new CommandRefused(message ?? 'the command failed');
  return Number(cause.message);
}

/** A command that runs for this client. */
export class RemoteCommand {
  /** Its exit code. Rejects with CommandRefused when it could not be run, or its machine is gone. */
  readonly ended: Promise<number>;

  private constructor(
    private readonly socket: Duplex,
    head: Buffer,
    private readonly hear: HearOutput,
  ) {
    this.ended = this.read(head);
  }

  /**
   * Starts a command that the server runs under `path`.
   *
   * @throws CommandRefused in the words of the server, or the error of the system when nobody answers.
   */
  static start({ url, authority, admin }: ClusterAccess, path: string, hear: HearOutput): Promise<RemoteCommand> {
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, url), {
        ca: authority,
        cert: admin.certificate,
        key: admin.key,
        agent: false,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': randomBytes(16).toString('base64'),
          'sec-websocket-protocol': PROTOCOL,
        },
      });
      outgoing.on('upgrade', (_response, socket, head) => resolve(new RemoteCommand(socket, head, hear)));
      outgoing.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => reject(new CommandRefused(messageOf(text))));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Sends input; false when more should wait for `onDrain`. */
  send(bytes: Uint8Array): boolean {
    return this.write(CHANNEL.stdin, bytes);
  }

  /** Hears, each time, that more input may come. */
  onDrain(listener: () => void): void {
    this.socket.on('drain', listener);
  }

  /** Sends no more input. */
  endInput(): void {
    this.write(CHANNEL.close, Buffer.from([CHANNEL.stdin]));
  }

  /** Tells the size of the terminal. */
  resize(columns: number, rows: number): void {
    this.write(CHANNEL.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
  }

  private write(channel: number, bytes: Uint8Array): boolean {
    if (this.socket.destroyed || this.socket.writableEnded) return true;
    return this.socket.write(
      clientFrame(OPCODE.binary, Buffer.concat([Buffer.from([channel]), bytes]), randomBytes(4)),
    );
  }

  private async read(head: Buffer): Promise<number> {
    const frames = new WebSocketFrameReader('server');
    let status: CommandStatus | undefined;
    if (head.length > 0) this.socket.unshift(head);
    for await (const piece of this.socket) {
      for (const { opcode, payload } of frames.push(piece as Buffer)) {
        if (opcode === OPCODE.close) this.socket.end();
        if (opcode !== OPCODE.binary) continue;
        const [channel, bytes] = [payload[0], payload.subarray(1)];
        if (channel === CHANNEL.stdout && bytes.length > 0) await this.hear('stdout', bytes);
        else if (channel === CHANNEL.stderr) await this.hear('stderr', bytes);
        else if (channel === CHANNEL.error) status = JSON.parse(bytes.toString()) as CommandStatus;
      }
    }
    if (status === undefined) throw new CommandRefused('the connection to the cluster was lost');
    return exitCodeOf(status);
  }
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { readonly message?: string }).message ?? body;
  } catch {
    return body.trim();
  }
}
