import type { Expression, Outcome, Statement } from '../../sql';
import type { ResultColumn, StatementResult } from './sql-session';
import { expressionType, sentText, sentType, valueType } from './types';

/** What no name of a column has that somebody has given: the core calls a column by its text when nobody has. */
const EXPRESSION = /[()'+*/<>=|:]|^[-\d$]/;

/** Name that a column gets when nobody has given it one. Source: PostgreSQL 16, parse_target.c `FigureColname`. */
function columnName(value: Expression, name: string): string {
  if (value.type === 'column' || !EXPRESSION.test(name)) return name;
  if (value.type === 'call') return value.name.toLowerCase();
  if (value.type === 'cast') return value.operand.type === 'column' ? value.operand.name : value.to.name;
  if (value.type === 'countRows') return 'count';
  return value.type === 'case' || value.type === 'exists' ? value.type : '?column?';
}

/** What is answered to a statement. `low` is its text with names in lower case; `wasFailed`: its transaction had failed before. */
export function resultOf(statement: Statement, outcome: Outcome, low: string, wasFailed: boolean): StatementResult {
  if (outcome.type === 'rows') {
    const items = statement.type === 'select' ? statement.items : [];
    const values = items.every(({ type }) => type === 'value') ? items : [];
    const columns = outcome.columns.map((column, index): ResultColumn => {
      const item = values[index];
      const value = item?.type === 'value' ? item.value : undefined;
      const stored = column.type === undefined ? undefined : sentType(column.type);
      const found = outcome.rows.map((row) => valueType(row[index] ?? null)).find((type) => type !== undefined);
      return {
        name: item?.type === 'value' ? columnName(item.value, item.name) : column.name,
        type: stored ?? (value && expressionType(value)) ?? found ?? 'text',
      };
    });
    const rows = outcome.rows.map((row) =>
      row.map((value, index) => sentText(value, columns[index]?.type ?? 'text', outcome.columns[index]?.type)),
    );
    return { tag: `${statement.type === 'insert' ? 'INSERT 0' : 'SELECT'} ${rows.length}`, columns, rows };
  }
  switch (statement.type) {
    case 'insert':
      return { tag: `INSERT 0 ${outcome.affectedRows}` };
    case 'update':
      return { tag: `UPDATE ${outcome.matchedRows}` };
    case 'delete':
      return { tag: `DELETE ${outcome.affectedRows}` };
    case 'begin':
      return { tag: low.startsWith('start') ? 'START TRANSACTION' : 'BEGIN' };
    case 'commit':
      return { tag: wasFailed ? 'ROLLBACK' : 'COMMIT' };
    case 'rollback':
    case 'rollbackTo':
      return { tag: 'ROLLBACK' };
    case 'savepoint':
      return { tag: 'SAVEPOINT' };
    case 'release':
      return { tag: 'RELEASE' };
    case 'truncate':
      return { tag: 'TRUNCATE TABLE' };
    default:
      // `create unique index` is said to be CREATE INDEX.
      return {
        tag: low
          .replace(/\b(?:unique|temporary)\s+/g, '')
          .split(/\s+/)
          .slice(0, 2)
          .join(' ')
          .toUpperCase(),
      };
  }
}
