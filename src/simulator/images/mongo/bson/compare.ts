import {
  Binary,
  type BsonDocument,
  type BsonValue,
  EndKey,
  isDocument,
  numberOf,
  ObjectId,
  Regex,
  Timestamp,
} from './values';

/** Place of the type of a value among all types. Source: MongoDB, src/mongo/bson/bsontypes.h `canonicalizeBSONType`. */
function rankOf(value: BsonValue): number {
  if (value instanceof EndKey) return value.side === 'min' ? -1 : 127;
  if (value === null || value === undefined) return 5;
  if (typeof value === 'number' || typeof value === 'bigint') return 10;
  if (typeof value === 'string') return 15;
  if (Array.isArray(value)) return 25;
  if (isDocument(value)) return 20;
  if (value instanceof Binary) return 30;
  if (value instanceof ObjectId) return 35;
  if (typeof value === 'boolean') return 40;
  if (value instanceof Date) return 45;
  if (value instanceof Timestamp) return 47;
  return value instanceof Regex ? 50 : 60;
}

const order = <T extends number | string | bigint>(left: T, right: T): number =>
  left < right ? -1 : left > right ? 1 : 0;

function compareLists(left: readonly BsonValue[], right: readonly BsonValue[]): number {
  for (const [index, value] of left.entries()) {
    if (index >= right.length) return 1;
    const result = compareBson(value, right[index]);
    if (result !== 0) return result;
  }
  return left.length - right.length;
}

const flat = (document: BsonDocument): readonly BsonValue[] => Object.entries(document).flat();

const textOf = (value: BsonValue): string => {
  if (value instanceof Regex) return `${value.pattern}/${value.flags}`;
  return value instanceof Binary ? `${value.subtype}:${value.bytes.join(',')}` : '';
};

/** Which of two values comes first: less than 0 for `left`. Types have an order among themselves. */
export function compareBson(left: BsonValue, right: BsonValue): number {
  const ranks = rankOf(left) - rankOf(right);
  if (ranks !== 0) return ranks;
  if (typeof left === 'string' && typeof right === 'string') return order(left, right);
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (leftNumber !== undefined && rightNumber !== undefined) return order(leftNumber, rightNumber);
  if (typeof left === 'boolean') return order(Number(left), Number(right));
  if (left instanceof Date && right instanceof Date) return order(left.getTime(), right.getTime());
  if (left instanceof ObjectId && right instanceof ObjectId) return order(left.hex, right.hex);
  if (left instanceof Timestamp && right instanceof Timestamp) {
    return order(left.seconds, right.seconds) || order(left.increment, right.increment);
  }
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  if (isDocument(left) && isDocument(right)) return compareLists(flat(left), flat(right));
  return order(textOf(left), textOf(right));
}

/** Whether two values are the same to a query. */
export const equalBson = (left: BsonValue, right: BsonValue): boolean => compareBson(left, right) === 0;
