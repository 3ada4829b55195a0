import { type Coroutine, isSystemError, type Process, ResolutionError } from '../../../process';
import { Turns } from '../../dockercoins/turns';
import { type BsonDocument, numberOf } from '../bson/values';
import { isCommunicationError } from '../wire/communication-error';
import { CommandError, MongoConnection } from './connection';
import type { MongoUri } from './uri';

/** Pause between two looks at all members. Source: MongoDB specification, Server Discovery, minHeartbeatFrequencyMS. */
const LOOK_MS = 500;
const CONNECT_MS = 10_000;

/** Refusals that say: ask the primary. Source: MongoDB specification, Retryable Writes. */
const NOT_PRIMARY: readonly number[] = [10107, 13435, 13436, 11602, 11600, 189, 91];

/** No server that may answer was found in time; its message is that of drivers. */
export class ServerSelectionError extends Error {}

/** How a driver words what went wrong on the way to a server. */
export function connectionFailure(error: unknown, address: string): string {
  if (error instanceof ResolutionError) {
    return `getaddrinfo ${error.code === 'EAI_NONAME' ? 'ENOTFOUND' : 'EAI_AGAIN'} ${error.subject}`;
  }
  return isSystemError(error)
    ? `connect ${error.code} ${address}`
    : error instanceof Error
      ? error.message
      : String(error);
}

/**
 * A client that finds the primary of a replica set by itself, and finds it again when it changes; of a single server, that.
 * Commands of one client follow each other.
 */
export class MongoClient {
  private readonly turns = new Turns();
  private connection: MongoConnection | undefined;
  private known: readonly string[];

  constructor(
    private readonly process: Process,
    readonly uri: MongoUri,
    /** How long it looks for a server that may answer. */
    private readonly selectionTimeoutMs = 30_000,
  ) {
    this.known = uri.hosts;
  }

  /**
   * Sends a command to the primary; when that has changed meanwhile, once more to the next.
   *
   * @throws CommandError what the server refuses; ServerSelectionError when there is none.
   */
  *command(command: BsonDocument, database = this.uri.database): Coroutine<BsonDocument> {
    return yield* this.onPrimary((connection) => connection.command(database, command));
  }

  /** All documents of a cursor that a command opens. Throws as `command`. */
  *all(command: BsonDocument, database = this.uri.database): Coroutine<readonly BsonDocument[]> {
    return yield* this.onPrimary((connection) => connection.all(database, command));
  }

  private onPrimary<T>(action: (connection: MongoConnection) => Coroutine<T>): Coroutine<T> {
    return this.turns.take(this.retrying(action));
  }

  private *retrying<T>(action: (connection: MongoConnection) => Coroutine<T>): Coroutine<T> {
    for (let isLast = false; ; isLast = true) {
      const connection = yield* this.primary();
      try {
        return yield* action(connection);
      } catch (error) {
        const isElsewhere = error instanceof CommandError ? this.isNotPrimary(error) : isCommunicationError(error);
        if (!isElsewhere || isLast) throw error;
        this.close();
      }
    }
  }

  /** A client of one server has nobody else to ask. */
  private isNotPrimary({ code }: CommandError): boolean {
    return this.uri.replicaSet !== undefined && NOT_PRIMARY.includes(code);
  }

  /** The connection to whom commands go. @throws ServerSelectionError */
  *primary(): Coroutine<MongoConnection> {
    if (this.connection !== undefined) return this.connection;
    const endMs = this.process.nowMs + this.selectionTimeoutMs;
    let failure = '';
    for (;;) {
      for (const address of this.known) {
        let candidate: MongoConnection | undefined;
        try {
          candidate = yield* MongoConnection.open(this.process, address, CONNECT_MS);
        } catch (error) {
          if (!isCommunicationError(error)) throw error;
          failure = connectionFailure(error, address);
          continue;
        }
        if (this.suits(candidate.hello)) {
          this.connection = candidate;
          return candidate;
        }
        this.learn(candidate.hello);
        candidate.close();
      }
      if (this.process.nowMs >= endMs) {
        throw new ServerSelectionError(
          failure === '' ? `Server selection timed out after ${this.selectionTimeoutMs} ms` : failure,
        );
      }
      yield* this.process.sleep(LOOK_MS);
    }
  }

  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private suits({ ismaster, setName, maxWireVersion }: BsonDocument): boolean {
    if (this.uri.replicaSet === undefined) return numberOf(maxWireVersion) !== undefined;
    return ismaster === true && setName === this.uri.replicaSet;
  }

  /** Members tell of members that the connection string does not name. */
  private learn({ hosts, setName }: BsonDocument): void {
    if (!Array.isArray(hosts) || setName !== this.uri.replicaSet) return;
    this.known = [...new Set([...this.known, ...(hosts as readonly string[])])];
  }
}
