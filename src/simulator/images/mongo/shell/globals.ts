import { type Coroutine, type Process } from '../../../process';
import { Binary, ObjectId, Regex, Timestamp } from '../bson/values';
import { ScriptError } from '../../javascript/script-error';
import { plainFunction, type PlainObject, ScriptFunction, scriptText } from '../../javascript/values';
import { CursorObject } from './cursor-object';
import { DatabaseObject } from './database-object';
import { inspectText } from './inspect-text';
import { jsonText } from './json-text';
import { ReplicaObject } from './replica-object';
import type { ShellSession } from './shell-session';

/** What stands behind `quit()`: the code that the shell ends with. */
export class ShellExit extends Error {
  constructor(readonly code: number) {
    super('the shell ends');
  }
}

/** Text of a value as `print` writes it. */
function printed(value: unknown, { isNew }: ShellSession): string {
  if (value instanceof ObjectId || value instanceof Date || (typeof value === 'object' && value !== null && isNew)) {
    return isNew ? inspectText(value) : jsonText(value);
  }
  return typeof value === 'object' && value !== null && 'scriptMember' in value
    ? String(value as object)
    : scriptText(value);
}

/** Text of a value as the prompt shows it; undefined for what is not shown. */
export function* shownText(value: unknown, session: ShellSession): Coroutine<string | undefined> {
  if (value === undefined) return undefined;
  if (value instanceof CursorObject) {
    const { documents, hasMore } = yield* value.page();
    const more = hasMore ? ['Type "it" for more'] : [];
    if (!session.isNew)
      return documents.length === 0
        ? undefined
        : [...documents.map((each) => jsonText(each, true)), ...more].join('\n');
    return [inspectText(documents), ...more].join('\n');
  }
  if (typeof value === 'string') return value;
  return session.isNew ? inspectText(value) : jsonText(value);
}

const print = (session: ShellSession, format: (value: unknown) => string): ScriptFunction =>
  new ScriptFunction('print', function* (values) {
    yield* session.process.print(`${values.map(format).join(' ')}\n`);
    return undefined;
  });

const idOf = (process: Process, hex: unknown): ObjectId =>
  typeof hex === 'string' && /^[0-9a-f]{24}$/i.test(hex)
    ? new ObjectId(hex.toLowerCase())
    : ObjectId.from(process.nowMs, process.random);

const dateOf = (process: Process, value: unknown): Date => {
  const date =
    value === undefined ? new Date(process.nowMs) : new Date(typeof value === 'number' ? value : scriptText(value));
  if (Number.isNaN(date.getTime())) throw new ScriptError(`invalid ISO date: ${scriptText(value)}`);
  return date;
};

/** The names that every script of a shell finds. */
export function shellGlobals(session: ShellSession): PlainObject {
  const { process } = session;
  const quit = plainFunction('quit', (code) => {
    throw new ShellExit(Number(code ?? 0));
  });
  const date = plainFunction('Date', (value) => dateOf(process, value));
  const toJson = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
  return {
    db: new DatabaseObject(session),
    rs: new ReplicaObject(session),
    print: print(session, (value) => printed(value, session)),
    console: { log: print(session, (value) => printed(value, session)) },
    printjson: print(session, (value) => (session.isNew ? inspectText(value) : jsonText(value))),
    tojson: plainFunction('tojson', (value) => (session.isNew ? inspectText(value) : jsonText(value))),
    ObjectId: plainFunction('ObjectId', (hex) => idOf(process, hex)),
    ISODate: date,
    Date: date,
    NumberLong: plainFunction('NumberLong', (value) => BigInt(scriptText(value ?? 0))),
    Long: plainFunction('Long', (value) => BigInt(scriptText(value ?? 0))),
    NumberInt: plainFunction('NumberInt', (value) => Math.trunc(Number(value))),
    Timestamp: plainFunction(
      'Timestamp',
      (seconds, increment) => new Timestamp(Number(seconds ?? 0), Number(increment ?? 0)),
    ),
    BinData: plainFunction('BinData', (subtype) => new Binary(new Uint8Array(), Number(subtype))),
    Number: plainFunction('Number', Number),
    String: plainFunction('String', (value) => scriptText(value)),
    parseInt: plainFunction('parseInt', (value) => parseInt(scriptText(value), 10)),
    Error: plainFunction('Error', (message) => new ScriptError(scriptText(message ?? ''))),
    JSON: {
      stringify: plainFunction('stringify', toJson),
      parse: plainFunction('parse', (text) => JSON.parse(scriptText(text)) as unknown),
    },
    Object: { keys: plainFunction('keys', (value) => Object.keys(Object(value) as object)) },
    sleep: new ScriptFunction('sleep', function* ([ms]) {
      yield* process.sleep(Number(ms));
      return session.isNew ? undefined : null;
    }),
    quit,
    exit: quit,
  };
}

/** Makes what a literal of a regular expression stands for in a shell. */
export const shellRegex = (pattern: string, flags: string): Regex => new Regex(pattern, flags);
