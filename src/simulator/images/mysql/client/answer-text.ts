import type { MysqlAnswer } from './mysql-connection';

type Rows = Extract<MysqlAnswer, { type: 'rows' }>;

/** Places that a text takes on a terminal. Not modelled: wide letters. */
const width = (text: string): number => [...text].length;

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\0', '\\0');

/** Rows as lines with tabs: what other programs read. */
export function batchText({ columns, rows }: Rows, hasColumnNames: boolean): string {
  const lines = rows.map((row) => row.map((value) => (value === null ? 'NULL' : escaped(value))).join('\t'));
  const head = hasColumnNames && rows.length > 0 ? [columns.map(({ name }) => name).join('\t')] : [];
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

/** Rows in a frame: what people read. Nothing without rows. Source: MySQL 8.0, client/mysql.cc `print_table_data`. */
export function tableText({ columns, rows }: Rows, hasColumnNames: boolean): string {
  if (rows.length === 0) return '';
  const texts = rows.map((row) => row.map((value) => value ?? 'NULL'));
  const widths = columns.map(({ name, isNullable }, index) =>
    Math.max(
      hasColumnNames ? width(name) : 0,
      isNullable ? 'NULL'.length : 0,
      ...texts.map((row) => width(row[index] ?? '')),
    ),
  );
  const frame = `+${widths.map((each) => '-'.repeat(each + 2)).join('+')}+\n`;
  const line = (cells: readonly string[], isHead: boolean): string => {
    const padded = cells.map((cell, index) => {
      const space = ' '.repeat((widths[index] ?? 0) - width(cell));
      return columns[index]?.isNumber === true && !isHead ? `${space}${cell}` : `${cell}${space}`;
    });
    return `| ${padded.join(' | ')} |\n`;
  };
  const head = hasColumnNames
    ? `${line(
        columns.map(({ name }) => name),
        true,
      )}${frame}`
    : '';
  return `${frame}${head}${texts.map((row) => line(row, false)).join('')}${frame}`;
}

/** Rows as lines, one for each value: what `\G` asks for. */
export function verticalText({ columns, rows }: Rows): string {
  const longest = Math.max(0, ...columns.map(({ name }) => width(name)));
  return rows
    .map((row, index) => {
      const head = `${'*'.repeat(27)} ${index + 1}. row ${'*'.repeat(27)}\n`;
      return head + columns.map(({ name }, place) => `${name.padStart(longest)}: ${row[place] ?? 'NULL'}\n`).join('');
    })
    .join('');
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What is said below an answer at a prompt. */
export function remark(answer: MysqlAnswer, tookMs: number): string {
  const time = `(${(tookMs / 1000).toFixed(2)} sec)`;
  if (answer.type === 'rows') {
    return answer.rows.length === 0
      ? `Empty set ${time}\n\n`
      : `${counted(answer.rows.length, 'row')} in set ${time}\n\n`;
  }
  const info = answer.info === '' ? '' : `${answer.info}\n`;
  return `Query OK, ${counted(answer.affectedRows, 'row')} affected ${time}\n${info}\n`;
}
