import { type Coroutine, isSystemError, type Process, type Program, resolve, ResolutionError } from '../../process';
import { RedisClient, RedisError, textOf } from '../clients/redis-client';
import { PasswordMissing, PgClient, PgError } from '../postgres/client/pg-client';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 32 * MEBIBYTE;

/** Processor time of the start of .NET, and of one round. */
const START_MS = 300;
const ROUND_MS = 0.3;

/** Time between two looks at the queue, and before a server that is not there is tried again. */
const ROUND_WAIT_MS = 100;
const RETRY_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;

const CREATE_TABLE = 'CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)';

/** An exception that the program does not catch: it ends with its text. */
class Unhandled extends Error {}

const isNoDatabase = (error: unknown): boolean =>
  isSystemError(error) ||
  error instanceof ResolutionError ||
  error instanceof PgError ||
  error instanceof PasswordMissing;

/** What .NET prints of an exception. */
function exceptionText(error: unknown): string | undefined {
  if (error instanceof Unhandled) return error.message;
  if (error instanceof PgError) {
    const { code, message } = error.report;
    return `Npgsql.PostgresException (0x80004005): ${code}: ${message}`;
  }
  if (error instanceof RedisError) return `StackExchange.Redis.RedisServerException: ${error.message}`;
  return isSystemError(error) ? `System.Net.Sockets.SocketException: ${error.message}` : undefined;
}

/** Moves votes from Redis to the database. */
class VoteWorker {
  constructor(private readonly process: Process) {}

  *run(): Coroutine<never> {
    const database = yield* this.openDatabase();
    let redis = yield* this.openRedis();
    for (;;) {
      yield* this.process.sleep(ROUND_WAIT_MS);
      yield* this.process.compute(ROUND_MS);
      let text: string | undefined;
      try {
        text = textOf(yield* redis.command('LPOP', 'votes'));
      } catch (error) {
        if (!isSystemError(error)) throw error;
        redis.close();
        yield* this.process.print('Reconnecting Redis\n');
        redis = yield* this.openRedis();
        continue;
      }
      if (text === undefined) yield* database.query('SELECT 1');
      else yield* this.count(database, text);
    }
  }

  private *openDatabase(): Coroutine<PgClient> {
    const { process } = this;
    const password = process.env.get('PGPASSWORD');
    for (;;) {
      try {
        const database = yield* PgClient.connect(process, {
          host: 'db',
          user: 'postgres',
          timeoutMs: CONNECT_TIMEOUT_MS,
          ...(password === undefined ? {} : { password }),
        });
        yield* process.complain('Connected to db\n');
        yield* database.query(CREATE_TABLE);
        return database;
      } catch (error) {
        if (!isNoDatabase(error)) throw error;
        yield* process.complain('Waiting for db\n');
        yield* process.sleep(RETRY_MS);
      }
    }
  }

  private *openRedis(): Coroutine<RedisClient> {
    const { process } = this;
    const address = yield* this.findRedis();
    yield* process.print(`Found redis at ${address}\n`);
    for (;;) {
      try {
        const redis = yield* RedisClient.connect(process, address, { timeoutMs: CONNECT_TIMEOUT_MS });
        yield* redis.command('PING');
        yield* process.complain('Connected to redis\n');
        return redis;
      } catch (error) {
        if (!isSystemError(error)) throw error;
        yield* process.complain('Waiting for redis\n');
        yield* process.sleep(RETRY_MS);
      }
    }
  }

  /** A name that nobody knows ends the program: it looks only once. */
  private *findRedis(): Coroutine<string> {
    try {
      return (yield* resolve(this.process, 'redis'))[0] ?? '';
    } catch (error) {
      if (!(error instanceof ResolutionError)) throw error;
      throw new Unhandled(
        'System.AggregateException: One or more errors occurred. (No such device or address) ---> ' +
          'System.Net.Internals.SocketExceptionFactory+ExtendedSocketException: No such device or address',
      );
    }
  }

  /** One row for each voter: the last vote counts. */
  private *count(database: PgClient, text: string): Coroutine<void> {
    const { vote, voter_id: voter } = parseVote(text);
    yield* this.process.print(`Processing vote for '${vote}' by '${voter}'\n`);
    try {
      yield* database.run('INSERT INTO votes (id, vote) VALUES ($1, $2)', [voter, vote]);
    } catch (error) {
      if (!(error instanceof PgError)) throw error;
      yield* database.run('UPDATE votes SET vote = $2 WHERE id = $1', [voter, vote]);
    }
  }
}

function parseVote(text: string): { readonly vote: string; readonly voter_id: string } {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return { vote: String(value['vote']), voter_id: String(value['voter_id']) };
  } catch {
    throw new Unhandled(
      `Newtonsoft.Json.JsonReaderException: Unexpected character encountered while parsing value: ${text.charAt(0)}.`,
    );
  }
}

/**
 * `dotnet Worker.dll`: waits for the database and for Redis, makes the table, and moves votes one by one.
 *
 * Source: example-voting-app, worker/src/Worker/Program.cs.
 */
export const voteWorker: Program = function* (process) {
  process.useMemory(MEMORY_BYTES);
  yield* process.compute(START_MS);
  process.onSignal('TERM', function* () {
    yield* process.compute(1);
    process.exit(0);
  });
  try {
    return yield* new VoteWorker(process).run();
  } catch (error) {
    const text = exceptionText(error);
    if (text === undefined) throw error;
    yield* process.complain(`${text}\n`);
    return 1;
  }
};
