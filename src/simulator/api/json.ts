/** A JSON object that is only read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: no list and not null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an object itself has a key; `constructor` and the like are not inherited here. */
export const hasKey = (object: object, key: string): boolean => Object.prototype.hasOwnProperty.call(object, key);

/** The value of a key that the object itself has, or undefined. */
export const valueAt = (object: JsonObject, key: string): unknown => (hasKey(object, key) ? object[key] : undefined);

/** Sets a key of a draft, whatever its name: a plain assignment of `__proto__` would set no key. */
export function setKey(draft: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(draft, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    draft[key] = value;
  }
}

/**
 * A copy of an object that has, or will get, fields beside those of the object. A spread says the same, but in V8 of
 * Node.js 20 every object that begins as a spread and then gets a new field has a hidden class of its own, which costs
 * more time and memory than the object; so this is for what is made by thousands. See docs/decisions/hidden-classes.md.
 */
export const extended = <Given extends object, More extends object>(object: Given, more: More): Given & More =>
  Object.assign({}, object, more);

/** Whether two JSON values are equal; the order of keys does not matter, that of lists does. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!equalJson(a[index], b[index])) return false;
    return true;
  }
  const left = a as JsonObject;
  const right = b as JsonObject;
  let missing = 0;
  // A list of the keys would be made for every object of every write.
  for (const key in left) {
    missing += 1;
    const own = left[key];
    const other = right[key];
    // Most of what is compared is the same, and then the key is there.
    if (own === other && own !== undefined) continue;
    if (!hasKey(right, key) || !equalJson(own, other)) return false;
  }
  // Nothing is inherited here that a loop would meet.
  for (const _key in right) missing -= 1;
  return missing === 0;
}

/** A value as Go prints it with `%v`: `map[a:1 b:[x y]]`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const entries = Object.keys(value).sort();
  return `map[${entries.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
}

/** The Go type that holds a decoded JSON value. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'map[string]interface {}';
  }
}

/** The word of Go's JSON decoder for a value. */
export function jsonWord(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
