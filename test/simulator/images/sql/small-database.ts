import { SeededRandom } from '../../../../src/simulator/engine';
import { mysqlDialect } from '../../../../src/simulator/images/mysql/server/dialect';
import { problemOf } from '../../../../src/simulator/images/mysql/server/error-text';
import { versionOf } from '../../../../src/simulator/images/mysql/version';
import {
  Catalog,
  execute,
  NO_STORAGE,
  type Outcome,
  parseStatement,
  Session,
  SqlError,
  type SqlValue,
  TokenReader,
} from '../../../../src/simulator/images/sql';

/** A database `test` in the dialect of MySQL 5.6, without a server. */
export class SmallDatabase {
  private readonly dialect = mysqlDialect(versionOf('5.6'), new Map());
  private readonly catalog = new Catalog(NO_STORAGE, this.dialect.collate);
  private readonly random = new SeededRandom(1);
  readonly session = new Session(1, 'root@localhost');

  constructor(...statements: readonly string[]) {
    this.catalog.createDatabase('test');
    this.session.database = 'test';
    for (const statement of statements) this.run(statement);
  }

  /** Runs a statement. Throws SqlError. */
  run(statement: string, session = this.session): Outcome {
    const { catalog, dialect, random } = this;
    const context = { catalog, session, dialect, random, nowMs: Date.UTC(2026, 0, 2, 3, 4, 5), parameters: [] };
    return execute(parseStatement(new TokenReader(statement, dialect.rules)), context);
  }

  /** Rows of a query. */
  rows(statement: string): readonly (readonly SqlValue[])[] {
    const outcome = this.run(statement);
    if (outcome.type !== 'rows') throw new Error('it has no rows');
    return outcome.rows;
  }

  /** The only value of a query. */
  value(expression: string): SqlValue | undefined {
    return this.rows(`SELECT ${expression}`)[0]?.[0];
  }

  /** What MySQL says of a statement: number and message, or `ok`. */
  refusal(statement: string): string {
    try {
      this.run(statement);
      return 'ok';
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const { number, message } = problemOf(error);
      return `${number} ${message}`;
    }
  }
}
