import { type ColumnType, type ResultColumn, type ResultSet, type SqlValue, toText } from '../../sql';
import { writeCell } from './binary-values';
import { fieldOf } from './column-fields';
import { CHARSET, COLUMN_FLAG, FIELD_TYPE } from './constants';
import { PayloadWriter } from './payload-writer';

/** An error as clients are told it. */
export interface MysqlProblem {
  readonly number: number;
  /** Five letters: `42000`. */
  readonly state: string;
  readonly message: string;
}

/** What an answer tells besides rows. */
export interface OkFacts {
  readonly affectedRows?: number;
  readonly insertId?: number;
  readonly status: number;
  /** `Rows matched: 1  Changed: 1  Warnings: 0`. */
  readonly info?: string;
}

/**
 * The answer to what has no rows.
 *
 * Source: MySQL 8.0, sql/protocol_classic.cc `net_send_ok`: what there is to say has its length before it, and is not there
 * when it is empty. Clients of the C library take a text to the end of the packet for a broken one.
 */
export function okPayload({ affectedRows = 0, insertId = 0, status, info = '' }: OkFacts): Uint8Array {
  const writer = new PayloadWriter().number(0, 1).length(affectedRows).length(insertId).number(status, 2).number(0, 2);
  return (info === '' ? writer : writer.textWithLength(info)).finish();
}

/** The answer to what is refused. */
export const errorPayload = ({ number, state, message }: MysqlProblem): Uint8Array =>
  new PayloadWriter().number(0xff, 1).number(number, 2).text(`#${state}${message}`).finish();

const endPayload = (status: number): Uint8Array =>
  new PayloadWriter().number(0xfe, 1).number(0, 2).number(status, 2).finish();

function columnPayload(
  { name, table = '', type, isNullable = true }: ResultColumn,
  values: readonly SqlValue[],
  database: string,
): Uint8Array {
  const field = fieldOf(type, values);
  return new PayloadWriter()
    .textWithLength('def')
    .textWithLength(database)
    .textWithLength(table)
    .textWithLength(table)
    .textWithLength(name)
    .textWithLength(table === '' ? '' : name)
    .length(12)
    .number(field.charset, 2)
    .number(field.length, 4)
    .number(field.type, 1)
    .number(field.flags | (isNullable ? 0 : COLUMN_FLAG.notNull), 2)
    .number(field.decimals, 1)
    .zeros(2)
    .finish();
}

/** A value as text; a decimal has all its digits. */
export function cellText(value: SqlValue, type: ColumnType | undefined): string | null {
  if (value === null) return null;
  const isDecimal = type?.name === 'decimal' || type?.name === 'numeric';
  return isDecimal && typeof value === 'number' ? value.toFixed(Number(type.args[1] ?? 0)) : toText(value);
}

/** Packets that tell of columns. */
const columnPayloads = ({ columns, rows }: ResultSet, database: string): readonly Uint8Array[] =>
  columns.map((column, index) =>
    columnPayload(
      column,
      rows.map((row) => row[index] ?? null),
      column.table === undefined ? '' : database,
    ),
  );

/** How rows are written: as texts, or each value in the form of its column. */
export type RowForm = 'text' | 'binary';

type RowWriter = (row: readonly SqlValue[]) => Uint8Array;

const textRow =
  ({ columns }: ResultSet): RowWriter =>
  (row) => {
    const writer = new PayloadWriter();
    columns.forEach(({ type }, index) => writer.textWithLength(cellText(row[index] ?? null, type)));
    return writer.finish();
  };

/** Bits before those of the first column, in the bytes that say which values are NULL. */
const NULL_BITS_BEFORE = 2;

/** Source: MySQL 8.0, sql/protocol_classic.cc `Protocol_binary`. */
function binaryRow({ columns, rows }: ResultSet): RowWriter {
  const types = columns.map(
    ({ type }, index) =>
      fieldOf(
        type,
        rows.map((row) => row[index] ?? null),
      ).type,
  );
  return (row) => {
    const nulls = new Uint8Array(Math.ceil((columns.length + NULL_BITS_BEFORE) / 8));
    const cells = new PayloadWriter();
    columns.forEach(({ type }, index) => {
      const value = row[index] ?? null;
      const bit = index + NULL_BITS_BEFORE;
      if (value === null) nulls[bit >> 3] = (nulls[bit >> 3] ?? 0) | (1 << (bit & 7));
      else writeCell(cells, types[index] ?? FIELD_TYPE.varString, value, cellText(value, type) ?? '');
    });
    return new PayloadWriter().number(0, 1).bytes(nulls).bytes(cells.finish()).finish();
  };
}

/** The packets of an answer with rows. */
export function rowsPayloads(
  result: ResultSet,
  database: string,
  status: number,
  form: RowForm = 'text',
): readonly Uint8Array[] {
  return [
    new PayloadWriter().length(result.columns.length).finish(),
    ...columnPayloads(result, database),
    endPayload(status),
    ...result.rows.map(form === 'text' ? textRow(result) : binaryRow(result)),
    endPayload(status),
  ];
}

/** What stands for a value that is not known yet. Source: MySQL 8.0, sql/item.cc `Item_param::make_field`. */
const parameterPayload = (): Uint8Array =>
  new PayloadWriter()
    .textWithLength('def')
    .textWithLength('')
    .textWithLength('')
    .textWithLength('')
    .textWithLength('?')
    .textWithLength('')
    .length(12)
    .number(CHARSET.binary, 2)
    .number(0, 4)
    .number(FIELD_TYPE.varString, 1)
    .number(COLUMN_FLAG.binary, 2)
    .number(0, 1)
    .zeros(2)
    .finish();

/** The packets that tell of a statement that was prepared; `rows` is what a query would have. */
export function preparedPayloads(
  { id, parameters, rows }: { readonly id: number; readonly parameters: number; readonly rows: ResultSet | undefined },
  database: string,
  status: number,
): readonly Uint8Array[] {
  const columns = rows === undefined ? [] : columnPayloads(rows, database);
  const places = Array.from({ length: parameters }, () => parameterPayload());
  return [
    new PayloadWriter().number(0, 1).number(id, 4).number(columns.length, 2).number(parameters, 2).zeros(3).finish(),
    ...(places.length === 0 ? [] : [...places, endPayload(status)]),
    ...(columns.length === 0 ? [] : [...columns, endPayload(status)]),
  ];
}
