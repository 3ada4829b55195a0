// Peers are only peers when they make the same objects.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const keyOf = ({ kind, metadata }) => `${kind}/${metadata.name}`;

const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
};

function objectsIn(file) {
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
  const objects = documents.filter((object) => object !== null && typeof object === 'object');
  return new Map(objects.map((object) => [keyOf(object), JSON.stringify(sorted(object))]));
}

/** Throws unless every one of `files`, by name, holds the objects of the first. */
export function requireSameObjects(files) {
  const [[firstName, first], ...others] = Object.entries(files).map(([name, file]) => [name, objectsIn(file)]);
  for (const [name, objects] of others) {
    for (const key of new Set([...first.keys(), ...objects.keys()])) {
      if (first.get(key) === objects.get(key)) continue;
      throw new Error(`${name} and ${firstName} make different ${key}:\n${objects.get(key)}\n${first.get(key)}`);
    }
  }
}
