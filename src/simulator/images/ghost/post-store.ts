import { type Coroutine, type Process, ResolutionError, SystemError } from '../../process';
import { MysqlConnection, MysqlServerError } from '../mysql/client/mysql-connection';
import type { GhostDatabase } from './config';

/** A post of the blog. */
export interface Post {
  readonly slug: string;
  readonly title: string;
  readonly text: string;
}

/** What a new blog says of itself. */
const WELCOME: Post = {
  slug: 'welcome',
  title: 'Welcome to Ghost',
  text: 'This is the first post of your new blog. Posts are kept in the database that the configuration names.',
};

/** Where posts are kept. */
export interface PostStore {
  /** Makes tables and the first post where there are none. @throws DatabaseError */
  prepare(): Coroutine<void>;
  /** @throws DatabaseError */
  posts(): Coroutine<readonly Post[]>;
}

/** Why the database cannot be used, in the words of the library that talks to it. */
export class DatabaseError extends Error {}

/** Posts in a file. It stands for one of SQLite and holds JSON. */
class FileStore implements PostStore {
  constructor(
    private readonly process: Process,
    private readonly path: string,
  ) {}

  // eslint-disable-next-line require-yield -- Files do not wait, other stores do.
  *prepare(): Coroutine<void> {
    const { files } = this.process;
    try {
      if (files.exists(this.path)) return;
      files.makeDirectory(this.path.replace(/\/[^/]*$/, ''), { isRecursive: true });
      files.write(this.path, JSON.stringify([WELCOME]));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new DatabaseError(`SQLITE_CANTOPEN: unable to open database file`);
    }
  }

  // eslint-disable-next-line require-yield -- As above.
  *posts(): Coroutine<readonly Post[]> {
    const { files } = this.process;
    if (!files.exists(this.path)) throw new DatabaseError('SQLITE_CANTOPEN: unable to open database file');
    return JSON.parse(files.readText(this.path)) as Post[];
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Posts in MySQL. Ghost makes its database when that is missing. */
class MysqlStore implements PostStore {
  constructor(
    private readonly process: Process,
    private readonly database: Extract<GhostDatabase, { client: 'mysql' }>,
  ) {}

  *prepare(): Coroutine<void> {
    const { database } = this.database;
    yield* this.run(undefined, [`CREATE DATABASE IF NOT EXISTS \`${database}\``]);
    yield* this.run(database, [
      'CREATE TABLE IF NOT EXISTS posts (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, slug VARCHAR(191), title VARCHAR(2000), plaintext TEXT)',
    ]);
    if ((yield* this.posts()).length > 0) return;
    const { slug, title, text } = WELCOME;
    yield* this.run(database, [
      `INSERT INTO posts (slug, title, plaintext) VALUES (${[slug, title, text].map(quoted).join(', ')})`,
    ]);
  }

  *posts(): Coroutine<readonly Post[]> {
    const rows = yield* this.run(this.database.database, ['SELECT slug, title, plaintext FROM posts ORDER BY id']);
    return rows.map(([slug, title, text]) => ({ slug: slug ?? '', title: title ?? '', text: text ?? '' }));
  }

  /** Runs statements over a connection of their own; returns the rows of the last. */
  private *run(
    database: string | undefined,
    statements: readonly string[],
  ): Coroutine<readonly (readonly (string | null)[])[]> {
    const { host, port, user, password } = this.database;
    let connection: MysqlConnection | undefined;
    try {
      const address = { host, port, user, password, ...(database === undefined ? {} : { database }) };
      connection = yield* MysqlConnection.open(this.process, address);
      let rows: readonly (readonly (string | null)[])[] = [];
      for (const statement of statements) {
        const answer = yield* connection.query(statement);
        rows = answer.type === 'rows' ? answer.rows : [];
      }
      return rows;
    } catch (error) {
      throw this.explained(error);
    } finally {
      connection?.abandon();
    }
  }

  /** Source: mysql2, and Node.js, for what the network says. */
  private explained(error: unknown): unknown {
    const { host, port } = this.database;
    if (error instanceof MysqlServerError) return new DatabaseError(error.message);
    if (error instanceof ResolutionError) {
      return new DatabaseError(`getaddrinfo ${error.code === 'EAI_NONAME' ? 'ENOTFOUND' : 'EAI_AGAIN'} ${host}`);
    }
    return error instanceof SystemError ? new DatabaseError(`connect ${error.code} ${host}:${port}`) : error;
  }
}

/** Where a database keeps posts. */
export const openPosts = (process: Process, database: GhostDatabase): PostStore =>
  database.client === 'mysql' ? new MysqlStore(process, database) : new FileStore(process, database.path);
