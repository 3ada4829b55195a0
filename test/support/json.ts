/** A JSON object that may be changed in place. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is an object with fields, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `field`, if there is one. */
export function objectAt(parent: JsonObject | undefined, field: string): JsonObject | undefined {
  const value = parent?.[field];
  return isObject(value) ? value : undefined;
}

/** The object under `field`, put there if it is missing. */
export function openObject(parent: JsonObject, field: string): JsonObject {
  const value = objectAt(parent, field);
  if (value !== undefined) return value;
  const made: JsonObject = {};
  parent[field] = made;
  return made;
}

/** The objects of the list under `field`; none when there is no list. */
export function objectsAt(parent: JsonObject | undefined, field: string): JsonObject[] {
  const value = parent?.[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Sets the fields of `defaults` that `target` lacks; an empty text counts as missing, as it does in Go. */
export function fill(target: JsonObject, defaults: JsonObject): void {
  for (const [field, value] of Object.entries(defaults)) {
    if (target[field] === undefined || target[field] === '') target[field] = value;
  }
}

/** A copy without null values and empty lists: the API server stores neither. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, content]) => content !== null && content !== undefined)
      .filter(([, content]) => !Array.isArray(content) || content.length > 0)
      .map(([field, content]) => [field, withoutNulls(content)]),
  );
}
