import type { Transaction } from './transaction';
import type { SqlValue } from './values';

/** What a database server keeps for one client. */
export class Session {
  /** Database that names without one mean. */
  database: string | undefined;
  /** The transaction that was begun; undefined while every statement is one of its own. */
  transaction: Transaction | undefined;
  /** Whether a statement outside of a transaction is one of its own; else it begins one. */
  commitsAlone = true;
  /** Value of the automatic column of the last insert. */
  lastInsertId = 0;
  /** Variables that the client has set, by their names in lower case. */
  readonly variables = new Map<string, SqlValue>();

  constructor(
    /** Number of the connection. */
    readonly id: number,
    /** Who it is: `root@localhost`. */
    readonly user: string,
  ) {}
}
