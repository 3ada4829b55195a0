import type { BsonDocument } from '../bson/values';
import { isPlainObject } from '../../javascript/values';

/** A document that a script has given; an empty one when it gave none. */
export const documentOf = (value: unknown): BsonDocument => (isPlainObject(value) ? (value as BsonDocument) : {});

/** Documents that a script has given: one, or a list of them. */
export const documentsOf = (value: unknown): readonly BsonDocument[] =>
  Array.isArray(value) ? (value as readonly unknown[]).map(documentOf) : [documentOf(value)];
