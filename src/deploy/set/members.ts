import type { Api } from '../api/api';
import type { Discovery, ServedKind } from '../api/discovery';
import { listObjects } from '../api/objects';
import { hasCause, isRefusal } from '../api/status';
import { forEachFairly } from '../objects/fair-pool';
import { isNamespace, type KubeObject, type ObjectKey, keyOf } from '../objects/object';
import type { EnvironmentSets } from './environment-sets';
import { groupKindText, NAMESPACE_LABEL, PART_OF_LABEL, parseGroupKind, type SetExtent } from './apply-set';

/** Annotation of a member, with the stack that it belongs to. */
export const STACK_ANNOTATION = 'workshop-stacks/stack';

/** An object in the cluster that belongs to a set. */
export interface Member {
  readonly key: ObjectKey;
  readonly kind: ServedKind;
  readonly uid: string;
  /** Id of the set that it belongs to. */
  readonly setId: string;
  /** Stack that it belongs to; undefined when another tool applied it. */
  readonly stack: string | undefined;
  /** Its metadata. */
  readonly metadata: KubeObject['metadata'];
}

const LISTS_AT_ONCE = 8;

/** Objects of a kind with a label: in all namespaces, or in those of `namespaces` where only they may be read. */
async function labelled(
  api: Api,
  kind: ServedKind,
  labelSelector: string,
  namespaces: Iterable<string>,
): Promise<KubeObject[]> {
  const scope = { labelSelector, isMetadataOnly: true };
  try {
    return await listObjects(api, kind, scope);
  } catch (error) {
    if (!isRefusal(error, 403)) throw error;
    // Who may not list namespaces has not made any.
    if (!kind.isNamespaced) return [];
  }
  const lists: KubeObject[] = [];
  for (const namespace of namespaces) {
    if (namespace !== '') lists.push(...(await listObjects(api, kind, { ...scope, namespace })));
  }
  return lists;
}

function memberOf(object: KubeObject, kind: ServedKind, label: string): Member {
  const { uid = '', labels = {}, annotations = {} } = object.metadata;
  const stack = annotations[STACK_ANNOTATION];
  return { key: keyOf(object), kind, uid, setId: labels[label] ?? '', stack, metadata: object.metadata };
}

/** The members of sets, of all that are there: those of some kinds, in some namespaces, and namespaces. */
export async function listMembers(api: Api, discovery: Discovery, extent: SetExtent): Promise<Member[]> {
  const lists = [...extent.kinds].sort().flatMap((text) => {
    const { group, kind } = parseGroupKind(text);
    const served = discovery.preferred(group, kind);
    // A kind whose definition is gone has no objects either.
    return served === undefined || !served.verbs.includes('list') ? [] : [{ kind: served, label: PART_OF_LABEL }];
  });
  const namespaces = discovery.find('v1', 'Namespace');
  if (namespaces !== undefined) lists.push({ kind: namespaces, label: NAMESPACE_LABEL });
  const members = new Map<string, Member>();
  await forEachFairly(lists, { limit: LISTS_AT_ONCE, groupOf: () => '' }, async ({ kind, label }) => {
    for (const object of await labelled(api, kind, label, extent.namespaces)) {
      members.set(object.metadata.uid ?? '', memberOf(object, kind, label));
    }
  });
  return [...members.values()];
}

/** Kinds and namespaces of members. Namespaces themselves do not count. */
export const extentOfMembers = (members: readonly Member[]): SetExtent => ({
  kinds: new Set(members.filter(({ key }) => !isNamespace(key)).map(({ key }) => groupKindText(key))),
  namespaces: new Set(members.map(({ key }) => key.namespace).filter((namespace) => namespace !== '')),
});

/**
 * Notes in sets what is left of them; one of which nothing is left goes. A set whose namespace is gone, went with it.
 *
 * @param isMeant whether the set of a namespace is: others may be changed by somebody else just now
 */
export async function noteMembers(
  sets: EnvironmentSets,
  left: readonly Member[],
  isMeant: (namespace: string) => boolean,
): Promise<void> {
  const meant = sets.all.filter(({ parent }) => isMeant(parent.namespace));
  await forEachFairly(meant, { limit: LISTS_AT_ONCE, groupOf: () => '' }, async (set) => {
    const own = left.filter(({ setId }) => setId === set.id);
    try {
      // A namespace that is kept keeps its set.
      if (own.length > 0) await set.note(extentOfMembers(own));
      else if (set.extent !== undefined) await set.remove();
    } catch (error) {
      if (!isRefusal(error, 404) && !(isRefusal(error, 403) && hasCause(error.status, 'NamespaceTerminating')))
        throw error;
    }
  });
}
