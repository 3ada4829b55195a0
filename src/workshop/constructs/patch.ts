import type { ApiObject, JsonPatch } from 'cdk8s';
import { applyPatch, type Operation } from 'fast-json-patch';

const operationOf = (patch: JsonPatch): Operation => (patch as unknown as { _toJson(): Operation })._toJson();

/** Why `patch` cannot be applied to `document`, or undefined; a good patch is applied to it. */
function applyStrictly(document: object, patch: Operation): string | undefined {
  try {
    // 'replace' of a missing leaf would add it, and 'remove' would do nothing: validation refuses both.
    applyPatch(document, [patch], true);
    return undefined;
  } catch (error) {
    const reason = (error as { name?: string }).name ?? 'error';
    return `patch ${patch.op} '${patch.path}' hits nothing (${reason.toLowerCase().replaceAll('_', ' ')})`;
  }
}

/**
 * Makes `object` apply `patches` to what Kubernetes will see, after the field names were translated, so that fields
 * newer than the typed classes survive. Serializing throws when a patch hits nothing.
 */
export function patchStrictly(object: ApiObject, patches: readonly JsonPatch[]): void {
  const toJson = object.toJson.bind(object);
  object.toJson = () => {
    const manifest = structuredClone(toJson()) as object;
    for (const patch of patches) {
      const miss = applyStrictly(manifest, operationOf(patch));
      if (miss !== undefined) throw new Error(`${object.node.path}: ${miss}`);
    }
    return manifest;
  };
}

/** The operations given to `ApiObject.addJsonPatch` that change nothing, in words. */
export function missedPatches(object: ApiObject): string[] {
  const { patches } = object as unknown as { patches: JsonPatch[] };
  if (patches.length === 0) return [];
  const added = patches.splice(0);
  try {
    const manifest = structuredClone(object.toJson()) as object;
    return added
      .map((patch) => applyStrictly(manifest, operationOf(patch)))
      .filter((miss): miss is string => miss !== undefined);
  } finally {
    patches.push(...added);
  }
}
