import type { Expression } from './ast';
import type { Context } from './dialect';
import { emptyScope } from './scope';
import { evaluate } from './evaluate';
import type { Row, Table } from './table';
import type { SqlValue } from './values';

/** Conditions that must all hold. */
function conditionsOf(where: Expression): readonly Expression[] {
  const isBoth = where.type === 'binary' && (where.operator === 'AND' || where.operator === '&&');
  return isBoth ? [...conditionsOf(where.left), ...conditionsOf(where.right)] : [where];
}

/** Numbers of the rows that `where` can choose, when a unique index tells them; undefined when all must be looked at. */
export function pinnedIds(
  table: Table,
  alias: string,
  where: Expression | undefined,
  context: Context,
): readonly number[] | undefined {
  if (where === undefined) return undefined;
  const values = new Map<number, SqlValue>();
  for (const condition of conditionsOf(where)) {
    if (condition.type !== 'binary' || condition.operator !== '=') continue;
    const { left, right } = condition;
    if (left.type !== 'column' || (right.type !== 'literal' && right.type !== 'parameter')) continue;
    if (left.table !== undefined && left.table.toLowerCase() !== alias.toLowerCase()) continue;
    const position = table.position(left.name);
    const value = evaluate(right, emptyScope(), context);
    const stored = table.definition.columns[position]?.type.name;
    // A value of another kind may be equal to several keys.
    if (stored !== undefined && isText(stored) === (typeof value === 'string')) values.set(position, value);
  }
  return values.size === 0 ? undefined : table.find(values);
}

const isText = (type: string): boolean => /char|text|blob|binary|enum/.test(type);

/** The same as rows. */
export function pinnedRows(
  table: Table,
  alias: string,
  where: Expression | undefined,
  context: Context,
): readonly Row[] | undefined {
  return pinnedIds(table, alias, where, context)?.flatMap((id) => {
    const row = table.rows.get(id);
    return row === undefined ? [] : [row];
  });
}
