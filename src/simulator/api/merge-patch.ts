import { isJsonObject, jsonWord, setKey, valueAt, hasKey, type JsonObject } from './json';
import type { Draft } from './object';
import { badPatch } from './patch-error';

/** A value of a patch, without the nulls that delete nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const result: Draft = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== null) setKey(result, key, withoutNulls(value[key]));
  }
  return result;
}

function merge(original: JsonObject, patch: JsonObject): Draft {
  const result: Draft = { ...original };
  for (const key of Object.keys(patch)) {
    const wanted = patch[key];
    if (wanted === null) {
      delete result[key];
      continue;
    }
    const current = valueAt(result, key);
    const merged =
      isJsonObject(current) && isJsonObject(wanted)
        ? merge(current, wanted)
        : isJsonObject(wanted) || current === undefined || current === null
          ? withoutNulls(wanted)
          : wanted;
    setKey(result, key, merged);
  }
  return result;
}

/**
 * The object after a JSON merge patch (RFC 7386): maps are merged, null deletes, everything else replaces. Neither
 * argument is changed; the result may share parts with both. Throws a StatusError 400 for a patch that is no object.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go `applyJSPatch`; evanphx/json-patch v4 merge.go.
 */
export function applyMergePatch(original: JsonObject, patch: unknown): Draft {
  if (patch === null) throw badPatch('Invalid JSON Patch');
  if (!isJsonObject(patch)) {
    throw badPatch(
      `error decoding patch: json: cannot unmarshal ${jsonWord(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return merge(original, patch);
}

/** The merge patch that turns `original` into `wanted`; undefined when they are equal and nothing is to be changed. */
export function createMergePatch(original: JsonObject, wanted: JsonObject): Draft | undefined {
  const patch: Draft = {};
  for (const key of Object.keys(original)) {
    if (!hasKey(wanted, key)) setKey(patch, key, null);
  }
  for (const key of Object.keys(wanted)) {
    const before = valueAt(original, key);
    const after = wanted[key];
    if (isJsonObject(before) && isJsonObject(after)) {
      const inner = createMergePatch(before, after);
      if (inner !== undefined) setKey(patch, key, inner);
    } else if (!hasKey(original, key) || JSON.stringify(before) !== JSON.stringify(after)) {
      setKey(patch, key, after);
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
