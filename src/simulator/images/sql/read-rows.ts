import type { Expression, Join, Select, Source } from './ast';
import { checkNames } from './check-names';
import type { Context } from './dialect';
import { evaluate } from './evaluate';
import { pinnedRows } from './pinned-rows';
import { emptyScope, Relation, type RelationColumn, type Scope } from './scope';
import { runSelect } from './select';
import type { Row } from './table';
import { truthOf } from './values';

/** What a query reads. */
export interface ReadRows {
  readonly relation: Relation;
  readonly rows: readonly Row[];
}

function readSource(source: Source, context: Context, where: Expression | undefined, outer?: Scope): ReadRows {
  if (source.type === 'select') {
    const { columns, rows } = runSelect(source.select, context, outer);
    return { relation: new Relation(columns.map((column) => ({ ...column, table: source.alias }))), rows };
  }
  const { catalog, session, dialect } = context;
  const database = catalog.databaseOf(source, session.database);
  const virtual = dialect.virtualTable(database, source.name, context);
  if (virtual !== undefined) {
    const columns = virtual.columns.map((name) => ({ table: source.alias, name }));
    return { relation: new Relation(columns), rows: virtual.rows };
  }
  const table = catalog.table(source, session.database);
  const columns = table.definition.columns.map(({ name, type, isNullable }) => ({
    table: source.alias,
    name,
    type,
    isNullable,
  }));
  const pinned = pinnedRows(table, source.alias, where, context);
  return { relation: new Relation(columns), rows: pinned ?? [...table.rows.values()] };
}

function joined(left: ReadRows, join: Join, context: Context, outer?: Scope): ReadRows {
  const right = readSource(join.source, context, undefined, outer);
  const added = right.relation.columns;
  const columns: RelationColumn[] = [
    ...left.relation.columns,
    // What is not found on the other side of a left join is NULL.
    ...(join.kind === 'left' ? added.map((column) => ({ ...column, isNullable: true })) : added),
  ];
  const relation = new Relation(columns);
  const { on } = join;
  if (on !== undefined) checkNames(on, relation, 'on clause', outer);
  const rows: Row[] = [];
  const nulls = right.relation.columns.map(() => null);
  for (const first of left.rows) {
    let isMatched = false;
    for (const second of right.rows) {
      const row = [...first, ...second];
      const scope: Scope = { relation, row, clause: 'on clause', ...(outer && { outer }) };
      if (on !== undefined && truthOf(evaluate(on, scope, context)) !== true) continue;
      isMatched = true;
      rows.push(row);
    }
    if (!isMatched && join.kind === 'left') rows.push([...first, ...nulls]);
  }
  return { relation, rows };
}

/** Reads what a query is over: sources, joined. Throws SqlError. */
export function readRows(select: Select, context: Context, outer?: Scope): ReadRows {
  if (select.from === undefined) return { relation: emptyScope().relation, rows: [[]] };
  const isAlone = select.joins.length === 0;
  let read = readSource(select.from, context, isAlone ? select.where : undefined, outer);
  for (const join of select.joins) read = joined(read, join, context, outer);
  return read;
}
