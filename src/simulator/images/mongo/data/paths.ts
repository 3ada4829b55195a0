import { type BsonDocument, type BsonValue, isDocument } from '../bson/values';

const isIndex = (name: string): boolean => /^\d+$/.test(name);

/** Values at a dotted path: several where arrays lie on the way, none where nothing is there. */
export function valuesAt(value: BsonValue, path: readonly string[]): BsonValue[] {
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (Array.isArray(value)) {
    const list = value as readonly BsonValue[];
    const indexed = isIndex(name) && Number(name) < list.length ? valuesAt(list[Number(name)], rest) : [];
    return [...indexed, ...list.filter(isDocument).flatMap((each) => valuesAt(each, path))];
  }
  if (!isDocument(value) || !Object.hasOwn(value, name)) return [];
  return valuesAt(value[name], rest);
}

/** The one value at a path, arrays by their indices; undefined where nothing is there. */
export function valueAt(value: BsonValue, path: readonly string[]): BsonValue {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value))
    return isIndex(name) ? valueAt((value as readonly BsonValue[])[Number(name)], rest) : undefined;
  return isDocument(value) && Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined;
}

/** A copy with another value at a path; documents on the way are made. An undefined value removes what is there. */
export function withValueAt(value: BsonValue, path: readonly string[], next: BsonValue): BsonValue {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  if (Array.isArray(value) && isIndex(name)) {
    const list = [...(value as readonly BsonValue[])];
    const index = Number(name);
    while (list.length < index) list.push(null);
    list[index] = withValueAt(list[index], rest, next) ?? null;
    return list;
  }
  const document: BsonDocument = isDocument(value) ? value : {};
  const inner = withValueAt(document[name], rest, next);
  const entries = Object.entries(document);
  if (inner === undefined) return Object.fromEntries(entries.filter(([each]) => each !== name));
  if (!Object.hasOwn(document, name)) return Object.fromEntries([...entries, [name, inner]]);
  return Object.fromEntries(entries.map(([each, old]) => [each, each === name ? inner : old]));
}
