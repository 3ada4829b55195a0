import type { SeededRandom } from '../../../engine';
import type { Process } from '../../../process';
import {
  Catalog,
  type Context,
  type Dialect,
  execute,
  type Outcome,
  parseStatement,
  type Session,
  TokenReader,
} from '../../sql';
import type { MysqlVersion } from '../version';
import { Accounts } from './accounts';
import type { DataDirectory } from './data-directory';
import { mysqlDialect } from './dialect';
import { type ServerSettings, serverVariables } from './variables';

/** Runs a statement that all dialects have. Throws SqlError. */
export type Execute = (statement: string, session: Session) => Outcome;

/** A client that is connected. */
export interface ConnectedClient {
  readonly session: Session;
  /** Address and port. */
  readonly host: string;
  readonly sinceMs: number;
}

/** What all connections of a server share. */
export class ServerState {
  readonly variables: Map<string, string | number>;
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly clients = new Map<number, ConnectedClient>();
  /** Statements that were run. */
  questions = 0;
  readonly startedMs: number;
  readonly random: SeededRandom;
  private connections = 0;

  /** Reads what `directory` holds. */
  constructor(
    private readonly process: Process,
    readonly version: MysqlVersion,
    directory: DataDirectory,
    settings: ServerSettings,
  ) {
    this.random = process.random;
    this.startedMs = process.nowMs;
    this.variables = new Map(serverVariables(version, settings));
    this.dialect = mysqlDialect(version, this.variables);
    this.catalog = new Catalog(directory, this.dialect.collate);
    this.accounts = new Accounts(this.catalog, (statement, session) => this.execute(statement, session));
    for (const [name, tables] of directory.read(this.dialect.collate)) this.catalog.restore(name, tables);
  }

  get nowMs(): number {
    return this.process.nowMs;
  }

  /** Number of a new connection. */
  newConnection(): number {
    this.connections += 1;
    return this.connections;
  }

  contextOf(session: Session): Context {
    const { catalog, dialect, random, nowMs } = this;
    return { catalog, session, dialect, nowMs, random, parameters: [] };
  }

  execute(statement: string, session: Session): Outcome {
    return execute(parseStatement(new TokenReader(statement, this.dialect.rules)), this.contextOf(session));
  }
}
