import {
  type Context,
  type Dialect,
  type LexicalRules,
  type SqlFunction,
  SqlError,
  timeText,
  toNumber,
  toText,
} from '../../sql';
import type { MysqlVersion } from '../version';
import { schemaListing } from './information-schema';
import { variablesOf } from './variables';

/** How MySQL writes texts and names. */
export const MYSQL_RULES: LexicalRules = { nameQuote: '`', textQuotes: ["'", '"'], hasBackslash: true };

const pad = (number: number, length = 2): string => String(number).padStart(length, '0');

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Parts of a date by their letters in a format. */
function datePart(letter: string, date: Date): string {
  const hours = date.getUTCHours();
  const parts: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    y: pad(date.getUTCFullYear() % 100),
    m: pad(date.getUTCMonth() + 1),
    c: String(date.getUTCMonth() + 1),
    d: pad(date.getUTCDate()),
    e: String(date.getUTCDate()),
    H: pad(hours),
    h: pad(hours % 12 === 0 ? 12 : hours % 12),
    i: pad(date.getUTCMinutes()),
    s: pad(date.getUTCSeconds()),
    S: pad(date.getUTCSeconds()),
    p: hours < 12 ? 'AM' : 'PM',
    M: MONTHS[date.getUTCMonth()] ?? '',
    b: (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
    W: DAYS[date.getUTCDay()] ?? '',
    a: (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
    T: date.toISOString().slice(11, 19),
    '%': '%',
  };
  return parts[letter] ?? letter;
}

const dateOf = (value: string | number | boolean): Date =>
  new Date(`${toText(value).replace(' ', 'T')}${toText(value).includes(':') ? 'Z' : ''}`);

/** A function of one date; NULL for what is none. */
const ofDate =
  (run: (date: Date) => string | number): SqlFunction =>
  ([value = null]) => {
    if (value === null) return null;
    const date = dateOf(value);
    return Number.isNaN(date.getTime()) ? null : run(date);
  };

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

const functions: Readonly<Record<string, SqlFunction>> = {
  character_length: ([text = null]) => (text === null ? null : [...toText(text)].length),
  concat_ws: ([separator = null, ...texts]) =>
    separator === null ? null : texts.flatMap((text) => (text === null ? [] : [toText(text)])).join(toText(separator)),
  connection_id: (_, { session }) => session.id,
  current_timestamp: (_, { nowMs }) => timeText(nowMs),
  current_user: (_, { session }) => session.user,
  database: (_, { session }) => session.database ?? null,
  date: ofDate((date) => date.toISOString().slice(0, 10)),
  date_format: ([value = null, format = null]) => {
    if (value === null || format === null) return null;
    const date = dateOf(value);
    return toText(format).replace(/%(.)/g, (_, letter: string) => datePart(letter, date));
  },
  day: ofDate((date) => date.getUTCDate()),
  field: ([wanted = null, ...values]) => values.findIndex((value) => value !== null && value === wanted) + 1,
  from_unixtime: ([seconds = null]) => (seconds === null ? null : timeText(toNumber(seconds) * 1000)),
  hour: ofDate((date) => date.getUTCHours()),
  if: ([condition = null, then = null, otherwise = null]) =>
    condition !== null && toNumber(condition) !== 0 ? then : otherwise,
  ifnull: ([value = null, otherwise = null]) => value ?? otherwise,
  instr: ([text = null, part = null]) =>
    text === null || part === null ? null : toText(text).toLowerCase().indexOf(toText(part).toLowerCase()) + 1,
  isnull: ([value = null]) => Number(value === null),
  last_insert_id: (_, { session }) => session.lastInsertId,
  lcase: ([text = null]) => (text === null ? null : toText(text).toLowerCase()),
  minute: ofDate((date) => date.getUTCMinutes()),
  month: ofDate((date) => date.getUTCMonth() + 1),
  quote: ([text = null]) => (text === null ? 'NULL' : quoted(toText(text))),
  rand: (_, { random }) => random.next() / 0x1_0000_0000,
  schema: (_, { session }) => session.database ?? null,
  second: ofDate((date) => date.getUTCSeconds()),
  session_user: (_, { session }) => session.user,
  // The server waits for nobody: a statement is run in an instant.
  sleep: () => 0,
  sysdate: (_, { nowMs }) => timeText(nowMs),
  ucase: ([text = null]) => (text === null ? null : toText(text).toUpperCase()),
  unix_timestamp: ([value], { nowMs }) =>
    Math.floor((value === undefined || value === null ? nowMs : dateOf(value).getTime()) / 1000),
  user: (_, { session }) => session.user,
  utc_timestamp: (_, { nowMs }) => timeText(nowMs),
  uuid: (_, { random }) => random.uuid(),
  year: ofDate((date) => date.getUTCFullYear()),
};

/** SQL as MySQL speaks it. */
export function mysqlDialect(version: MysqlVersion, variables: ReadonlyMap<string, string | number>): Dialect {
  return {
    rules: MYSQL_RULES,
    collate: (text) => text.toLowerCase().replace(/ +$/, ''),
    truth: Number,
    concatenates: false,
    functions: { ...functions, version: () => version.text },
    variable: (name: string, context: Context) => {
      const value = context.session.variables.get(`@@${name}`) ?? variables.get(name);
      if (value === undefined) throw new SqlError({ kind: 'unknownVariable', name });
      return value;
    },
    virtualTable: (database, name, context) =>
      database.toLowerCase() === 'information_schema'
        ? schemaListing(name.toLowerCase(), context, variablesOf(variables, context.session))
        : undefined,
    firstAutomatic: 1,
  };
}
