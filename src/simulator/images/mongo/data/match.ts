import { compareBson, equalBson } from '../bson/compare';
import { type BsonDocument, type BsonValue, isDocument, numberOf, ObjectId, Regex } from '../bson/values';
import { MongoError } from './mongo-error';
import { valuesAt } from './paths';

type Test = (found: readonly BsonValue[]) => boolean;

/** Values that a comparison looks at: those at the path, and the members of arrays there. */
const unwound = (found: readonly BsonValue[]): readonly BsonValue[] =>
  found.flatMap((value) => (Array.isArray(value) ? [value, ...(value as readonly BsonValue[])] : [value]));

/** Whether `value` is of a type that can be compared with `wanted`. */
const isComparable = (value: BsonValue, wanted: BsonValue): boolean =>
  (numberOf(value) !== undefined && numberOf(wanted) !== undefined) ||
  (typeof value === typeof wanted &&
    (typeof value !== 'object' || Object.getPrototypeOf(value) === Object.getPrototypeOf(wanted)));

function expressionOf({ pattern, flags }: Regex): RegExp {
  try {
    return new RegExp(pattern, flags.replace(/[^ims]/g, ''));
  } catch {
    throw new MongoError('BadValue', 'Regular expression is invalid');
  }
}

function isEqual(wanted: BsonValue): Test {
  if (wanted === null) return (found) => found.length === 0 || unwound(found).some((value) => value === null);
  if (wanted instanceof Regex) {
    const expression = expressionOf(wanted);
    return (found) => unwound(found).some((value) => typeof value === 'string' && expression.test(value));
  }
  return (found) => unwound(found).some((value) => equalBson(value, wanted));
}

const compares =
  (wanted: BsonValue, holds: (result: number) => boolean): Test =>
  (found) =>
    unwound(found).some((value) => isComparable(value, wanted) && holds(compareBson(value, wanted)));

function listOf(operator: string, value: BsonValue): readonly BsonValue[] {
  if (!Array.isArray(value)) throw new MongoError('BadValue', `${operator} needs an array`);
  return value as readonly BsonValue[];
}

const TYPES: Readonly<Record<string, (value: BsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => numberOf(value) !== undefined,
  bool: (value) => typeof value === 'boolean',
  object: isDocument,
  array: (value) => Array.isArray(value),
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  objectId: (value) => value instanceof ObjectId,
};

/** What each operator of a query asks of the values at its path. */
const OPERATORS: Readonly<Record<string, (wanted: BsonValue, all: BsonDocument) => Test>> = {
  $eq: isEqual,
  $ne: (wanted) => not(isEqual(wanted)),
  $gt: (wanted) => compares(wanted, (result) => result > 0),
  $gte: (wanted) => compares(wanted, (result) => result >= 0),
  $lt: (wanted) => compares(wanted, (result) => result < 0),
  $lte: (wanted) => compares(wanted, (result) => result <= 0),
  $in: (wanted) => anyOf(listOf('$in', wanted).map(isEqual)),
  $nin: (wanted) => not(anyOf(listOf('$nin', wanted).map(isEqual))),
  $all: (wanted) => allOf(listOf('$all', wanted).map(isEqual)),
  $exists: (wanted) => (found) => found.length > 0 === (wanted !== false && wanted !== 0 && wanted !== null),
  $size: (wanted) => (found) => found.some((value) => Array.isArray(value) && value.length === numberOf(wanted)),
  $mod: (wanted) => {
    const [divisor = 1, rest = 0] = listOf('$mod', wanted).map((value) => numberOf(value));
    return (found) => unwound(found).some((value) => (numberOf(value) ?? NaN) % divisor === rest);
  },
  $type: (wanted) => {
    const test = TYPES[String(wanted)];
    if (test === undefined) throw new MongoError('BadValue', `Unknown type name alias: ${String(wanted)}`);
    return (found) => unwound(found).some(test);
  },
  $regex: (wanted, { $options }) => {
    const flags = typeof $options === 'string' ? $options : '';
    if (wanted instanceof Regex) return isEqual(new Regex(wanted.pattern, wanted.flags + flags));
    return isEqual(new Regex(String(wanted), flags));
  },
  $options: () => () => true,
  $not: (wanted) => not(testOf(wanted)),
  $elemMatch: (wanted) => {
    const document = isDocument(wanted) ? wanted : {};
    const isOfValues = Object.keys(document).some((name) => name in OPERATORS);
    const matches = isOfValues ? undefined : matcherOf(document);
    const test = isOfValues ? testOf(document) : undefined;
    return (found) =>
      found.some((list) =>
        Array.isArray(list)
          ? (list as readonly BsonValue[]).some((each) => test?.([each]) ?? (isDocument(each) && matches?.(each)))
          : false,
      );
  },
};

const not =
  (test: Test): Test =>
  (found) =>
    !test(found);
const anyOf =
  (tests: readonly Test[]): Test =>
  (found) =>
    tests.some((test) => test(found));
const allOf =
  (tests: readonly Test[]): Test =>
  (found) =>
    tests.every((test) => test(found));

/** What stands behind a name: a value, or a document of operators. */
function testOf(condition: BsonValue): Test {
  if (!isDocument(condition) || !Object.keys(condition).some((name) => name.startsWith('$'))) return isEqual(condition);
  return allOf(
    Object.entries(condition).map(([name, wanted]) => {
      const operator = OPERATORS[name];
      if (operator === undefined) throw new MongoError('BadValue', `unknown operator: ${name}`);
      return operator(wanted, condition);
    }),
  );
}

const branches = (name: string, value: BsonValue): readonly ((document: BsonDocument) => boolean)[] =>
  listOf(name, value).map((each) => matcherOf(isDocument(each) ? each : {}));

/**
 * Makes a test of documents of a query. Not modelled: $where, $text, geometry, $expr, bit masks.
 *
 * @throws MongoError BadValue for what is no query.
 */
export function matcherOf(query: BsonDocument): (document: BsonDocument) => boolean {
  const tests = Object.entries(query).map(([name, condition]): ((document: BsonDocument) => boolean) => {
    if (name === '$comment') return () => true;
    if (name === '$and' || name === '$or' || name === '$nor') {
      const inner = branches(name, condition);
      if (name === '$and') return (document) => inner.every((matches) => matches(document));
      return (document) => inner.some((matches) => matches(document)) === (name === '$or');
    }
    if (name.startsWith('$')) throw new MongoError('BadValue', `unknown top level operator: ${name}`);
    const path = name.split('.');
    const test = testOf(condition);
    return (document) => test(valuesAt(document, path));
  });
  return (document) => tests.every((test) => test(document));
}
