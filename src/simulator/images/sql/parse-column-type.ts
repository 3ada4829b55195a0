import type { ColumnType } from './ast';
import type { TokenReader } from './token-reader';

/** Names of two words. */
const LONG_NAMES: readonly (readonly [readonly string[], string])[] = [
  [['DOUBLE', 'PRECISION'], 'double'],
  [['CHARACTER', 'VARYING'], 'varchar'],
  [['LONG', 'VARCHAR'], 'mediumtext'],
];

/** Reads the type of a column. Throws SqlError. */
export function parseColumnType(reader: TokenReader): ColumnType {
  const long = LONG_NAMES.find(([words]) => reader.accept(...words));
  const name = long?.[1] ?? reader.name().toLowerCase();
  const args = reader.isNext('(') ? reader.listInParentheses(() => reader.take().text) : [];
  let isUnsigned = name === 'unsigned';
  for (;;) {
    const word = reader.acceptOne('UNSIGNED', 'SIGNED', 'ZEROFILL', 'BINARY', 'INTEGER');
    if (word === undefined) break;
    isUnsigned ||= word === 'UNSIGNED' || word === 'ZEROFILL';
  }
  if (reader.accept('WITH', 'TIME', 'ZONE') || reader.accept('WITHOUT', 'TIME', 'ZONE'))
    return { name, args, isUnsigned };
  if (reader.accept('CHARACTER', 'SET') || reader.accept('CHARSET')) reader.take();
  if (reader.accept('COLLATE')) reader.take();
  return { name, args, isUnsigned };
}
