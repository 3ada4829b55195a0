import { type ColumnType, type ResultColumn, type ResultSet, type SqlValue, toText } from '../../sql';
import { writeCell } from './binary-values';
import { CHARSET, FIELD_TYPE } from './constants';
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

/** The answer to what has no rows. */
export function okPayload({ affectedRows = 0, insertId = 0, status, info = '' }: OkFacts): Uint8Array {
  return new PayloadWriter()
    .number(0, 1)
    .length(affectedRows)
    .length(insertId)
    .number(status, 2)
    .number(0, 2)
    .text(info)
    .finish();
}

/** The answer to what is refused. */
export const errorPayload = ({ number, state, message }: MysqlProblem): Uint8Array =>
  new PayloadWriter().number(0xff, 1).number(number, 2).text(`#${state}${message}`).finish();

const endPayload = (status: number): Uint8Array =>
  new PayloadWriter().number(0xfe, 1).number(0, 2).number(status, 2).finish();

const FIELDS: Readonly<Record<string, readonly [type: number, length: number]>> = {
  bigint: [FIELD_TYPE.longlong, 20],
  bool: [FIELD_TYPE.tiny, 1],
  boolean: [FIELD_TYPE.tiny, 1],
  date: [FIELD_TYPE.date, 10],
  datetime: [FIELD_TYPE.datetime, 19],
  decimal: [FIELD_TYPE.newDecimal, 12],
  double: [FIELD_TYPE.double, 22],
  float: [FIELD_TYPE.float, 12],
  int: [FIELD_TYPE.long, 11],
  integer: [FIELD_TYPE.long, 11],
  mediumint: [FIELD_TYPE.int24, 9],
  numeric: [FIELD_TYPE.newDecimal, 12],
  smallint: [FIELD_TYPE.short, 6],
  time: [FIELD_TYPE.time, 10],
  timestamp: [FIELD_TYPE.timestamp, 19],
  tinyint: [FIELD_TYPE.tiny, 4],
  year: [FIELD_TYPE.year, 4],
};

/** Type of a column: as it is declared, or as its values are. */
function fieldOf(type: ColumnType | undefined, values: readonly SqlValue[]): readonly [type: number, length: number] {
  const declared = type === undefined ? undefined : FIELDS[type.name];
  if (declared !== undefined) return declared;
  if (type !== undefined && /text|blob/.test(type.name)) return [FIELD_TYPE.blob, 65_535];
  if (type !== undefined) return [FIELD_TYPE.varString, Number(type.args[0] ?? 255) * 3];
  const value = values.find((each) => each !== null);
  if (value === undefined) return values.length === 0 ? [FIELD_TYPE.varString, 255] : [FIELD_TYPE.null, 0];
  if (typeof value === 'string') return [FIELD_TYPE.varString, 255];
  const isWhole = values.every((each) => each === null || Number.isInteger(Number(each)));
  return isWhole ? [FIELD_TYPE.longlong, 21] : [FIELD_TYPE.double, 23];
}

/** Flag of a column whose texts are compared byte by byte. */
const BINARY_FLAG = 0x80;

const NUMBER_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 8, 9, 246]);

function columnPayload(
  { name, table = '', type }: ResultColumn,
  values: readonly SqlValue[],
  database: string,
): Uint8Array {
  const [fieldType, length] = fieldOf(type, values);
  return new PayloadWriter()
    .textWithLength('def')
    .textWithLength(database)
    .textWithLength(table)
    .textWithLength(table)
    .textWithLength(name)
    .textWithLength(table === '' ? '' : name)
    .length(12)
    .number(NUMBER_TYPES.has(fieldType) ? CHARSET.binary : CHARSET.utf8, 2)
    .number(length, 4)
    .number(fieldType, 1)
    .number(type?.isUnsigned === true ? 32 : 0, 2)
    .number(0, 1)
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
      )[0],
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
    .number(BINARY_FLAG, 2)
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
