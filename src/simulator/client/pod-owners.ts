import type { ApiClient, ObjectChange, OwnerReference, Pod } from '../api';
import { controllerOf, refersTo } from './ownership';

/** A kind of what owns Pods. */
export interface PodOwnerKind {
  readonly group: string;
  readonly kind: string;
}

interface Interested {
  readonly owners: PodOwnerKind;
  readonly listener: (change: ObjectChange<Pod>) => void;
}

/** Whether an owner that a Pod has, or had, is of a kind; a Pod that nobody owns may be anybody's. */
function concerns(
  { group, kind }: PodOwnerKind,
  owner: OwnerReference | undefined,
  former: OwnerReference | undefined,
): boolean {
  if (owner === undefined || refersTo(owner, group, kind)) return true;
  return former !== undefined && former.uid !== owner.uid && refersTo(former, group, kind);
}

/**
 * Tells each kind of owner of the changes of its Pods, and of those that nobody owns. One watch for all kinds: every
 * change of a Pod would be told to each of them otherwise, and is of interest to one.
 */
export class PodOwners {
  private readonly interested: Interested[] = [];

  constructor(private readonly client: ApiClient) {
    client.watch('pods', (change) => this.note(change));
  }

  /** Tells `listener` of all Pods that there are, and from now on of changes. */
  watch(owners: PodOwnerKind, listener: (change: ObjectChange<Pod>) => void): void {
    for (const pod of this.client.list('pods')) {
      if (concerns(owners, controllerOf(pod), undefined)) listener({ type: 'ADDED', object: pod });
    }
    this.interested.push({ owners, listener });
  }

  private note(change: ObjectChange<Pod>): void {
    const { interested } = this;
    const owner = controllerOf(change.object);
    const former = change.previous === undefined ? undefined : controllerOf(change.previous);
    for (let index = 0; index < interested.length; index += 1) {
      const { owners, listener } = interested[index] as Interested;
      if (concerns(owners, owner, former)) listener(change);
    }
  }
}
