import type { Expression, Select } from './ast';
import { operandsOf } from './operands';
import { type Clause, columnValue, type Relation, type Scope } from './scope';

/** Refuses names that are those of no column, or of several, whether there are rows or not. Throws SqlError. */
export function checkNames(
  expression: Expression,
  relation: Relation,
  clause: Clause,
  outer?: Scope,
  aliases: ReadonlyMap<string, Expression> = new Map(),
): void {
  if (expression.type === 'column') {
    const { name, table } = expression;
    const isAlias = table === undefined && aliases.has(name.toLowerCase());
    if (!isAlias) columnValue({ relation, row: [], clause, ...(outer && { outer }) }, name, table);
    return;
  }
  for (const operand of operandsOf(expression)) checkNames(operand, relation, clause, outer, aliases);
}

/** Refuses names of a query. Those of GROUP BY and ORDER BY are looked at with the rows. Throws SqlError. */
export function checkSelect(
  { items, where, having }: Select,
  relation: Relation,
  aliases: ReadonlyMap<string, Expression>,
  outer?: Scope,
): void {
  for (const item of items) if (item.type === 'value') checkNames(item.value, relation, 'field list', outer);
  if (where !== undefined) checkNames(where, relation, 'where clause', outer);
  if (having !== undefined) checkNames(having, relation, 'having clause', outer, aliases);
}
