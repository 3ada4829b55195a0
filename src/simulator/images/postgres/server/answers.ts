import { MessageBuilder } from '../protocol/fields';
import { type ResultColumn, type SqlSession, TYPE_NUMBERS } from '../sql/sql-session';
import { sizeOfType, writeValue } from './wire-values';

/** What columns are sent in, one form for each, or one for all; none means text. */
export type Formats = readonly number[];

const isBinary = (formats: Formats, index: number): boolean =>
  (formats.length === 1 ? formats[0] : formats[index]) === 1;

/** What the rows that follow look like. */
export const rowDescription = (columns: readonly ResultColumn[], formats: Formats = []): Uint8Array => {
  const message = new MessageBuilder('T').int16(columns.length);
  columns.forEach(({ name, type }, index) => {
    message.text(name).int32(0).int16(0).int32(TYPE_NUMBERS[type]);
    message
      .int16(sizeOfType(type))
      .int32(-1)
      .int16(isBinary(formats, index) ? 1 : 0);
  });
  return message.bytes();
};

/** A row. */
export function dataRow(
  row: readonly (string | null)[],
  columns: readonly ResultColumn[],
  formats: Formats = [],
): Uint8Array {
  const message = new MessageBuilder('D').int16(row.length);
  row.forEach((text, index) =>
    message.value(writeValue(text, isBinary(formats, index), columns[index]?.type ?? 'text')),
  );
  return message.bytes();
}

/** What a statement has done. */
export const commandComplete = (tag: string): Uint8Array => new MessageBuilder('C').text(tag).bytes();

/** The server waits for the next statement. */
export const readyForQuery = (status: SqlSession['status']): Uint8Array =>
  new MessageBuilder('Z').letter(status).bytes();

/** A setting, and what it is. */
export const parameterStatus = (name: string, value: string): Uint8Array =>
  new MessageBuilder('S').text(name).text(value).bytes();

/** An answer that is its letter alone. */
export const bareAnswer = (letter: string): Uint8Array => new MessageBuilder(letter).bytes();

/** What the client has to do to prove who it is, or that it has. */
export const authentication = (kind: number, more: Uint8Array = new Uint8Array(0)): Uint8Array =>
  new MessageBuilder('R').int32(kind).raw(more).bytes();
