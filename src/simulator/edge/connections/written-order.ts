import type { CommandOutlet, CommandStatus } from './command-run';

type OutputStream = Parameters<CommandOutlet['data']>[0];

/** How long a client may take to say that it has read. One that never says so gets the rest then. */
const READING_MS_MAX = 50;

/** What a client has read, its own threads show within this time. */
const SHOWING_MS = 1;

interface Sending {
  /** Nothing for the end of the command, which does not show. */
  readonly stream: OutputStream | undefined;
  readonly send: () => void;
}

/**
 * Sends the output of a command so that clients show it in the order in which the program wrote it. They read stdout and
 * stderr with a thread each: of two pieces that come at once either may be shown first, or, where the second one ends
 * the client, only the second (`kubectl cp` leaves with the end of the archive). So when the program goes over to its
 * other stream, the client is first asked whether it has read the one before.
 */
export class WrittenOrder implements CommandOutlet {
  private last: OutputStream | undefined;
  private waiting: Sending[] = [];
  /** Ends the waiting for an answer; undefined while nothing is waited for. */
  private stopWaiting: (() => void) | undefined;

  /** `ask` asks the client whether it has read what was sent; its argument is called when it has. */
  constructor(
    private readonly outlet: CommandOutlet,
    private readonly ask: (answered: () => void) => void,
  ) {}

  data(stream: OutputStream, bytes: Uint8Array, onSent: () => void): void {
    this.send({ stream, send: () => this.outlet.data(stream, bytes, onSent) });
  }

  end(status: CommandStatus): void {
    this.send({ stream: undefined, send: () => this.outlet.end(status) });
  }

  private send(sending: Sending): void {
    if (this.stopWaiting !== undefined || this.changes(sending)) {
      this.waiting.push(sending);
      this.hold();
      return;
    }
    this.last = sending.stream ?? this.last;
    sending.send();
  }

  private changes({ stream }: Sending): boolean {
    return stream !== undefined && this.last !== undefined && stream !== this.last;
  }

  private hold(): void {
    if (this.stopWaiting !== undefined) return;
    let timer = setTimeout(() => this.release(), READING_MS_MAX);
    const stop = (): void => clearTimeout(timer);
    this.stopWaiting = stop;
    this.ask(() => {
      // An answer may come after its time.
      if (this.stopWaiting !== stop) return;
      stop();
      timer = setTimeout(() => this.release(), SHOWING_MS);
    });
  }

  private release(): void {
    this.stopWaiting?.();
    this.stopWaiting = undefined;
    this.last = undefined;
    const waiting = this.waiting;
    this.waiting = [];
    for (const sending of waiting) this.send(sending);
  }
}
