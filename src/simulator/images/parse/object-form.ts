import { type BsonDocument, type BsonValue, isDocument } from '../mongo/bson/values';
import { ParseError } from './parse-error';

/** An object as clients send and get it. */
export type ParseObject = Readonly<Record<string, unknown>>;

const DATE_FIELDS: Readonly<Record<string, string>> = { createdAt: '_created_at', updatedAt: '_updated_at' };

/** Names that clients may not set. */
const OWN_FIELDS: readonly string[] = [
  'objectId',
  'createdAt',
  'updatedAt',
  '_id',
  '_method',
  '_ApplicationId',
  '_MasterKey',
];

/** Name of a field in the database. */
export const storedName = (name: string): string => (name === 'objectId' ? '_id' : (DATE_FIELDS[name] ?? name));

/** A value of JSON as the database keeps it. */
export function storedValue(value: unknown): BsonValue {
  if (Array.isArray(value)) return value.map(storedValue);
  if (typeof value !== 'object' || value === null) return value as BsonValue;
  const { __type: type, iso } = value as { readonly __type?: unknown; readonly iso?: unknown };
  if (type === 'Date' && typeof iso === 'string') return new Date(iso);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, storedValue(each)]));
}

function shownValue(value: BsonValue): unknown {
  if (value instanceof Date) return { __type: 'Date', iso: value.toISOString() };
  if (Array.isArray(value)) return (value as readonly BsonValue[]).map(shownValue);
  if (!isDocument(value)) return typeof value === 'bigint' ? Number(value) : value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shownValue(each)]));
}

const timeText = (value: BsonValue): string | undefined => (value instanceof Date ? value.toISOString() : undefined);

/** An object of the database as clients get it. */
export function shownObject({ _id, _created_at, _updated_at, ...rest }: BsonDocument): ParseObject {
  const fields = Object.entries(rest).filter(([name]) => !name.startsWith('_'));
  return {
    objectId: _id,
    ...Object.fromEntries(fields.map(([name, value]) => [name, shownValue(value)])),
    createdAt: timeText(_created_at),
    updatedAt: timeText(_updated_at),
  };
}

/** Fields that a client wants to set. @throws ParseError for names that cannot be */
export function givenFields(object: ParseObject): readonly (readonly [string, unknown])[] {
  const fields = Object.entries(object).filter(([name]) => !OWN_FIELDS.includes(name));
  for (const [name] of fields) {
    if (!/^[A-Za-z][0-9A-Za-z_]*$/.test(name)) throw new ParseError(105, `Invalid field name: ${name}.`);
  }
  return fields;
}

/** The change that `{"__op": "Increment", "amount": 1}` and others mean, by operators of the database. */
export function changeOf(fields: readonly (readonly [string, unknown])[], nowMs: number): BsonDocument {
  const change: Record<string, Record<string, BsonValue>> = { $set: { _updated_at: new Date(nowMs) } };
  for (const [name, value] of fields) {
    const operation = typeof value === 'object' && value !== null ? (value as { readonly __op?: unknown }) : {};
    const [operator, argument] = operationOf(operation as Readonly<Record<string, unknown>>, value);
    (change[operator] ??= {})[name] = argument;
  }
  return change;
}

function operationOf(operation: Readonly<Record<string, unknown>>, value: unknown): readonly [string, BsonValue] {
  const objects = (): BsonValue => storedValue(operation.objects ?? []);
  switch (operation.__op) {
    case undefined:
      return ['$set', storedValue(value)];
    case 'Increment':
      return ['$inc', Number(operation.amount)];
    case 'Delete':
      return ['$unset', ''];
    case 'Add':
      return ['$push', { $each: objects() }];
    case 'AddUnique':
      return ['$addToSet', { $each: objects() }];
    case 'Remove':
      return ['$pullAll', objects()];
    default:
      throw new ParseError(109, `The ${String(operation.__op)} operator is not supported yet.`);
  }
}

/** What a client asks for in `where`, as the database asks it. */
export function storedQuery(where: ParseObject): BsonDocument {
  return Object.fromEntries(
    Object.entries(where).map(([name, condition]) => {
      if (name === '$or' || name === '$and') return [name, (condition as readonly ParseObject[]).map(storedQuery)];
      const value = storedValue(condition);
      const isTime = name in DATE_FIELDS && typeof value === 'string';
      return [storedName(name), isTime ? new Date(value) : value];
    }),
  );
}
