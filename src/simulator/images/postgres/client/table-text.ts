import { TYPE_NUMBERS } from '../sql/sql-session';
import type { PgResult } from './pg-client';

/** How psql shows rows. */
export interface TableForm {
  /** Whether names and the number of rows are left out. */
  readonly hasRowsOnly: boolean;
  /** Whether values are put together by `|`, without spaces. */
  readonly isUnaligned: boolean;
  /** @default - none */
  readonly title?: string;
}

/** Types that stand on the right. Source: PostgreSQL 16, src/fe_utils/print.c `column_type_alignment`. */
const NUMBERS: readonly number[] = (
  ['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric'] as const
).map((name) => TYPE_NUMBERS[name]);

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return ' '.repeat(left) + text + ' '.repeat(width - text.length - left);
}

const footer = (count: number): string => `(${count} ${count === 1 ? 'row' : 'rows'})`;

function alignedRow(cells: readonly string[], widths: readonly number[], isNumber: readonly boolean[]): string {
  const last = cells.length - 1;
  return cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      if (isNumber[index] === true) return ` ${cell.padStart(width)}${index === last ? '' : ' '}`;
      return index === last ? ` ${cell}` : ` ${cell.padEnd(width)} `;
    })
    .join('|');
}

/** Rows as psql prints them. Source: PostgreSQL 16, src/fe_utils/print.c `print_aligned_text`, `print_unaligned_text`. */
export function tableText({ columns, rows }: PgResult, form: TableForm): string {
  const names = columns.map(({ name }) => name);
  const cells = rows.map((row) => row.map((value) => value ?? ''));
  if (form.isUnaligned) {
    const lines = [...(form.hasRowsOnly ? [] : [names.join('|')]), ...cells.map((row) => row.join('|'))];
    return [...lines, ...(form.hasRowsOnly ? [] : [footer(rows.length)])].map((line) => `${line}\n`).join('');
  }
  // Names that are left out count nevertheless.
  const widths = names.map((name, index) => Math.max(name.length, ...cells.map((row) => (row[index] ?? '').length)));
  const isNumber = columns.map(({ type }) => NUMBERS.includes(type));
  const body = cells.map((row) => alignedRow(row, widths, isNumber));
  const total = widths.reduce((sum, width) => sum + width + 3, -1);
  const head = [
    ...(form.title === undefined ? [] : [centred(form.title, total).trimEnd()]),
    names.map((name, index) => ` ${centred(name, widths[index] ?? 0)} `).join('|'),
    widths.map((width) => '-'.repeat(width + 2)).join('+'),
  ];
  const lines = form.hasRowsOnly ? body : [...head, ...body, footer(rows.length)];
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}\n`;
}
