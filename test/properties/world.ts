import type { Change, Cluster } from '../../src/simulator';
import type { Kinds, KubeObject, Pod } from '../../src/simulator/api';
import { controllerUidOf, isDisrupted } from './observed-pods';

/** Where everything of a scenario lives. */
export const NAMESPACE = 'shop';

/** A rule that a cluster broke. */
export class Violation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Violation';
  }
}

/** A change of one kind of object. */
export interface Seen<Kind extends KubeObject> {
  readonly type: Change['type'];
  readonly object: Kind;
  readonly previous?: Kind;
}

/** What rules hear, by the resource that changed. */
export type Listeners = { readonly [Resource in keyof Kinds]?: (seen: Seen<Kinds[Resource]>) => void };

/** What must hold of one kind of object. Each check throws a Violation. */
export interface Rules {
  /** Right after every change of the namespace, and of all nodes. */
  readonly on?: Listeners;
  /** Right after every change of anything. */
  readonly onAny?: (change: Change) => void;
  /** At times when nothing has changed for two seconds: what is reported agrees with what is there. */
  readonly atPause?: () => void;
  /** When all that was broken is mended and nothing changes any more: everything is as wanted. */
  readonly atRest?: () => void;
}

/** Virtual time without a change of the namespace after which reports must be right. */
const PAUSE_MS = 2000;

/** A cluster, what happens in it by whom, and the rules that it keeps. */
export class World {
  /** Nodes that are turned off. */
  readonly failed = new Set<string>();
  /** UIDs of objects that the user has asked to be deleted. */
  readonly deletedByUser = new Set<string>();
  private userActs = false;
  private lastChangeMs = 0;
  private rules: readonly Rules[] = [];

  constructor(readonly cluster: Cluster) {}

  /** Applies rules from now on. */
  watch(rules: readonly Rules[]): void {
    this.rules = rules;
    this.cluster.onChange((change) => this.note(change));
  }

  get nowMs(): number {
    return this.cluster.nowMs;
  }

  /** Whether what happens now is what the user does, not what follows from it. */
  get isUserActing(): boolean {
    return this.userActs;
  }

  /** Does something as the user would; what the API refuses changes nothing. False when it was refused. */
  asUser(action: () => void): boolean {
    this.userActs = true;
    try {
      action();
      return true;
    } catch (error) {
      if ((error as Error).name !== 'StatusError') throw error;
      return false;
    } finally {
      this.userActs = false;
    }
  }

  /** Objects of a resource in the namespace. */
  list<Resource extends keyof Kinds>(resource: Resource): readonly Kinds[Resource][] {
    return this.cluster.client.list(resource, NAMESPACE) as readonly Kinds[Resource][];
  }

  /** The object with a UID among those of a resource; undefined when it is gone. */
  find<Resource extends keyof Kinds>(resource: Resource, uid: string): Kinds[Resource] | undefined {
    return this.list(resource).find(({ metadata }) => metadata.uid === uid);
  }

  /** Pods whose controller has this UID. */
  podsOf(uid: string): readonly Pod[] {
    return this.list('pods').filter((pod) => controllerUidOf(pod) === uid);
  }

  /** Who controls a Pod, when it is of a resource and not being deleted itself. */
  ownerOf<Resource extends keyof Kinds>(
    resource: Resource,
    object: Pick<Pod, 'metadata'>,
  ): Kinds[Resource] | undefined {
    const uid = controllerUidOf(object);
    const owner = uid === '' ? undefined : this.find(resource, uid);
    return owner?.metadata.deletionTimestamp === undefined ? owner : undefined;
  }

  /** Whether the namespace is being deleted: whatever is in it goes. */
  get isEnding(): boolean {
    return this.cluster.client.get('namespaces', '', NAMESPACE)?.metadata.deletionTimestamp !== undefined;
  }

  /** Whether a Pod begins to go with this change because its owner decided so. */
  isTakenDown(seen: Seen<Pod>): boolean {
    return beginsToGo(seen) && !this.userActs && !isDisrupted(seen.object) && !this.isEnding;
  }

  /** Checks what must hold while nothing happens; does nothing when something has just happened. */
  pause(): void {
    if (this.nowMs - this.lastChangeMs < PAUSE_MS || this.isEnding) return;
    for (const { atPause } of this.rules) atPause?.();
  }

  /** Checks that everything is as wanted. */
  rest(): void {
    for (const { atRest } of this.rules) atRest?.();
  }

  violate(text: string): never {
    throw new Violation(`at ${new Date(this.nowMs).toISOString().slice(11, 23)}: ${text}`);
  }

  private note(change: Change): void {
    const { storage, namespace, object } = change;
    if (namespace === NAMESPACE && storage !== 'events') this.lastChangeMs = this.nowMs;
    if (this.userActs && beginsToGo(change)) this.deletedByUser.add(object.metadata.uid ?? '');
    for (const { on, onAny } of this.rules) {
      onAny?.(change);
      if (namespace !== NAMESPACE && storage !== 'nodes') continue;
      (on?.[storage as keyof Kinds] as ((seen: Seen<KubeObject>) => void) | undefined)?.(change);
    }
  }
}

/** Whether an object begins to go with a change: it is marked, or gone at once. */
export function beginsToGo({ type, object, previous }: Seen<KubeObject>): boolean {
  const isMarked = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined;
  return isMarked && previous !== undefined && previous.metadata.deletionTimestamp === undefined;
}
