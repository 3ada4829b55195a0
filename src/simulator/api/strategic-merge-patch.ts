import { goText, hasKey, isJsonObject, jsonWord, setKey, valueAt, type JsonObject } from './json';
import { asMap, identityOf, itemType, noMergeKey, ordered, wrongType } from './merged-lists';
import type { Draft } from './object';
import type { PatchField, SchemaLookup } from './schema-lookup';
import { badPatch, plainError } from './patch-error';
import type { StatusError } from './status-error';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const SET_ORDER = '$setElementOrder';
const DELETE_FROM = '$deleteFromPrimitiveList';

const BAD_ORDER = 'invalid patch format of setElementOrder list';
const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';

const unknownDirective = (directive: unknown, map: JsonObject): StatusError =>
  plainError(`unknown patch type: ${goText(directive)} in map: ${goText(map)}`);

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType('[]interface {}', value);
  return value;
}

function fieldOf(lookup: SchemaLookup, key: string): PatchField {
  if (lookup.kind !== 'struct') {
    throw plainError(`merging an object in json but data type is not struct, instead is: ${lookup.kind}`);
  }
  const field = lookup.field(key);
  if (field === undefined) {
    throw plainError(`unable to find api field in struct ${lookup.name} for the json field ${JSON.stringify(key)}`);
  }
  return field;
}

/** A new part of the object: without nulls in maps, and without what only directs. Undefined when nothing is left. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (hasKey(value, DIRECTIVE)) return undefined;
  const result: Draft = {};
  for (const key of Object.keys(value)) {
    const inner = value[key] === null ? undefined : cleaned(value[key]);
    if (inner !== undefined) setKey(result, key, inner);
  }
  return result;
}

/** The items that a patch adds or changes, and those of the original that its directives leave. */
function followDirectives(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
): { readonly original: readonly unknown[]; readonly patch: readonly unknown[] } {
  const deleted = new Set<unknown>();
  const items: unknown[] = [];
  let isReplaced = false;
  for (const each of patch) {
    const item = asMap(each);
    if (!hasKey(item, DIRECTIVE)) {
      items.push(item);
      continue;
    }
    switch (item[DIRECTIVE]) {
      case 'delete':
        if (!hasKey(item, mergeKey)) throw noMergeKey(item, mergeKey);
        deleted.add(item[mergeKey]);
        break;
      case 'replace':
        isReplaced = true;
        break;
      case 'merge':
        throw plainError('merging lists cannot yet be specified in the patch');
      default:
        throw unknownDirective(item[DIRECTIVE], item);
    }
  }
  if (isReplaced) return { original: items, patch: [] };
  return {
    original: deleted.size === 0 ? original : original.filter((item) => !deleted.has(valueAt(asMap(item), mergeKey))),
    patch: items,
  };
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: PatchField): readonly unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (itemType(original, patch) === 'scalar') {
    return ordered([...new Set([...original, ...patch])], patch, original, identityOf(undefined));
  }
  const { mergeKey } = field;
  if (mergeKey === undefined) throw plainError(`cannot merge lists without merge key for ${field.inner.kind}`);
  const identity = identityOf(mergeKey);
  const left = followDirectives(original, patch, mergeKey);
  const merged = [...left.original];
  const index = new Map<unknown, number>();
  merged.forEach((item, position) => {
    const id = valueAt(asMap(item), mergeKey);
    if (!index.has(id)) index.set(id, position);
  });
  for (const item of left.patch) {
    const id = identity(item);
    const position = index.get(id);
    if (position === undefined) {
      index.set(id, merged.length);
      merged.push(item);
    } else {
      merged[position] = mergeMap(merged[position] as JsonObject, item as JsonObject, field.inner);
    }
  }
  return ordered(merged, left.patch, left.original, identity);
}

/** Deletes the keys that `$retainKeys` does not name. */
function retainKeys(draft: Draft, patch: JsonObject): void {
  if (!hasKey(patch, RETAIN_KEYS)) return;
  const list = patch[RETAIN_KEYS];
  if (!Array.isArray(list)) throw badPatch(BAD_RETAIN_KEYS);
  const kept = new Set<unknown>(list);
  for (const key of Object.keys(patch)) {
    if (key === RETAIN_KEYS || patch[key] === null || key.startsWith(DELETE_FROM) || key.startsWith(SET_ORDER))
      continue;
    if (!kept.has(key)) throw badPatch(BAD_RETAIN_KEYS);
  }
  for (const key of Object.keys(draft)) {
    if (!kept.has(key)) delete draft[key];
  }
}

/** Whether the items of a patch stand in the order that `$setElementOrder` gives. */
function requireSameOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (order.length === 0 || patch.length === 0) return;
  const identity = identityOf(mergeKey);
  let next = 0;
  for (const item of patch) {
    if (mergeKey !== undefined && hasKey(asMap(item), DIRECTIVE)) continue;
    while (next < order.length && identity(order[next]) !== identity(item)) next++;
    if (next === order.length) {
      throw plainError(
        `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
      );
    }
    next++;
  }
}

/** Merges the list that a `$setElementOrder/NAME` directive is about. */
function mergeOrderedList(draft: Draft, patch: JsonObject, directive: string, lookup: SchemaLookup): void {
  const order = asList(patch[directive]);
  if (!directive.startsWith(`${SET_ORDER}/`)) throw badPatch(BAD_ORDER);
  const key = directive.slice(SET_ORDER.length + 1);
  const original = hasKey(draft, key) ? asList(draft[key]) : undefined;
  const wanted = hasKey(patch, key) ? asList(patch[key]) : undefined;
  const field = fieldOf(lookup, key);
  requireSameOrder(wanted ?? [], order, field.mergeKey);
  if (original === undefined && wanted === undefined) return;
  const merged =
    original === undefined
      ? asList(cleanedItems(wanted ?? []))
      : wanted === undefined
        ? original
        : field.strategy === 'merge'
          ? mergeList(original, wanted, field)
          : wanted;
  itemType(original ?? [], wanted ?? []);
  setKey(draft, key, ordered(merged, order, original ?? [], identityOf(field.mergeKey)));
}

/** Items of a new list without those that only direct; nulls in maps stay, as in the real server. */
const cleanedItems = (items: readonly unknown[]): unknown[] =>
  items.filter((item) => !isJsonObject(item) || !hasKey(item, DIRECTIVE));

function mergeMap(original: JsonObject, patch: JsonObject, lookup: SchemaLookup): Draft {
  if (hasKey(patch, DIRECTIVE)) {
    const { [DIRECTIVE]: directive, ...rest } = patch;
    if (directive === 'replace') return rest;
    if (directive === 'delete') return {};
    throw unknownDirective(directive, patch);
  }
  const draft: Draft = { ...original };
  retainKeys(draft, patch);

  const done = new Set<string>([RETAIN_KEYS]);
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(SET_ORDER)) continue;
    mergeOrderedList(draft, patch, key, lookup);
    done.add(key).add(key.slice(SET_ORDER.length + 1));
  }
  for (const key of Object.keys(patch)) {
    if (!done.has(key)) mergeKeyOf(draft, key, patch[key], lookup);
  }
  return draft;
}

function mergeKeyOf(draft: Draft, patchKey: string, wanted: unknown, lookup: SchemaLookup): void {
  const isDeletion = patchKey.startsWith(DELETE_FROM);
  if (isDeletion && !patchKey.startsWith(`${DELETE_FROM}/`)) throw badPatch('invalid patch format of primitive list');
  const key = isDeletion ? patchKey.slice(DELETE_FROM.length + 1) : patchKey;
  if (wanted === null) {
    delete draft[key];
    return;
  }
  const current = valueAt(draft, key);
  if (isJsonObject(current) && isJsonObject(wanted)) {
    const field = fieldOf(lookup, key);
    setKey(draft, key, field.strategy === 'replace' ? wanted : mergeMap(current, wanted, field.inner));
  } else if (Array.isArray(current) && Array.isArray(wanted)) {
    const field = fieldOf(lookup, key);
    if (isDeletion) setKey(draft, key, deleteFrom(current, wanted));
    else setKey(draft, key, field.strategy === 'merge' ? mergeList(current, wanted, field) : wanted);
  } else if (!isDeletion) {
    const value = cleaned(wanted);
    if (value === undefined) delete draft[key];
    else setKey(draft, key, value);
  }
}

function deleteFrom(list: readonly unknown[], deleted: readonly unknown[]): readonly unknown[] {
  if (list.length === 0 && deleted.length === 0) return list;
  itemType(list, deleted);
  const set = new Set(deleted);
  return list.filter((item) => !set.has(item));
}

/**
 * The object after a strategic merge patch: maps are merged, lists by the merge keys of their types, with the
 * directives `$patch`, `$retainKeys`, `$setElementOrder/LIST` and `$deleteFromPrimitiveList/LIST`. Neither argument is
 * changed; the result may share parts with both.
 *
 * Throws a StatusError: 400 for a patch that cannot be read, 422 for lists in lists, 500 with the message of the real
 * server for one that does not fit the type.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/strategicpatch/patch.go `StrategicMergeMapPatch`.
 */
export function applyStrategicMergePatch(original: JsonObject, patch: unknown, lookup: SchemaLookup): Draft {
  if (patch === null) return { ...original };
  if (!isJsonObject(patch)) {
    throw badPatch(`json: cannot unmarshal ${jsonWord(patch)} into Go value of type map[string]interface {}`);
  }
  return mergeMap(original, patch, lookup);
}
