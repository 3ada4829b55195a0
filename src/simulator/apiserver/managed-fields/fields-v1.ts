import { isJsonObject, type JsonValue } from '../../api';
import { EMPTY_SET, FieldSet } from './field-set';

type Fields = Readonly<Record<string, unknown>>;

/** Sets that were read, by their JSON: neither is ever changed. */
const sets = new WeakMap<object, FieldSet>();
/** JSON of sets that were written or read. */
const written = new WeakMap<FieldSet, Fields>();

/**
 * JSON by its text: thousands of Pods of one ReplicaSet have equal fields, and share them. It is emptied when it is
 * full, so that it never keeps more than a bounded number of texts.
 */
const shared = new Map<string, Fields>();
const SHARED_MAX = 1024;

/** A set of paths as FieldsV1; `.` stands for the path to a map or item itself. Equal sets may share one object. */
export function toFieldsV1(set: FieldSet): JsonValue {
  let fields = written.get(set);
  if (fields === undefined) {
    const text = textOf(set, false);
    fields = shared.get(text);
    if (fields === undefined) {
      if (shared.size >= SHARED_MAX) shared.clear();
      fields = JSON.parse(text) as Fields;
      shared.set(text, fields);
      sets.set(fields, set);
    }
    written.set(set, fields);
  }
  return fields as JsonValue;
}

function textOf(set: FieldSet, includesSelf: boolean): string {
  let text = includesSelf ? '{".":{}' : '{';
  for (const [element, { isMember, child }] of set.entries()) {
    if (text.length > 1) text += ',';
    text += JSON.stringify(element);
    text += child === undefined ? ':{}' : `:${textOf(child, isMember)}`;
  }
  return `${text}}`;
}

/** The set of paths of a FieldsV1. Steps of unknown kinds are left out; throws an Error for what is no step at all. */
export function fromFieldsV1(fields: unknown): FieldSet {
  if (fields === undefined || fields === null) return EMPTY_SET;
  if (!isJsonObject(fields)) throw new Error('fieldsV1 is no object');
  let set = sets.get(fields);
  if (set === undefined) {
    set = parse(fields);
    sets.set(fields, set);
  }
  return set;
}

function parse(fields: Fields): FieldSet {
  const set = new FieldSet();
  for (const key of Object.keys(fields)) {
    if (key === '.') continue;
    if (key.length < 2) throw new Error('key must be 2 characters long:');
    if (key[1] !== ':') throw new Error(`missing colon: ${key}`);
    if (!'fkvi'.includes(key[0] as string)) continue;
    const inner = fields[key];
    const content = isJsonObject(inner) ? inner : {};
    const child = parse(content);
    // An entry without anything below it stands for itself; so does one that says so.
    set.put(canonical(key), child.isEmpty || '.' in content, child);
  }
  return set;
}

/** A step as this server writes it: keys sorted, no blanks. */
function canonical(key: string): string {
  if (key.startsWith('f:') || key.startsWith('i:')) return key;
  const value: unknown = JSON.parse(key.slice(2));
  if (key.startsWith('v:') || !isJsonObject(value)) return `${key.slice(0, 2)}${JSON.stringify(value)}`;
  const sorted = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(value[name])}`);
  return `k:{${sorted.join(',')}}`;
}
