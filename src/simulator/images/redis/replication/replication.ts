import { type Coroutine, waitFor, WaitList } from '../../../process';
import { toByteText } from '../protocol/byte-text';
import { StatusReply } from '../protocol/reply';
import type { RedisServer } from '../server/redis-server';
import type { Session } from '../server/session';
import { ReplicationFeed } from './feed';
import { Upstream } from './upstream';

/** A replica, as its master sees it. */
export interface ReplicaState {
  /** Where it says that it listens. */
  port: number;
  address: string;
  isOnline: boolean;
  /** Bytes of the stream that it has confirmed. */
  offset: number;
  confirmedMs: number;
}

/** The part of a server in replication: what it sends to replicas, and whom it follows. */
export class Replication {
  readonly feed: ReplicationFeed;
  /** The master that it follows; undefined for a master. */
  upstream: Upstream | undefined;
  readonly replicas = new Map<Session, ReplicaState>();
  /** Woken when a replica confirms. */
  private readonly confirmations = new WaitList();
  private isBeating = false;

  constructor(private readonly server: RedisServer) {
    this.feed = new ReplicationFeed(
      server.process.random.fork('replication'),
      () => server.config.number('repl-backlog-size'),
      (text) => this.sendAll(text),
    );
  }

  /** What is known of a client that says it is a replica. */
  stateOf(session: Session): ReplicaState {
    let state = this.replicas.get(session);
    if (state === undefined) {
      state = { port: 0, address: '', isOnline: false, offset: 0, confirmedMs: this.server.nowMs };
      this.replicas.set(session, state);
    }
    return state;
  }

  /** Replicas that have the data. */
  online(): readonly (readonly [Session, ReplicaState])[] {
    return [...this.replicas].filter(([, { isOnline }]) => isOnline);
  }

  /** Replicas that have confirmed lately. */
  goodReplicas(): number {
    const lagMs = this.server.config.number('min-replicas-max-lag') * 1000;
    return this.online().filter(([, { confirmedMs }]) => this.server.nowMs - confirmedMs <= lagMs).length;
  }

  nameOf(session: Session): string {
    const { address, port } = this.stateOf(session);
    return `${address === '' ? (session.connection?.remoteAddress ?? '') : address}:${port || (session.connection?.remotePort ?? 0)}`;
  }

  /** Lets a client follow from where it was, or with all data. Source: Redis 7.0, src/replication.c `syncCommand`. */
  attach(session: Session, id: string, offset: number): void {
    const { server, feed } = this;
    const { log, version } = server;
    const who = `${version.replicaWord} ${this.nameOf(session)}`;
    log.write('*', `${who.charAt(0).toUpperCase()}${who.slice(1)} asks for synchronization`);
    session.isReplica = true;
    const state = this.stateOf(session);
    const missing = feed.since(id, offset);
    if (missing !== undefined) {
      server.statistics.partialSyncs += 1;
      log.write(
        '*',
        `Partial resynchronization request from ${this.nameOf(session)} accepted. Sending ${missing.length} bytes of backlog ` +
          `starting from offset ${offset}.`,
      );
      session.send(new StatusReply(version.isFrom(4) ? `CONTINUE ${feed.id}` : 'CONTINUE'));
      session.sendText(missing);
    } else {
      if (id !== '?') server.statistics.refusedPartialSyncs += 1;
      this.attachAnew(session, who);
    }
    Object.assign(state, {
      isOnline: true,
      confirmedMs: server.nowMs,
      offset: missing === undefined ? feed.offset : offset - 1,
    });
    if (missing === undefined) log.write('*', `Synchronization with ${who} succeeded`);
    this.beat();
  }

  /** Notes what a replica has confirmed. */
  confirm(session: Session, offset: number): void {
    Object.assign(this.stateOf(session), { offset, confirmedMs: this.server.nowMs });
    this.confirmations.wakeAll();
  }

  /** Waits until so many replicas have confirmed all that was sent so far. */
  *awaitConfirmations(wanted: number): Coroutine<void> {
    const { offset } = this.feed;
    if (this.confirmed(offset) < wanted) this.feed.appendBare(['REPLCONF', 'GETACK', '*']);
    while (this.confirmed(offset) < wanted) yield* waitFor(this.confirmations.change);
  }

  /** Replicas that have confirmed the stream up to `offset`. */
  confirmed(offset: number): number {
    return this.online().filter(([, state]) => state.offset >= offset).length;
  }

  /** Follows a master from now on. */
  follow(host: string, port: number): void {
    const { server } = this;
    this.upstream?.stop();
    if (this.upstream === undefined) this.feed.forgetSelection();
    this.upstream = new Upstream(server, host, port);
    server.log.role = 'S';
    // Replicas of a server that begins to follow must learn its new data.
    for (const session of [...this.replicas.keys()]) session.close();
    this.upstream.start();
  }

  /** Is a master from now on. */
  lead(): void {
    if (this.upstream === undefined) return;
    this.upstream.stop();
    this.upstream = undefined;
    this.server.log.role = 'M';
    this.feed.restart(this.server.version.isFrom(4));
    for (const session of [...this.replicas.keys()]) session.close();
  }

  forget(session: Session): void {
    const state = this.replicas.get(session);
    if (state === undefined) return;
    const name = this.nameOf(session);
    this.replicas.delete(session);
    if (session.isReplica)
      this.server.log.write('#', `Connection with ${this.server.version.replicaWord} ${name} lost.`);
  }

  private attachAnew(session: Session, who: string): void {
    const { server, feed } = this;
    const { log } = server;
    server.statistics.fullSyncs += 1;
    log.write('*', `Full resync requested by ${who}`);
    if (feed.keep() && server.version.isFrom(4)) {
      log.write('*', `Replication backlog created, my new replication IDs are '${feed.id}' and '${feed.formerId}'`);
    }
    feed.forgetSelection();
    log.write('*', 'Starting BGSAVE for SYNC with target: disk');
    const dump = toByteText(server.persistence.dump());
    session.send(new StatusReply(`FULLRESYNC ${feed.id} ${feed.offset}`));
    session.sendText(`$${dump.length}\r\n${dump}`);
  }

  private sendAll(text: string): void {
    for (const [session] of this.online()) session.sendText(text);
  }

  /** Sends a sign of life from time to time while there are replicas. */
  private beat(): void {
    if (this.isBeating) return;
    this.isBeating = true;
    this.server.process.start(this.beats());
  }

  private *beats(): Coroutine<void> {
    const { server } = this;
    while (this.replicas.size > 0) {
      yield* server.process.sleep(server.config.number('repl-ping-replica-period') * 1000);
      if (this.upstream === undefined) this.feed.appendBare(['PING']);
      const timeoutMs = server.config.number('repl-timeout') * 1000;
      for (const [session, { confirmedMs }] of this.online()) {
        if (server.nowMs - confirmedMs > timeoutMs) session.connection?.reset();
      }
    }
    this.isBeating = false;
  }
}
