import {
  equalJson,
  labelSelectorOf,
  type ApiClient,
  type KubeObject,
  type LabelSelectorObject,
  type OwnerReference,
} from '../api';
import { controllerOf, keyOf, refersTo } from '../client';

/** Who may own what changes. */
export interface Owners<Resource extends string> {
  /** Resource of the owners: `apps/statefulsets`. */
  readonly resource: Resource;
  readonly group: string;
  readonly kind: string;
}

/** The field by which owners select what is theirs. */
interface Selecting {
  readonly spec: { readonly selector: LabelSelectorObject };
}

/**
 * Names the owners of every object of `resource` that changes, the one before and the one now; for an object that
 * nobody owns those that select it, when it is new or its labels or its owner changed.
 */
export function watchDependents<Resource extends string>(
  client: ApiClient,
  resource: string,
  owners: Owners<Resource>,
  enqueue: (key: string) => void,
): () => void {
  return client.watch(resource, ({ type, object, previous }) => {
    const namespace = object.metadata.namespace ?? '';
    const before = previous === undefined ? undefined : controllerOf(previous);
    const now = controllerOf(object);
    const note = (owner: OwnerReference | undefined): void => {
      if (owner !== undefined && refersTo(owner, owners.group, owners.kind)) enqueue(`${namespace}/${owner.name}`);
    };
    if (before?.uid !== now?.uid) note(before);
    note(now);
    if (now !== undefined || type === 'DELETED') return;
    const { labels } = object.metadata;
    if (previous !== undefined && before === undefined && equalJson(previous.metadata.labels, labels)) return;
    for (const owner of client.list(owners.resource, namespace) as readonly (KubeObject & Selecting)[]) {
      if (labelSelectorOf(owner.spec.selector).matches(labels)) enqueue(keyOf(owner));
    }
  });
}
