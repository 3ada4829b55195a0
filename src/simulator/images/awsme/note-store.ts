import { type Coroutine, isSystemError, type Process } from '../../process';
import { type MysqlAnswer, MysqlConnection, MysqlServerError } from '../mysql/client/mysql-connection';
import { dialError, mysqlErrorText } from './go-error';

/** The database of the application. Source: sample-app-aws, main.go. */
const DATABASE = 'sample_app';
const PORT = 3306;

/** Why the database does not do what it is asked, in the words of Go. */
export class StoreError extends Error {}

/** How the database is reached. */
export interface StoreAddress {
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** The notes in MySQL. It keeps one connection, and makes another when that is lost. */
export class NoteStore {
  /** Undefined while somebody uses it: others make one of their own. */
  private connection: MysqlConnection | undefined;

  constructor(
    private readonly process: Process,
    private readonly address: StoreAddress,
  ) {}

  /** Connects to the database of the application. Throws StoreError. */
  *open(): Coroutine<void> {
    this.connection = yield* this.connect(DATABASE);
  }

  /** Makes database and table where they are missing. Throws StoreError. */
  *migrate(): Coroutine<void> {
    const server = yield* this.connect('mysql');
    yield* this.ask(server, `CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
    yield* server.close();
    yield* this.open();
    const known = yield* this.query(
      `SELECT count(*) FROM INFORMATION_SCHEMA.TABLES WHERE table_schema = '${DATABASE}' AND table_name = 'notes'`,
    );
    if (known.type === 'rows' && known.rows[0]?.[0] !== '0') return;
    yield* this.query(
      'CREATE TABLE `notes` (`id` int unsigned AUTO_INCREMENT, `created_at` timestamp NULL, `updated_at` timestamp NULL, ' +
        '`deleted_at` timestamp NULL, `note` varchar(255), PRIMARY KEY (`id`))',
    );
    yield* this.query('CREATE INDEX idx_notes_deleted_at ON `notes`(deleted_at)');
  }

  /** All notes, the oldest first. Throws StoreError. */
  *notes(): Coroutine<readonly string[]> {
    const answer = yield* this.query('SELECT * FROM `notes` WHERE `notes`.`deleted_at` IS NULL');
    if (answer.type !== 'rows') return [];
    const place = answer.columns.findIndex(({ name }) => name === 'note');
    return answer.rows.map((row) => row[place] ?? '');
  }

  /** Keeps a note. Throws StoreError. */
  *add(note: string): Coroutine<void> {
    const now = quoted(new Date(this.process.nowMs).toISOString().slice(0, 19).replace('T', ' '));
    yield* this.query(
      `INSERT INTO \`notes\` (\`created_at\`, \`updated_at\`, \`deleted_at\`, \`note\`) VALUES (${now}, ${now}, NULL, ` +
        `${quoted(note)})`,
    );
  }

  /** Runs a statement over the connection that is there; over a new one when that was lost meanwhile. */
  private *query(statement: string): Coroutine<MysqlAnswer> {
    const { connection } = this;
    this.connection = undefined;
    if (connection !== undefined) {
      try {
        return yield* this.queryOver(connection, statement);
      } catch (error) {
        if (!isSystemError(error)) throw error;
      }
    }
    const fresh = yield* this.connect(DATABASE);
    try {
      return yield* this.queryOver(fresh, statement);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Runs a statement, and keeps the connection for the next while it is good. */
  private *queryOver(connection: MysqlConnection, statement: string): Coroutine<MysqlAnswer> {
    let isGood = false;
    try {
      const answer = yield* connection.query(statement);
      isGood = true;
      return answer;
    } catch (error) {
      isGood = error instanceof MysqlServerError;
      throw isGood ? this.failure(error) : error;
    } finally {
      if (isGood && this.connection === undefined) this.connection = connection;
      else connection.abandon();
    }
  }

  private *ask(connection: MysqlConnection, statement: string): Coroutine<void> {
    try {
      yield* connection.query(statement);
    } catch (error) {
      throw this.failure(error);
    }
  }

  private *connect(database: string): Coroutine<MysqlConnection> {
    try {
      return yield* MysqlConnection.open(this.process, { ...this.address, database });
    } catch (error) {
      throw this.failure(error);
    }
  }

  private failure(error: unknown): unknown {
    if (error instanceof MysqlServerError) return new StoreError(mysqlErrorText(error));
    const text = dialError(this.process, error, PORT);
    return text === undefined ? error : new StoreError(text);
  }
}
