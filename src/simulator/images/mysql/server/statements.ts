import {
  type Expression,
  parseExpression,
  parseStatement,
  parseTableName,
  type Statement,
  TokenReader,
} from '../../sql';
import { MYSQL_RULES } from './dialect';

/** An account as statements name it. */
export interface AccountName {
  readonly user: string;
  /** `%` for any. */
  readonly host: string;
}

/** What SHOW is asked for. */
export interface Show {
  readonly type: 'show';
  readonly what:
    | 'databases'
    | 'tables'
    | 'columns'
    | 'createTable'
    | 'index'
    | 'variables'
    | 'status'
    | 'processlist'
    | 'grants'
    | 'nothing';
  /** Whether SHOW FULL was said. */
  readonly isFull: boolean;
  readonly database?: string;
  readonly table?: string;
  /** Pattern of names. @default - all */
  readonly like?: string;
  readonly where?: Expression;
}

/** A statement that MySQL understands. */
export type MysqlStatement =
  | Statement
  | Show
  | { readonly type: 'use'; readonly database: string }
  | { readonly type: 'set'; readonly assignments: readonly { readonly name: string; readonly value?: Expression }[] }
  | {
      readonly type: 'createUser';
      readonly account: AccountName;
      readonly password: string;
      readonly isLenient: boolean;
    }
  | { readonly type: 'alterUser'; readonly account: AccountName; readonly password: string }
  | { readonly type: 'dropUser'; readonly account: AccountName; readonly isLenient: boolean }
  /** `database` is undefined for all. */
  | { readonly type: 'grant'; readonly account: AccountName; readonly database?: string; readonly password?: string }
  | { readonly type: 'revoke'; readonly account: AccountName; readonly database?: string }
  /** Does nothing here: FLUSH, LOCK TABLES, ANALYZE. */
  | { readonly type: 'nothing' };

function skipRest(reader: TokenReader): void {
  while (reader.token.type !== 'end') reader.take();
}

function parseAccount(reader: TokenReader): AccountName {
  const user = reader.token.type === 'text' ? reader.text() : reader.name();
  // A host behind the at sign is read as a variable.
  if (reader.token.type === 'variable') {
    return {
      user,
      host: reader
        .take()
        .text.slice(1)
        .replace(/^['"`]|['"`]$/g, ''),
    };
  }
  return { user, host: '%' };
}

function parsePassword(reader: TokenReader): string | undefined {
  if (!reader.accept('IDENTIFIED')) return undefined;
  if (reader.accept('WITH')) reader.take();
  return reader.accept('BY') ? reader.text() : '';
}

function parseGrant(reader: TokenReader, type: 'grant' | 'revoke'): MysqlStatement {
  while (!reader.isNext('ON')) {
    if (reader.token.type === 'end') throw reader.error();
    reader.take();
  }
  reader.expect('ON');
  const scope = reader.take().text;
  if (reader.accept('.')) reader.take();
  if (reader.acceptOne('TO', 'FROM') === undefined) throw reader.error();
  const account = parseAccount(reader);
  const password = parsePassword(reader);
  skipRest(reader);
  const database = scope === '*' ? {} : { database: scope.replaceAll('\\_', '_') };
  return { type, account, ...database, ...(type === 'grant' && password !== undefined && { password }) };
}

const SHOWN: readonly (readonly [words: readonly string[], what: Show['what']])[] = [
  [['DATABASES'], 'databases'],
  [['SCHEMAS'], 'databases'],
  [['TABLES'], 'tables'],
  [['COLUMNS'], 'columns'],
  [['FIELDS'], 'columns'],
  [['CREATE', 'TABLE'], 'createTable'],
  [['INDEX'], 'index'],
  [['INDEXES'], 'index'],
  [['KEYS'], 'index'],
  [['VARIABLES'], 'variables'],
  [['STATUS'], 'status'],
  [['PROCESSLIST'], 'processlist'],
  [['GRANTS'], 'grants'],
  [['WARNINGS'], 'nothing'],
  [['ERRORS'], 'nothing'],
];

function parseShow(reader: TokenReader): MysqlStatement {
  const isFull = reader.accept('FULL');
  reader.acceptOne('GLOBAL', 'SESSION');
  const what = SHOWN.find(([words]) => reader.accept(...words))?.[1];
  if (what === undefined) throw reader.error();
  if (what === 'grants' || what === 'nothing') {
    skipRest(reader);
    return { type: 'show', what, isFull };
  }
  let database: string | undefined;
  let table: string | undefined;
  const isOfTable = what === 'columns' || what === 'index';
  if (what === 'createTable' || (isOfTable && reader.acceptOne('FROM', 'IN') !== undefined)) {
    const name = parseTableName(reader);
    ({ database } = name);
    table = name.name;
  }
  if (reader.acceptOne('FROM', 'IN') !== undefined) database = reader.name();
  const like = reader.accept('LIKE') ? reader.text() : undefined;
  const where = reader.accept('WHERE') ? parseExpression(reader) : undefined;
  return {
    type: 'show',
    what,
    isFull,
    ...(database !== undefined && { database }),
    ...(table !== undefined && { table }),
    ...(like !== undefined && { like }),
    ...(where && { where }),
  };
}

function parseSet(reader: TokenReader): MysqlStatement {
  if (
    reader.acceptOne('NAMES', 'CHARACTER', 'PASSWORD') !== undefined ||
    reader.isNext('SESSION', 'TRANSACTION') ||
    reader.accept('TRANSACTION')
  ) {
    skipRest(reader);
    return { type: 'nothing' };
  }
  const assignments = reader.list(() => {
    const scope = reader.acceptOne('GLOBAL', 'SESSION', 'LOCAL');
    const { type, text } = reader.take();
    if (type !== 'variable' && type !== 'word') throw reader.error();
    if (!reader.accept('=')) reader.expect(':=');
    const name =
      type === 'variable' && scope === undefined ? text.replace(/^@@(?:session|local)\./i, '@@') : `@@${text}`;
    if (reader.accept('OFF')) return { name, value: { type: 'literal', value: 0 } as const };
    // What a word such as ON or DEFAULT means is for the variable to know.
    const isWord = reader.acceptOne('ON', 'DEFAULT') !== undefined;
    return isWord ? { name } : { name, value: parseExpression(reader) };
  });
  return { type: 'set', assignments };
}

function parseUser(reader: TokenReader, verb: 'CREATE' | 'ALTER' | 'DROP'): MysqlStatement {
  reader.expect(verb, 'USER');
  const isLenient = reader.accept('IF', 'NOT', 'EXISTS') || reader.accept('IF', 'EXISTS');
  const account = parseAccount(reader);
  const password = parsePassword(reader) ?? '';
  skipRest(reader);
  if (verb === 'DROP') return { type: 'dropUser', account, isLenient };
  if (verb === 'ALTER') return { type: 'alterUser', account, password };
  return { type: 'createUser', account, password, isLenient };
}

const DO_NOTHING = ['FLUSH', 'LOCK', 'UNLOCK', 'ANALYZE', 'OPTIMIZE', 'KILL', 'DO'];

function parseKind(reader: TokenReader): MysqlStatement | undefined {
  if (reader.accept('SHOW')) return parseShow(reader);
  if (reader.accept('SET')) return parseSet(reader);
  if (reader.accept('USE')) return { type: 'use', database: reader.name() };
  if (reader.acceptOne('DESCRIBE', 'DESC', 'EXPLAIN') !== undefined) {
    const { name, database } = parseTableName(reader);
    return { type: 'show', what: 'columns', isFull: false, table: name, ...(database !== undefined && { database }) };
  }
  for (const verb of ['CREATE', 'ALTER', 'DROP'] as const)
    if (reader.isNext(verb, 'USER')) return parseUser(reader, verb);
  if (reader.accept('GRANT')) return parseGrant(reader, 'grant');
  if (reader.accept('REVOKE')) return parseGrant(reader, 'revoke');
  if (reader.acceptOne(...DO_NOTHING) !== undefined || (reader.isNext('ALTER', 'DATABASE') && reader.accept('ALTER'))) {
    skipRest(reader);
    return { type: 'nothing' };
  }
  return undefined;
}

function parseAll(reader: TokenReader): MysqlStatement {
  const statement = parseKind(reader);
  if (statement === undefined) return parseStatement(reader);
  reader.expectEnd();
  return statement;
}

/** Reads a statement of MySQL. Throws SqlError. */
export function parseMysql(text: string): MysqlStatement {
  const reader = new TokenReader(text, MYSQL_RULES);
  const statement = parseAll(reader);
  if (reader.parameterCount > 0) throw reader.parameterError();
  return statement;
}

/** Reads a statement in which question marks stand for values, and says how many. Throws SqlError. */
export function parsePrepared(text: string): { readonly statement: MysqlStatement; readonly parameters: number } {
  const reader = new TokenReader(text, MYSQL_RULES);
  const statement = parseAll(reader);
  return { statement, parameters: reader.parameterCount };
}
