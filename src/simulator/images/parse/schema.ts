import type { Coroutine } from '../../process';
import type { MongoClient } from '../mongo/client/mongo-client';
import type { BsonDocument } from '../mongo/bson/values';
import { ParseError } from './parse-error';

const NAMES: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Number',
  boolean: 'Boolean',
  array: 'Array',
  object: 'Object',
  date: 'Date',
};

/** Type of a value as the schema names it; undefined for one that says nothing. */
function typeOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object') return typeof value;
  const { __type: type, __op: operation } = value as { readonly __type?: unknown; readonly __op?: unknown };
  if (operation === 'Increment') return 'number';
  if (operation === 'Delete') return undefined;
  if (operation !== undefined) return 'array';
  return type === 'Date' ? 'date' : 'object';
}

/** Classes with the types of their fields, which the first object with a field decides. They are kept in `_SCHEMA`. */
export class Schema {
  constructor(
    private readonly database: MongoClient,
    private readonly allowsNewClasses: boolean,
  ) {}

  /**
   * Makes sure that fields have the types that their class has for them, and adds what is new.
   *
   * @throws ParseError for another type, and for a class that may not be made.
   */
  *check(className: string, fields: readonly (readonly [string, unknown])[], isMaster: boolean): Coroutine<void> {
    if (!/^_?[A-Za-z][A-Za-z0-9_]*$/.test(className))
      throw new ParseError(
        103,
        `Invalid classname: ${className}, classnames can only have alphanumeric characters and _, and must start with an alpha character `,
      );
    const [known] = yield* this.database.all({ find: '_SCHEMA', filter: { _id: className } });
    if (known === undefined && !this.allowsNewClasses && !isMaster) {
      throw new ParseError(119, `This user is not allowed to access non-existent class: ${className}`, 400);
    }
    const added: Record<string, string> = {};
    for (const [name, value] of fields) {
      const type = typeOf(value);
      const before = known?.[name];
      if (type === undefined || before === type) continue;
      if (typeof before === 'string') {
        const names = `expected ${NAMES[before] ?? before} but got ${NAMES[type] ?? type}`;
        throw new ParseError(111, `schema mismatch for ${className}.${name}; ${names}`);
      }
      added[name] = type;
    }
    if (known !== undefined && Object.keys(added).length === 0) return;
    const own: BsonDocument = { objectId: 'string', updatedAt: 'date', createdAt: 'date' };
    const updates = [{ q: { _id: className }, u: { $set: { ...own, ...added } }, upsert: true }];
    yield* this.database.command({ update: '_SCHEMA', updates });
  }
}
