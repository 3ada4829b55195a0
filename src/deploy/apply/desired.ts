import { createHash } from 'node:crypto';
import { isNamespace, type KubeObject } from '../objects/object';
import type { ResolvedObject } from '../objects/resolve';
import { groupKindText, NAMESPACE_LABEL, PART_OF_LABEL, type SetExtent } from '../set/apply-set';
import { STACK_ANNOTATION } from '../set/members';

/** Annotation with a hash of the manifest that was applied last: what differs although it is the same has drifted. */
export const MANIFEST_HASH = 'workshop-stacks/manifest-hash';

/** Enough to tell manifests apart. */
const HASH_LENGTH = 16;

/** The hash of a manifest; none of a Secret, whose values somebody could guess by it. */
export function manifestHash(object: KubeObject): string | undefined {
  if (object.kind === 'Secret') return undefined;
  return createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, HASH_LENGTH);
}

/**
 * A Secret with all its values in `data`. The server moves `stringData` there and forgets it, so that a key that was in
 * it could never be taken away again.
 */
function withoutStringData({ stringData, ...object }: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || typeof stringData !== 'object' || stringData === null) {
    return stringData === undefined ? object : { ...object, stringData };
  }
  const coded = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]);
  return { ...object, data: { ...(object['data'] as object | undefined), ...Object.fromEntries(coded) } };
}

/** The object as it is sent: with its namespace, and the marks of the set. */
export function markedObject({ object, key, place, stack }: ResolvedObject, setId: string): KubeObject {
  const { namespace: _, labels, annotations, ...metadata } = object.metadata;
  const hash = manifestHash(object);
  return {
    ...withoutStringData(object),
    metadata: {
      ...metadata,
      ...(place.namespace === '' ? {} : { namespace: place.namespace }),
      labels: { ...labels, [isNamespace(key) ? NAMESPACE_LABEL : PART_OF_LABEL]: setId },
      annotations: {
        ...annotations,
        [STACK_ANNOTATION]: stack,
        ...(hash === undefined ? {} : { [MANIFEST_HASH]: hash }),
      },
    },
  };
}

/** Kinds and namespaces of objects: those of one set, or of all. Namespaces themselves do not count. */
export const extentOf = (objects: readonly ResolvedObject[]): SetExtent => ({
  kinds: new Set(objects.filter(({ key }) => !isNamespace(key)).map(({ place }) => groupKindText(place.kind))),
  namespaces: new Set(objects.map(({ place }) => place.namespace).filter((namespace) => namespace !== '')),
});
