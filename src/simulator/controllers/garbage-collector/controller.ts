import type { KubeObject, ObjectChange, OwnerReference, ServedResource } from '../../api';
import { WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideCollection, FOREGROUND, ORPHAN, type ClassifiedReference } from './decide-collection';
import { Dependents, referencesOf, sameReferences } from './dependents';
import { OwnerLookup } from './owner-lookup';

/** Resources that the collector does not look at. Source: Kubernetes 1.36, graph_builder.go `ignoredResources`. */
const IGNORED = 'events';
const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/**
 * Deletes objects whose owners are gone; lets owners that are deleted in the foreground wait for their dependents, and
 * takes the references off dependents that shall be orphaned.
 *
 * Source: Kubernetes 1.36, pkg/controller/garbagecollector.
 */
export const garbageCollectorController: Controller = {
  name: 'garbage-collector-controller',
  account: 'generic-garbage-collector',
  start: (context) => {
    new GarbageCollector(context);
  },
};

const isDeleted = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined;

/** Whether an object is deleted and `finalizer` says how to go on. */
const waitsWith = (object: KubeObject | undefined, finalizer: string): boolean =>
  object !== undefined && isDeleted(object) && (object.metadata.finalizers ?? []).includes(finalizer);

const keyIn = (resource: ServedResource, { metadata }: KubeObject): string =>
  `${resource.storage} ${metadata.namespace ?? ''} ${metadata.name ?? ''}`;

const storageOf = (key: string): string => key.slice(0, key.indexOf(' '));

class GarbageCollector {
  private readonly dependents = new Dependents();
  private readonly owners: OwnerLookup;
  private readonly queue: WorkQueue;
  /** Objects that refer to kinds which nobody serves: who knows whether their owners exist. */
  private readonly undecided = new Set<string>();
  /** Objects that have got a reference to an owner which was not there. */
  private readonly suspects = new Set<string>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.owners = new OwnerLookup(client);
    this.queue = new WorkQueue(loop, (key) => this.collect(key));
    client.watchAll((resource, change) => this.note(resource, change));
  }

  private note(resource: ServedResource, { type, object, previous }: ObjectChange): void {
    if (resource.storage === IGNORED) return;
    if (resource.storage === DEFINITIONS) this.reconsider();
    const before = previous === undefined ? [] : referencesOf(previous.metadata);
    const after = type === 'DELETED' ? [] : referencesOf(object.metadata);
    if (before.length > 0 || after.length > 0) this.noteReferences(resource, object, before, after);
    if (type === 'DELETED') {
      for (const dependent of this.dependents.of(object.metadata.uid ?? '')) this.queue.add(dependent);
      return;
    }
    if (!isDeleted(object)) return;
    for (const finalizer of [ORPHAN, FOREGROUND]) {
      if (!waitsWith(object, finalizer) || waitsWith(previous, finalizer)) continue;
      this.queue.add(keyIn(resource, object));
    }
  }

  private noteReferences(
    resource: ServedResource,
    object: KubeObject,
    before: readonly OwnerReference[],
    after: readonly OwnerReference[],
  ): void {
    if (sameReferences(before, after)) return;
    const key = keyIn(resource, object);
    const { namespace = '' } = object.metadata;
    this.dependents.remove(key, before);
    this.dependents.add(key, after);
    for (const reference of before) {
      if (this.dependents.blocking(reference.uid) > 0) continue;
      const found = this.owners.find(reference, namespace);
      // The last one that held its owner back is gone.
      if (found.type === 'found' && waitsWith(found.owner, FOREGROUND)) {
        this.queue.add(keyIn(found.resource, found.owner));
      }
    }
    for (const reference of after) {
      const found = this.owners.find(reference, namespace);
      if (found.type === 'found' && !waitsWith(found.owner, FOREGROUND)) continue;
      if (found.type !== 'found') this.suspects.add(key);
      this.queue.add(key);
    }
  }

  /** A new definition may serve a kind that somebody refers to. */
  private reconsider(): void {
    for (const key of this.undecided) this.queue.add(key);
  }

  private collect(key: string): void {
    const storage = storageOf(key);
    const object = this.objectOf(key);
    this.undecided.delete(key);
    const isSuspect = this.suspects.delete(key);
    if (object === undefined) return;
    if (isSuspect) this.reportNamespaces(object);
    if (waitsWith(object, ORPHAN)) this.orphanDependents(storage, object);
    else if (waitsWith(object, FOREGROUND)) this.awaitDependents(storage, object);
    // What is deleted otherwise is on its way out; its dependents come after it.
    else if (!isDeleted(object)) this.judge(key, storage, object);
  }

  private orphanDependents(storage: string, owner: KubeObject): void {
    const { trace } = this.context;
    const uid = owner.metadata.uid as string;
    const dependents = [...this.dependents.of(uid)];
    for (const key of dependents) {
      const dependent = this.objectOf(key);
      if (dependent !== undefined) this.dropReferences(storageOf(key), dependent, [uid]);
    }
    trace(owner, `orphaned ${dependents.length} dependents`);
    this.removeFinalizer(storage, owner, ORPHAN);
  }

  private awaitDependents(storage: string, owner: KubeObject): void {
    const uid = owner.metadata.uid as string;
    if (this.dependents.blocking(uid) === 0) this.removeFinalizer(storage, owner, FOREGROUND);
    // Those that do not hold it back go as well.
    for (const dependent of this.dependents.of(uid)) this.queue.add(dependent);
  }

  private judge(key: string, storage: string, object: KubeObject): void {
    const { client, trace } = this.context;
    const references = this.classify(key, object);
    if (references === undefined) return;
    const { namespace = '', name = '', uid = '', finalizers = [] } = object.metadata;
    const dependents = [...this.dependents.of(uid)];
    const decision = decideCollection({
      references,
      finalizers,
      hasDependents: dependents.length > 0,
      hasWaitingDependents: dependents.some((dependent) => waitsWith(this.objectOf(dependent), FOREGROUND)),
    });
    switch (decision.type) {
      case 'keep':
        break;
      case 'dropReferences':
        this.dropReferences(storage, object, decision.uids);
        break;
      case 'delete':
        if (decision.unblocksOwners) this.unblockOwners(storage, object);
        trace(object, `is deleted (${decision.policy}): no owner is left`);
        client.delete(storage, namespace, name, { uid, propagationPolicy: decision.policy });
    }
  }

  /** How the owners of an object stand; undefined when nothing can be said, because of a reference that makes no sense. */
  private classify(key: string, object: KubeObject): ClassifiedReference[] | undefined {
    const { namespace = '' } = object.metadata;
    const classified: ClassifiedReference[] = [];
    let isDecidable = true;
    for (const reference of object.metadata.ownerReferences ?? []) {
      const found = this.owners.find(reference, namespace);
      switch (found.type) {
        case 'unknownKind':
          this.undecided.add(key);
          isDecidable = false;
          break;
        case 'wrongScope':
          isDecidable = false;
          break;
        case 'absent':
          classified.push({ reference, state: 'dangling' });
          break;
        case 'found':
          classified.push({ reference, state: waitsWith(found.owner, FOREGROUND) ? 'waiting' : 'solid' });
      }
    }
    return isDecidable ? classified : undefined;
  }

  /** Says so when an owner exists in another namespace than its dependent. */
  private reportNamespaces(object: KubeObject): void {
    const { namespace = '', ownerReferences = [] } = object.metadata;
    for (const reference of ownerReferences) {
      const found = this.owners.find(reference, namespace);
      if (found.type !== 'absent' && found.type !== 'wrongScope') continue;
      if (!this.owners.isElsewhere(found.resource, reference, namespace)) continue;
      const { apiVersion, kind, name, uid } = reference;
      const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
      const text = `ownerRef ${owner} does not exist in namespace "${namespace}"`;
      this.context.events.event(object, 'Warning', 'OwnerRefInvalidNamespace', text);
    }
  }

  private objectOf(key: string): KubeObject | undefined {
    const [storage = '', namespace = '', name = ''] = key.split(' ');
    return this.context.client.get(storage, namespace, name);
  }

  private dropReferences(storage: string, object: KubeObject, uids: readonly string[]): void {
    const { ownerReferences = [], ...metadata } = object.metadata;
    const kept = ownerReferences.filter(({ uid }) => !uids.includes(uid));
    this.context.client.update(storage, { ...object, metadata: { ...metadata, ownerReferences: kept } });
  }

  private unblockOwners(storage: string, object: KubeObject): void {
    const { ownerReferences = [], ...metadata } = object.metadata;
    const unblocked = ownerReferences.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
    this.context.client.update(storage, { ...object, metadata: { ...metadata, ownerReferences: unblocked } });
  }

  private removeFinalizer(storage: string, object: KubeObject, finalizer: string): void {
    const { finalizers = [], ...metadata } = object.metadata;
    const kept = finalizers.filter((each) => each !== finalizer);
    this.context.client.update(storage, { ...object, metadata: { ...metadata, finalizers: kept } });
  }
}
