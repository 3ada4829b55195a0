import type { Statement } from './ast';
import { alterTable, createTable, dropTables } from './define';
import type { Context } from './dialect';
import { type Modified, runDelete, runInsert, runUpdate } from './modify';
import { type ResultSet, runSelect } from './select';
import { SqlError } from './sql-error';
import { Transaction } from './transaction';

/** What came of a statement: rows, or what it has changed. */
export type Outcome = ({ readonly type: 'rows' } & ResultSet) | ({ readonly type: 'done' } & Modified);

const done = (affectedRows = 0): Outcome => ({ type: 'done', affectedRows, matchedRows: 0, insertId: 0 });

/** Makes the changes of a session's transaction last. */
export function commit({ session, catalog }: Context): void {
  const { transaction } = session;
  session.transaction = undefined;
  if (transaction !== undefined && transaction.changes.length > 0) catalog.storage.writeRows(transaction.changes);
}

/** Undoes the changes of a session's transaction. */
export function rollback({ session }: Pick<Context, 'session'>): void {
  session.transaction?.undoTo(0);
  session.transaction = undefined;
}

/** Runs what writes rows: all of it or nothing, as a part of the transaction that was begun, or as one of its own. */
function modify(context: Context, run: (transaction: Transaction) => Modified): Outcome {
  const { session, catalog } = context;
  const transaction = session.transaction ?? new Transaction();
  const { position } = transaction;
  let modified: Modified;
  try {
    modified = run(transaction);
  } catch (error) {
    transaction.undoTo(position);
    throw error;
  }
  if (session.transaction === undefined && transaction.changes.length > 0) {
    catalog.storage.writeRows(transaction.changes);
  }
  return { type: 'done', ...modified };
}

/** Runs what names a savepoint. A transaction of one statement has none. */
function inTransaction({ session }: Context, name: string, run: (transaction: Transaction) => boolean): Outcome {
  if (session.transaction !== undefined && run(session.transaction)) return done();
  throw new SqlError({ kind: 'unknownSavepoint', name });
}

/** Whether a statement begins a transaction in a session that does not commit by itself. */
const touchesRows = (statement: Statement): boolean =>
  statement.type === 'select' ? statement.from !== undefined : ['insert', 'update', 'delete'].includes(statement.type);

/** Runs what declares: it ends the transaction that was begun. */
function define(context: Context, run: () => number): Outcome {
  commit(context);
  return done(run());
}

/** Runs a statement. Throws SqlError; nothing of it has happened then. */
export function execute(statement: Statement, context: Context): Outcome {
  const { catalog, session } = context;
  if (!session.commitsAlone && touchesRows(statement)) session.transaction ??= new Transaction();
  switch (statement.type) {
    case 'select':
      return { type: 'rows', ...runSelect(statement, context) };
    case 'insert':
      return modify(context, (transaction) => runInsert(statement, context, transaction));
    case 'update':
      return modify(context, (transaction) => runUpdate(statement, context, transaction));
    case 'delete':
      return modify(context, (transaction) => runDelete(statement, context, transaction));
    case 'begin':
      commit(context);
      session.transaction = new Transaction();
      return done();
    case 'commit':
      commit(context);
      return done();
    case 'rollback':
      rollback(context);
      return done();
    case 'savepoint':
      session.transaction?.save(statement.name);
      return done();
    case 'rollbackTo':
      return inTransaction(context, statement.name, (transaction) => transaction.returnTo(statement.name));
    case 'release':
      return inTransaction(context, statement.name, (transaction) => transaction.release(statement.name));
    case 'createDatabase':
      return define(context, () => {
        if (!statement.isLenient || !catalog.has(statement.name)) catalog.createDatabase(statement.name);
        return 1;
      });
    case 'dropDatabase':
      return define(context, () => {
        if (statement.isLenient && !catalog.has(statement.name)) return 0;
        if (session.database === statement.name) session.database = undefined;
        return catalog.dropDatabase(statement.name);
      });
    case 'createTable':
      return define(context, () => createTable(statement, context));
    case 'dropTable':
      return define(context, () => dropTables(statement, context));
    case 'alterTable':
      return define(context, () => alterTable(statement, context));
    case 'truncate':
      return define(context, () => {
        const table = catalog.table(statement.table, session.database);
        table.truncate(context.dialect.firstAutomatic);
        catalog.storage.writeTable(table);
        return 0;
      });
  }
}

/** Refuses a database that is not there. */
export function useDatabase(name: string, { catalog, session }: Context): void {
  if (!catalog.has(name)) throw new SqlError({ kind: 'unknownDatabase', database: name });
  session.database = name;
}
