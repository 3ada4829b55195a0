import { type Connection, type Coroutine, isSystemError, type Process } from '../../../process';
import { fromByteText } from '../protocol/byte-text';
import { encodeReply, type Protocol } from '../protocol/encode-reply';
import type { Reply } from '../protocol/reply';

/** Bytes that may wait for a client that does not read. Source: Redis 7.0, redis.conf `client-output-buffer-limit`. */
const WAITING_MAX = { normal: Infinity, pubsub: 32 * 1024 * 1024, replica: 256 * 1024 * 1024 };

/** A client of the server: its connection, and what the server knows of it. */
export class Session {
  protocol: Protocol = 2;
  databaseIndex = 0;
  name = '';
  isAuthenticated: boolean;
  /** Commands since MULTI; undefined outside. */
  queue: (readonly string[])[] | undefined;
  /** Whether EXEC must refuse: a queued command was wrong. */
  hasQueueError = false;
  /** Keys that are watched, with the number of their database in front. */
  readonly watched = new Set<string>();
  /** Whether a watched key has changed. */
  isDirty = false;
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  isMonitor = false;
  isReplica = false;
  /** Whether its commands come from the master: they are not refused, and not answered. */
  isMaster = false;
  isBlocked = false;
  isClosing = false;
  lastCommand = 'NULL';
  lastMs: number;
  readonly createdMs: number;
  private outgoing: string[] = [];
  private outgoingBytes = 0;
  private isFlushing = false;
  private isHolding = false;

  constructor(
    readonly id: number,
    private readonly process: Process,
    /** Undefined for one that only replays the append only file. */
    readonly connection: Connection | undefined,
    isAuthenticated: boolean,
  ) {
    this.createdMs = process.nowMs;
    this.lastMs = process.nowMs;
    this.isAuthenticated = isAuthenticated;
  }

  get address(): string {
    const { connection } = this;
    return connection === undefined ? '' : `${connection.remoteAddress}:${connection.remotePort}`;
  }

  get localAddress(): string {
    const { connection } = this;
    return connection === undefined ? '' : `${connection.localAddress}:${connection.localPort}`;
  }

  /** Channels and patterns that it listens to. */
  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  send(reply: Reply): void {
    this.sendText(encodeReply(reply, this.protocol));
  }

  /** Sends a byte text. Does not wait; a client that never reads is cut off. */
  sendText(text: string): void {
    const { connection } = this;
    if (connection === undefined || this.isClosing) return;
    this.outgoing.push(text);
    this.outgoingBytes += text.length;
    const kind = this.isReplica ? 'replica' : this.subscriptions > 0 ? 'pubsub' : 'normal';
    if (this.outgoingBytes > WAITING_MAX[kind]) {
      this.isClosing = true;
      this.outgoing = [];
      connection.reset();
    } else if (!this.isFlushing && !this.isHolding) {
      this.isFlushing = true;
      this.process.start(this.flush());
    }
  }

  /** Runs `work`, and sends what it answers as one piece. */
  *together(work: Coroutine<void>): Coroutine<void> {
    this.isHolding = true;
    try {
      yield* work;
    } finally {
      this.isHolding = false;
    }
    if (this.outgoing.length > 0) this.sendText('');
  }

  /** Lets out what waits while `together` goes on. */
  release(): void {
    this.isHolding = false;
    if (this.outgoing.length > 0) this.sendText('');
  }

  /** Closes the connection once all that was sent is out. */
  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    if (this.isFlushing) return;
    if (this.outgoing.length === 0) this.connection?.end();
    else this.process.start(this.flush());
  }

  private *flush(): Coroutine<void> {
    const { connection } = this;
    try {
      while (connection !== undefined && this.outgoing.length > 0) {
        const text = this.outgoing.join('');
        this.outgoing = [];
        yield* connection.write(fromByteText(text));
        this.outgoingBytes -= text.length;
      }
    } catch (error) {
      if (!isSystemError(error)) throw error; // The client has gone: its reader notices.
      this.outgoing = [];
    } finally {
      this.isFlushing = false;
    }
    if (this.isClosing) connection?.end();
  }
}
