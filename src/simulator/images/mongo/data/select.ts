import { compareBson } from '../bson/compare';
import { type BsonDocument, type BsonValue, isDocument, numberOf, ObjectId } from '../bson/values';
import type { Collection } from './collection';
import { matcherOf } from './match';
import { valueAt, valuesAt, withValueAt } from './paths';

/** Which documents are wanted, and in what form. */
export interface Selection {
  readonly filter?: BsonDocument;
  readonly sort?: BsonDocument;
  readonly skip?: number;
  /** 0 is no limit. */
  readonly limit?: number;
  readonly projection?: BsonDocument;
}

const isPlainId = (value: BsonValue): boolean =>
  typeof value === 'string' || typeof value === 'number' || value instanceof ObjectId;

/** Documents of a collection that match a query. */
export function matching(collection: Collection | undefined, filter: BsonDocument): BsonDocument[] {
  if (collection === undefined) return [];
  const matches = matcherOf(filter);
  if (isPlainId(filter._id)) {
    const document = collection.find(filter._id);
    return document !== undefined && matches(document) ? [document] : [];
  }
  const found: BsonDocument[] = [];
  for (const document of collection.documents()) if (matches(document)) found.push(document);
  return found;
}

/** A copy of a list in the order that `sort` asks for. */
export function sorted(documents: readonly BsonDocument[], sort: BsonDocument): BsonDocument[] {
  const keys = Object.entries(sort).map(([path, way]) => ({ path: path.split('.'), isDown: (numberOf(way) ?? 1) < 0 }));
  const extreme = (document: BsonDocument, path: readonly string[], isDown: boolean): BsonValue => {
    const values = valuesAt(document, path).flatMap((value) =>
      Array.isArray(value) ? (value as readonly BsonValue[]) : [value],
    );
    return values.reduce(
      (best, value) => (best === undefined || compareBson(value, best) > 0 === isDown ? value : best),
      undefined,
    );
  };
  return [...documents].sort((left, right) => {
    for (const { path, isDown } of keys) {
      const result = compareBson(extreme(left, path, isDown), extreme(right, path, isDown));
      if (result !== 0) return isDown ? -result : result;
    }
    return 0;
  });
}

const isTruthy = (value: BsonValue): boolean => value !== false && value !== 0 && value !== 0n;

/** The parts of a document that a projection asks for. Not modelled: expressions and array operators in it. */
export function projected(document: BsonDocument, projection: BsonDocument): BsonDocument {
  const entries = Object.entries(projection);
  if (entries.length === 0) return document;
  const isInclusive = entries.some(([name, value]) => name !== '_id' && isTruthy(value)) || projection._id === 1;
  let result: BsonValue = isInclusive ? {} : document;
  if (isInclusive && (projection._id === undefined || isTruthy(projection._id)) && document._id !== undefined) {
    result = { _id: document._id };
  }
  for (const [name, value] of entries) {
    if (isInclusive && name === '_id') continue;
    const path = name.split('.');
    if (!isInclusive) result = withValueAt(result, path, isTruthy(value) ? valueAt(result, path) : undefined);
    else if (isTruthy(value) && valueAt(document, path) !== undefined) {
      result = withValueAt(result, path, valueAt(document, path));
    }
  }
  return isDocument(result) ? result : {};
}

/** Narrows a list down. */
export function selected(documents: readonly BsonDocument[], selection: Selection): BsonDocument[] {
  const { sort = {}, skip = 0, limit = 0, projection = {} } = selection;
  const ordered = Object.keys(sort).length === 0 ? documents : sorted(documents, sort);
  const part = ordered.slice(skip, limit === 0 ? undefined : skip + Math.abs(limit));
  return part.map((document) => projected(document, projection));
}
