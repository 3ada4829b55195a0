import { type Connection, type Coroutine, limitTime, type Process } from '../../../process';
import type { Reply } from '../protocol/reply';
import { MasterLink } from '../replication/master-link';

/** Time after which an answer is no longer waited for. */
const ANSWER_MS = 5000;
const CONNECT_MS = 5000;

/** A connection to a server or a sentinel that is watched. */
export class PeerLink {
  private constructor(
    private readonly process: Process,
    private readonly link: MasterLink,
    readonly connection: Connection,
  ) {}

  /** Throws SystemError. */
  static *connect(process: Process, host: string, port: number): Coroutine<PeerLink> {
    const connection = yield* process.network.connect(host, port, { timeoutMs: CONNECT_MS });
    return new PeerLink(process, new MasterLink(process, connection), connection);
  }

  /** Sends a command and waits for its answer. Throws SystemError, ETIMEDOUT too. */
  *ask(...words: readonly string[]): Coroutine<Reply> {
    return yield* limitTime(this.process, ANSWER_MS, this.link.ask(...words));
  }

  /** Hears the messages of a channel until the connection ends. Throws SystemError. */
  *subscribe(channel: string, hear: (text: string) => void): Coroutine<never> {
    yield* this.link.send('SUBSCRIBE', channel);
    for (;;) {
      const reply = yield* this.link.receive();
      if (!Array.isArray(reply)) continue;
      const [kind, , text] = reply as readonly Reply[];
      if (kind === 'message' && typeof text === 'string') hear(text);
    }
  }

  close(): void {
    this.connection.reset();
  }
}
