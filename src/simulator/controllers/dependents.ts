import {
  equalJson,
  labelSelectorOf,
  type ApiClient,
  type KubeObject,
  type LabelSelectorObject,
  type ObjectChange,
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
 * Names the owners of every object that changes, the one before and the one now; for an object that nobody owns those that
 * select it, when it is new or its labels or its owner changed. What it returns is to hear of the changes.
 */
export function ownersOfDependents<Resource extends string>(
  client: ApiClient,
  owners: Owners<Resource>,
  enqueue: (key: string) => void,
): (change: ObjectChange) => void {
  return ({ type, object, previous }) => {
    const namespace = object.metadata.namespace ?? '';
    const before = previous === undefined ? undefined : controllerOf(previous);
    const now = controllerOf(object);
    if (before !== undefined && before.uid !== now?.uid && refersTo(before, owners.group, owners.kind)) {
      enqueue(`${namespace}/${before.name}`);
    }
    if (now !== undefined && refersTo(now, owners.group, owners.kind)) enqueue(`${namespace}/${now.name}`);
    if (now !== undefined || type === 'DELETED') return;
    const { labels } = object.metadata;
    if (previous !== undefined && before === undefined && equalJson(previous.metadata.labels, labels)) return;
    for (const owner of client.list(owners.resource, namespace) as readonly (KubeObject & Selecting)[]) {
      if (labelSelectorOf(owner.spec.selector).matches(labels)) enqueue(keyOf(owner));
    }
  };
}
