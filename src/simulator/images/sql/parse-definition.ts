import type { Alteration, ColumnDefinition, Expression, IndexDefinition, Statement } from './ast';
import { parseColumnType } from './parse-column-type';
import { parseExpression } from './parse-expression';
import { parseTableName } from './parse-select';
import type { TokenReader } from './token-reader';

/** A column, and the key that its declaration makes. */
interface DeclaredColumn {
  readonly column: ColumnDefinition;
  readonly index?: IndexDefinition;
}

const SERIALS: readonly string[] = ['serial', 'bigserial', 'smallserial'];

function parseColumn(reader: TokenReader): DeclaredColumn {
  const name = reader.name(true);
  const type = parseColumnType(reader);
  let isNullable = true;
  let isAutoIncrement = SERIALS.includes(type.name);
  let isUpdateTime = false;
  let defaultValue: Expression | undefined;
  let index: IndexDefinition | undefined;
  for (;;) {
    if (reader.accept('NOT', 'NULL')) isNullable = false;
    else if (reader.accept('NULL')) isNullable = true;
    else if (reader.accept('DEFAULT')) defaultValue = parseExpression(reader);
    else if (reader.accept('AUTO_INCREMENT')) isAutoIncrement = true;
    else if (reader.accept('ON', 'UPDATE')) isUpdateTime = parseExpression(reader).type === 'call';
    else if (reader.accept('PRIMARY', 'KEY')) index = { name: 'PRIMARY', columns: [name], isUnique: true };
    else if (reader.accept('UNIQUE')) {
      reader.accept('KEY');
      index = { name, columns: [name], isUnique: true };
    } else if (reader.accept('COMMENT')) reader.text();
    else if (reader.accept('CHARACTER', 'SET') || reader.accept('COLLATE')) reader.take();
    else if (reader.isNext('REFERENCES')) skipReference(reader);
    else if (reader.accept('CHECK')) reader.skipParentheses();
    else break;
  }
  const column = {
    name,
    type,
    isNullable: isNullable && index?.name !== 'PRIMARY' && !isAutoIncrement,
    isAutoIncrement,
    isUpdateTime,
    ...(defaultValue && { defaultValue }),
  };
  return { column, ...(index && { index }) };
}

/** A reference to another table is read, and not kept. */
function skipReference(reader: TokenReader): void {
  reader.expect('REFERENCES');
  parseTableName(reader);
  if (reader.isNext('(')) reader.skipParentheses();
  while (reader.accept('ON')) {
    reader.take();
    if (reader.acceptOne('CASCADE', 'RESTRICT') === undefined) {
      reader.take();
      reader.take();
    }
  }
}

function parseKeyColumns(reader: TokenReader): readonly string[] {
  return reader.listInParentheses(() => {
    const name = reader.name(true);
    if (reader.isNext('(')) reader.skipParentheses();
    reader.acceptOne('ASC', 'DESC');
    return name;
  });
}

/** A key or constraint of a table; undefined when a column comes, and null for a constraint that is not kept. */
function parseKey(reader: TokenReader): IndexDefinition | null | undefined {
  const constraint = reader.accept('CONSTRAINT') && reader.isName() ? reader.name() : undefined;
  if (reader.accept('PRIMARY', 'KEY')) {
    return { name: 'PRIMARY', columns: parseKeyColumns(reader), isUnique: true };
  }
  if (reader.accept('FOREIGN', 'KEY')) {
    if (reader.isName()) reader.name();
    reader.skipParentheses();
    skipReference(reader);
    return null;
  }
  if (reader.accept('CHECK')) {
    reader.skipParentheses();
    return null;
  }
  const isUnique = reader.accept('UNIQUE');
  if (!isUnique) reader.acceptOne('FULLTEXT', 'SPATIAL');
  if (reader.acceptOne('KEY', 'INDEX') === undefined && !isUnique) return undefined;
  const name = reader.isName() ? reader.name() : constraint;
  if (reader.accept('USING')) reader.take();
  const columns = parseKeyColumns(reader);
  if (reader.accept('USING')) reader.take();
  return { name: name ?? columns[0] ?? '', columns, isUnique };
}

function parseCreateTable(reader: TokenReader): Statement {
  const isLenient = reader.accept('IF', 'NOT', 'EXISTS');
  const table = parseTableName(reader);
  const columns: ColumnDefinition[] = [];
  const indexes: IndexDefinition[] = [];
  reader.listInParentheses(() => {
    const key = parseKey(reader);
    if (key === null) return;
    if (key !== undefined) {
      indexes.push(key);
      return;
    }
    const { column, index } = parseColumn(reader);
    columns.push(column);
    if (index !== undefined) indexes.push(index);
  });
  // Engine, character set and other options change nothing here.
  while (reader.token.type !== 'end' && !reader.isNext(';')) reader.take();
  return { type: 'createTable', table, isLenient, columns, indexes };
}

/** Reads what follows CREATE. Throws SqlError. */
export function parseCreate(reader: TokenReader): Statement {
  if (reader.acceptOne('DATABASE', 'SCHEMA') !== undefined) {
    const isLenient = reader.accept('IF', 'NOT', 'EXISTS');
    const name = reader.name();
    while (reader.token.type !== 'end' && !reader.isNext(';')) reader.take();
    return { type: 'createDatabase', name, isLenient };
  }
  reader.accept('TEMPORARY');
  if (reader.accept('TABLE')) return parseCreateTable(reader);
  const isUnique = reader.accept('UNIQUE');
  reader.expect('INDEX');
  reader.accept('IF', 'NOT', 'EXISTS');
  const name = reader.isNext('ON') ? '' : reader.name();
  reader.expect('ON');
  const table = parseTableName(reader);
  if (reader.accept('USING')) reader.take();
  const index = { name, columns: parseKeyColumns(reader), isUnique };
  return { type: 'alterTable', table, alterations: [{ type: 'addIndex', index }] };
}

/** Reads what follows DROP. Throws SqlError. */
export function parseDrop(reader: TokenReader): Statement {
  if (reader.acceptOne('DATABASE', 'SCHEMA') !== undefined) {
    const isLenient = reader.accept('IF', 'EXISTS');
    return { type: 'dropDatabase', name: reader.name(), isLenient };
  }
  if (reader.accept('INDEX')) {
    const name = reader.name();
    reader.expect('ON');
    return { type: 'alterTable', table: parseTableName(reader), alterations: [{ type: 'dropIndex', name }] };
  }
  reader.accept('TEMPORARY');
  reader.expect('TABLE');
  const isLenient = reader.accept('IF', 'EXISTS');
  const tables = reader.list(() => parseTableName(reader));
  reader.acceptOne('CASCADE', 'RESTRICT');
  return { type: 'dropTable', tables, isLenient };
}

function parseAddition(reader: TokenReader): readonly Alteration[] {
  const key = parseKey(reader);
  if (key === null) return [{ type: 'ignored' }];
  if (key !== undefined) return [{ type: 'addIndex', index: key }];
  reader.accept('COLUMN');
  const { column, index } = parseColumn(reader);
  const isFirst = reader.accept('FIRST');
  const after = reader.accept('AFTER') ? reader.name(true) : undefined;
  const added: Alteration = { type: 'addColumn', column, isFirst, ...(after !== undefined && { after }) };
  return index === undefined ? [added] : [added, { type: 'addIndex', index }];
}

function parseAlteration(reader: TokenReader): readonly Alteration[] {
  if (reader.accept('ADD')) return parseAddition(reader);
  if (reader.accept('DROP')) {
    if (reader.accept('PRIMARY', 'KEY')) return [{ type: 'dropIndex', name: 'PRIMARY' }];
    if (reader.acceptOne('INDEX', 'KEY') !== undefined) return [{ type: 'dropIndex', name: reader.name() }];
    if (reader.accept('FOREIGN', 'KEY')) {
      reader.name();
      return [{ type: 'ignored' }];
    }
    reader.accept('COLUMN');
    return [{ type: 'dropColumn', name: reader.name(true) }];
  }
  const verb = reader.acceptOne('MODIFY', 'CHANGE', 'RENAME');
  if (verb === 'RENAME') {
    reader.acceptOne('TO', 'AS');
    return [{ type: 'rename', to: parseTableName(reader) }];
  }
  if (verb !== undefined) {
    reader.accept('COLUMN');
    const changed = verb === 'CHANGE' ? reader.name(true) : undefined;
    const { column } = parseColumn(reader);
    return [{ type: 'changeColumn', name: changed ?? column.name, column }];
  }
  while (reader.token.type !== 'end' && !reader.isNext(',') && !reader.isNext(';')) reader.take();
  return [{ type: 'ignored' }];
}

/** Reads what follows ALTER. Throws SqlError. */
export function parseAlter(reader: TokenReader): Statement {
  reader.expect('TABLE');
  const table = parseTableName(reader);
  return { type: 'alterTable', table, alterations: reader.list(() => parseAlteration(reader)).flat() };
}
