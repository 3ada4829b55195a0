import { type Context, execute, type Outcome, SqlError, type Statement, type Table } from '../../sql';

type Insert = Extract<Statement, { type: 'insert' }>;

/** Positions in a row of what `RETURNING` names, with the names that they get. */
function returned(statement: Insert, table: Table): readonly { readonly position: number; readonly name: string }[] {
  const { columns } = table.definition;
  return (statement.returning ?? []).flatMap((item) => {
    if (item.type === 'all') return columns.map(({ name }, position) => ({ position, name }));
    if (item.value.type !== 'column') throw new SqlError({ kind: 'notSupported', what: 'RETURNING an expression' });
    const position = table.position(item.value.name);
    if (position < 0) {
      throw new SqlError({ kind: 'unknownColumn', column: item.value.name, clause: 'field list' });
    }
    return [{ position, name: item.name }];
  });
}

/** What an insert answers that returns columns of its rows, without its rows. Throws SqlError. */
export function returningShape(statement: Insert, { catalog, session }: Context): Outcome & { type: 'rows' } {
  const table = catalog.table(statement.table, session.database);
  const columns = returned(statement, table).map(({ position, name }) => ({
    name,
    ...(table.definition.columns[position] && { type: table.definition.columns[position].type }),
  }));
  return { type: 'rows', columns, rows: [] };
}

/** Runs an insert that returns columns of the rows that it has written. Throws SqlError. */
export function insertReturning(statement: Insert, context: Context): Outcome & { type: 'rows' } {
  const { session, catalog } = context;
  const shape = returningShape(statement, context);
  const places = returned(statement, catalog.table(statement.table, session.database));
  const isAlone = session.transaction === undefined;
  if (isAlone) execute({ type: 'begin' }, context);
  try {
    const before = session.transaction?.changes.length ?? 0;
    execute(statement, context);
    const written = (session.transaction?.changes ?? []).slice(before).flatMap(({ after }) => (after ? [after] : []));
    if (isAlone) execute({ type: 'commit' }, context);
    return { ...shape, rows: written.map((row) => places.map(({ position }) => row[position] ?? null)) };
  } catch (error) {
    if (isAlone) execute({ type: 'rollback' }, context);
    throw error;
  }
}
