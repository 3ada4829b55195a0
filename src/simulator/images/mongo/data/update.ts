import { equalBson, compareBson } from '../bson/compare';
import { type BsonDocument, type BsonValue, isDocument, numberOf } from '../bson/values';
import { MongoError } from './mongo-error';
import { matcherOf } from './match';
import { valueAt, withValueAt } from './paths';

/** What an operator makes of the value that is there. */
type Change = (old: BsonValue, argument: BsonValue, context: ChangeContext) => BsonValue;

interface ChangeContext {
  readonly path: string;
  readonly nowMs: number;
  /** Whether the document is made by this update. */
  readonly isInsert: boolean;
}

function arrayAt(old: BsonValue, { path }: ChangeContext): readonly BsonValue[] {
  if (old === undefined) return [];
  if (!Array.isArray(old)) throw new MongoError('BadValue', `The field '${path}' must be an array`);
  return old as readonly BsonValue[];
}

/** Values that `$push` and `$addToSet` add. */
const added = (argument: BsonValue): readonly BsonValue[] =>
  isDocument(argument) && Array.isArray(argument.$each) ? (argument.$each as readonly BsonValue[]) : [argument];

function reckon(name: string, old: BsonValue, argument: BsonValue, path: string): BsonValue {
  const by = numberOf(argument);
  const verb = name === '$inc' ? 'increment' : 'multiply';
  if (by === undefined)
    throw new MongoError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ...}`);
  const from = old === undefined ? 0 : numberOf(old);
  if (from === undefined) {
    throw new MongoError('TypeMismatch', `Cannot apply ${name} to a value of non-numeric type. The field is '${path}'`);
  }
  const result = name === '$inc' ? from + by : from * by;
  return typeof old === 'bigint' || typeof argument === 'bigint' ? BigInt(result) : result;
}

const isPulled = (condition: BsonValue): ((value: BsonValue) => boolean) => {
  if (!isDocument(condition)) return (value) => equalBson(value, condition);
  const isOfValues = Object.keys(condition).some((name) => name.startsWith('$'));
  const matches = matcherOf(isOfValues ? { value: condition } : condition);
  return (value) => (isOfValues ? matches({ value }) : isDocument(value) && matches(value));
};

const CHANGES: Readonly<Record<string, Change>> = {
  $set: (_, argument) => argument,
  $setOnInsert: (old, argument, { isInsert }) => (isInsert ? argument : old),
  $unset: () => undefined,
  $inc: (old, argument, { path }) => reckon('$inc', old, argument, path),
  $mul: (old, argument, { path }) => reckon('$mul', old, argument, path),
  $min: (old, argument) => (old === undefined || compareBson(argument, old) < 0 ? argument : old),
  $max: (old, argument) => (old === undefined || compareBson(argument, old) > 0 ? argument : old),
  $currentDate: (_old, _argument, { nowMs }) => new Date(nowMs),
  $push: (old, argument, context) => [...arrayAt(old, context), ...added(argument)],
  $addToSet: (old, argument, context) => {
    const list = [...arrayAt(old, context)];
    for (const value of added(argument)) if (!list.some((each) => equalBson(each, value))) list.push(value);
    return list;
  },
  $pull: (old, argument, context) => {
    const isGone = isPulled(argument);
    return old === undefined ? undefined : arrayAt(old, context).filter((value) => !isGone(value));
  },
  $pullAll: (old, argument, context) => {
    const gone = Array.isArray(argument) ? (argument as readonly BsonValue[]) : [];
    if (old === undefined) return undefined;
    return arrayAt(old, context).filter((value) => !gone.some((each) => equalBson(each, value)));
  },
  $pop: (old, argument, context) => {
    if (old === undefined) return undefined;
    const list = arrayAt(old, context);
    return numberOf(argument) === -1 ? list.slice(1) : list.slice(0, -1);
  },
};

/** Whether an update names operators; else it is the new document. */
export const isOperatorUpdate = (update: BsonDocument): boolean => Object.keys(update)[0]?.startsWith('$') === true;

/**
 * The document that an update makes of `old`. Not modelled: positions in arrays (`$`, `$[]`), pipelines, $bit.
 *
 * @throws MongoError for what cannot be done to it.
 */
export function updated(
  old: BsonDocument,
  update: BsonDocument,
  { nowMs, isInsert = false }: { readonly nowMs: number; readonly isInsert?: boolean },
): BsonDocument {
  let next: BsonDocument = isOperatorUpdate(update) ? applied(old, update, { nowMs, isInsert }) : update;
  if (old._id !== undefined) {
    if (next._id === undefined) next = { _id: old._id, ...next };
    else if (!equalBson(next._id, old._id)) {
      const text = `Performing an update on the path '_id' would modify the immutable field '_id'`;
      throw new MongoError('ImmutableField', text);
    }
  }
  return next;
}

function applied(
  old: BsonDocument,
  update: BsonDocument,
  { nowMs, isInsert }: { readonly nowMs: number; readonly isInsert: boolean },
): BsonDocument {
  let next: BsonValue = old;
  for (const [operator, fields] of Object.entries(update)) {
    const change = CHANGES[operator];
    if (operator === '$rename') {
      for (const [from, to] of Object.entries(isDocument(fields) ? fields : {})) {
        const value = valueAt(next, from.split('.'));
        if (value === undefined) continue;
        next = withValueAt(withValueAt(next, from.split('.'), undefined), String(to).split('.'), value);
      }
      continue;
    }
    if (change === undefined) throw new MongoError('FailedToParse', `Unknown modifier: ${operator}`);
    for (const [path, argument] of Object.entries(isDocument(fields) ? fields : {})) {
      const names = path.split('.');
      next = withValueAt(next, names, change(valueAt(next, names), argument, { path, nowMs, isInsert }));
    }
  }
  return isDocument(next) ? next : {};
}

/** The document that an upsert begins with: what the query says must be equal. */
export function seedOf(query: BsonDocument): BsonDocument {
  let seed: BsonValue = {};
  for (const [path, condition] of Object.entries(query)) {
    if (path.startsWith('$')) continue;
    const isTest = isDocument(condition) && Object.keys(condition).some((name) => name.startsWith('$'));
    const value = isTest ? condition.$eq : condition;
    if (value !== undefined) seed = withValueAt(seed, path.split('.'), value);
  }
  return isDocument(seed) ? seed : {};
}
