import {
  type Coroutine,
  isSystemError,
  limitTime,
  type Process,
  type Task,
  waitFor,
  type WaitList,
} from '../../../process';
import { ErrorReply, type Reply, StatusReply, VerbatimReply } from '../protocol/reply';
import type { OtherSentinel, Peer, ReportedState, WatchedMaster, WatchedReplica } from './instances';
import { PeerLink } from './peer-link';
import { readInformation } from './read-information';

/** Channel on which sentinels tell of themselves. */
export const HELLO_CHANNEL = '__sentinel__:hello';

/** Source: Redis 7.0, src/sentinel.c `SENTINEL_PING_PERIOD`, `SENTINEL_INFO_PERIOD`, `SENTINEL_PUBLISH_PERIOD`. */
const PING_MS = 1000;
const INFO_MS = 10_000;
const HELLO_MS = 2000;

/** What one watch tells the sentinel, and asks it. */
export interface WatchHost {
  readonly process: Process;
  /** Woken when something should be asked at once. */
  readonly hurry: WaitList;
  heardInformation(master: WatchedMaster, peer: WatchedMaster | WatchedReplica, state: ReportedState): void;
  heardHello(text: string): void;
  heardVote(sentinel: OtherSentinel, isDown: boolean, leader: string, epoch: number): void;
  helloText(master: WatchedMaster, ownAddress: string): string;
  /** What a sentinel is asked while the master is down; undefined for nothing. */
  question(master: WatchedMaster): readonly string[] | undefined;
}

/** Answers to PING of a server that is there. */
const isSignOfLife = (reply: Reply): boolean =>
  reply instanceof StatusReply || (reply instanceof ErrorReply && /^(?:LOADING|MASTERDOWN)\b/.test(reply.text));

const textOf = (reply: Reply): string =>
  reply instanceof VerbatimReply ? reply.text : typeof reply === 'string' ? reply : '';

/** Watches one peer: signs of life, what it says of its role, what others say through it. */
export class PeerWatch {
  private readonly task: Task;
  private infoMs = 0;
  private helloMs = 0;

  constructor(
    private readonly host: WatchHost,
    readonly master: WatchedMaster,
    readonly peer: Peer,
  ) {
    this.task = host.process.start(this.watch());
  }

  stop(): void {
    this.task.cancel();
    this.peer.isConnected = false;
  }

  private *watch(): Coroutine<void> {
    const { process } = this.host;
    for (;;) {
      let link: PeerLink | undefined;
      let listening: Task | undefined;
      try {
        link = yield* this.connect();
        this.peer.isConnected = true;
        if (this.peer.kind !== 'sentinel') listening = process.start(this.listen());
        yield* this.talk(link);
      } catch (error) {
        if (!isSystemError(error)) throw error;
      } finally {
        this.peer.isConnected = false;
        link?.close();
        listening?.cancel();
      }
      yield* process.sleep(PING_MS);
    }
  }

  private *connect(): Coroutine<PeerLink> {
    const { host, port } = this.peer.address;
    const link = yield* PeerLink.connect(this.host.process, host, port);
    const { password } = this.master;
    if (password !== '' && this.peer.kind !== 'sentinel') yield* link.ask('AUTH', password);
    return link;
  }

  private *talk(link: PeerLink): Coroutine<void> {
    const { host, peer } = this;
    const { process } = host;
    for (;;) {
      if (isSignOfLife(yield* link.ask('PING'))) peer.lastOkMs = process.nowMs;
      if (peer.kind === 'sentinel') yield* this.askSentinel(link, peer);
      else yield* this.askServer(link, peer);
      yield* this.pause();
    }
  }

  private *pause(): Coroutine<void> {
    try {
      yield* limitTime(this.host.process, PING_MS, waitFor(this.host.hurry.change));
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
    }
  }

  private *askServer(link: PeerLink, peer: WatchedMaster | WatchedReplica): Coroutine<void> {
    const { host, master } = this;
    const { nowMs } = host.process;
    if (peer.kind === 'slave' && peer.order !== undefined) {
      const [address, port] = peer.order;
      peer.order = undefined;
      for (const words of [
        ['MULTI'],
        ['SLAVEOF', address, port],
        ['CONFIG', 'REWRITE'],
        ['CLIENT', 'KILL', 'TYPE', 'normal'],
        ['EXEC'],
      ]) {
        yield* link.ask(...words);
      }
    }
    // While a failover goes on, or the master is down, all replicas are asked every second.
    const isUrgent =
      master.downSinceMs !== undefined || master.step !== 'none' || (peer.reported?.role ?? peer.kind) !== peer.kind;
    if (nowMs - this.infoMs >= (isUrgent && peer.kind === 'slave' ? PING_MS : INFO_MS)) {
      const state = readInformation(textOf(yield* link.ask('INFO')), nowMs);
      this.infoMs = nowMs;
      host.heardInformation(master, peer, state);
    }
    if (nowMs - this.helloMs >= HELLO_MS) {
      this.helloMs = nowMs;
      yield* link.ask('PUBLISH', HELLO_CHANNEL, host.helloText(master, link.connection.localAddress));
    }
  }

  private *askSentinel(link: PeerLink, peer: OtherSentinel): Coroutine<void> {
    const words = this.host.question(this.master);
    if (words === undefined) return;
    const reply = yield* link.ask(...words);
    if (!Array.isArray(reply)) return;
    const [isDown, leader, epoch] = reply as readonly Reply[];
    this.host.heardVote(peer, isDown === 1, String(leader), Number(epoch));
  }

  /** Hears what sentinels tell of themselves through the server. */
  private *listen(): Coroutine<void> {
    let link: PeerLink | undefined;
    try {
      link = yield* this.connect();
      yield* link.subscribe(HELLO_CHANNEL, (text) => this.host.heardHello(text));
    } catch (error) {
      if (!isSystemError(error)) throw error; // The other connection notices too.
    } finally {
      link?.close();
    }
  }
}
