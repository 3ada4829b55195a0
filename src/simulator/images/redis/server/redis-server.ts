import type { Process } from '../../../process';
import type { Configuration } from '../config/configuration';
import { Database, type DatabaseHost } from '../data/database';
import type { RedisVersion } from '../redis-version';
import { Replication } from '../replication/replication';
import { Alarm } from './alarm';
import { AppendOnlyFile } from './append-only-file';
import { BlockedClients } from './blocked-clients';
import { Channels } from './channels';
import { CrossProtocolGuard } from './cross-protocol';
import { randomHex } from './random-hex';
import { Memory } from './memory';
import { Persistence } from './persistence';
import type { ServerLog } from './server-log';
import type { Session } from './session';
import { Statistics } from './statistics';

/** Longest time between two looks for keys whose time is over. */
const EXPIRY_PAUSE_MS = 100;

/** Key of a database in one text: clients watch and wait for such. */
export const placeOf = (database: number, key: string): string => `${database}:${key}`;

/** All that one server knows: its data, its clients, its settings. */
export class RedisServer implements DatabaseHost {
  readonly databases: readonly Database[];
  readonly sessions = new Map<number, Session>();
  readonly channels = new Channels();
  readonly blocked = new BlockedClients();
  readonly statistics = new Statistics();
  readonly runId: string;
  readonly startedMs: number;
  readonly persistence: Persistence;
  readonly appendOnly: AppendOnlyFile;
  readonly memory: Memory;
  readonly replication: Replication;
  readonly crossProtocol: CrossProtocolGuard;
  /** Path of the configuration file, absolute; empty when there is none. */
  configFile = '';
  /** Until when all clients wait: DEBUG SLEEP. */
  busyUntilMs = 0;
  /** Whether SHUTDOWN goes on. */
  isEnding = false;
  private lastSessionId = 0;
  private readonly expiry: Alarm;
  private readonly watchers = new Map<string, Set<Session>>();

  constructor(
    readonly process: Process,
    readonly version: RedisVersion,
    readonly config: Configuration,
    readonly log: ServerLog,
  ) {
    this.startedMs = process.nowMs;
    this.runId = randomHex(process.random, 40);
    this.databases = Array.from({ length: config.number('databases') }, (_, index) => new Database(index, this));
    this.persistence = new Persistence(this);
    this.appendOnly = new AppendOnlyFile(this);
    this.replication = new Replication(this);
    this.memory = new Memory(this);
    this.crossProtocol = new CrossProtocolGuard(version, log);
    this.expiry = new Alarm(process, () => this.removeExpired());
  }

  get nowMs(): number {
    return this.process.nowMs;
  }

  get removesExpired(): boolean {
    return this.replication.upstream === undefined;
  }

  database(index: number): Database {
    const database = this.databases[index];
    if (database === undefined) throw new Error(`no database ${index}`);
    return database;
  }

  /** A number for the next client. */
  nextSessionId(): number {
    this.lastSessionId += 1;
    return this.lastSessionId;
  }

  changed(database: Database, key: string): void {
    const place = placeOf(database.index, key);
    for (const session of this.watchers.get(place) ?? []) session.isDirty = true;
    this.blocked.note(place);
    this.persistence.noteChange();
  }

  expired(database: Database, key: string): void {
    this.statistics.expiredKeys += 1;
    this.propagate(database.index, ['DEL', key]);
  }

  willExpire(atMs: number): void {
    this.expiry.set(Math.max(atMs, this.nowMs + EXPIRY_PAUSE_MS));
  }

  /** Hands a command that has changed something to replicas and to the append only file. */
  propagate(database: number, words: readonly string[]): void {
    this.appendOnly.append(database, words);
    if (this.replication.upstream === undefined) this.replication.feed.append(database, words);
  }

  watch(session: Session, place: string): void {
    session.watched.add(place);
    this.watchers.set(place, (this.watchers.get(place) ?? new Set()).add(session));
  }

  unwatch(session: Session): void {
    for (const place of session.watched) {
      const sessions = this.watchers.get(place);
      sessions?.delete(session);
      if (sessions?.size === 0) this.watchers.delete(place);
    }
    session.watched.clear();
    session.isDirty = false;
  }

  /** Forgets a client that has gone. */
  forget(session: Session): void {
    this.sessions.delete(session.id);
    this.channels.forget(session);
    this.unwatch(session);
    this.blocked.release(session, undefined);
    this.replication.forget(session);
  }

  private removeExpired(): void {
    if (this.removesExpired) for (const database of this.databases) database.removeExpired();
    const next = Math.min(...this.databases.flatMap(({ expiring }) => [...expiring.values()]));
    if (Number.isFinite(next)) this.willExpire(next);
  }
}
