import type { CertificateSigningRequest, Kinds } from './kinds.generated';
import type { KubeObject, ObjectMeta } from './object';

/** Type of the objects behind a key of the store; any object where the key is not known to the compiler. */
export type ObjectOf<Resource extends string> = Resource extends keyof Kinds ? Kinds[Resource] : KubeObject;

/** Metadata of an object that is yet to be made: a name, or the beginning of one. */
export type NewMeta = ObjectMeta & ({ readonly name: string } | { readonly generateName: string });

/** Fields that a type declares by name, without its index signature. */
type Declared<Kind> = keyof { [Field in keyof Kind as string extends Field ? never : Field]: true } & keyof Kind;

/** An object that is yet to be made: apiVersion and kind follow from the resource, defaults are filled in. */
export type NewObject<Resource extends string> = {
  readonly [
    Field in Exclude<Declared<ObjectOf<Resource>>, 'apiVersion' | 'kind' | 'metadata' | 'status'>
  ]?: ObjectOf<Resource>[Field];
} & {
  readonly metadata: NewMeta;
  readonly status?: unknown;
};

/** How an object is handed to the server. */
export interface WriteForm {
  /**
   * Whether the object is written as the server itself would have decoded and defaulted it: nothing unknown, nothing
   * empty that Go leaves out, nothing missing that Go writes, quantities and times in their one form. The server then
   * reads it no more. Good for parts that write thousands of objects and build them whole. @default false
   */
  readonly isCanonical?: boolean;
}

/** What a DELETE wants beside the name. */
export interface DeletionOptions {
  /** @default - as the object says */
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** Refused with Conflict when another object has the name meanwhile. @default - not compared */
  readonly uid?: string;
  /** Refused with Conflict when the object has changed since. @default - not compared */
  readonly resourceVersion?: string;
}

/** What has become of an object. */
export interface ObjectChange<Kind extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object now; for DELETED its last state. */
  readonly object: Kind;
  /** The object before; undefined for ADDED. */
  readonly previous?: Kind;
}

/** A resource that the API serves. */
export interface ServedResource {
  /** Key of the store: `pods`, `apps/deployments`. */
  readonly storage: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, as in paths. */
  readonly resource: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
}

/**
 * The one door to the state of the cluster for everything that runs in it: the same admission and validation that
 * requests of kubectl meet. Resources are named by the key of the store (`pods`, `apps/deployments`); the namespace of
 * cluster-scoped objects is ''. What is read is the stored object itself: never change it, build a new one.
 *
 * Reads always see the newest state. Writes throw a StatusError and change nothing when they are refused.
 */
export interface ApiClient {
  /** Revision of the newest write, as resourceVersions show it. */
  readonly revision: string;

  get<Resource extends string>(resource: Resource, namespace: string, name: string): ObjectOf<Resource> | undefined;

  /** Objects by namespace, then name; of one namespace, or of all. */
  list<Resource extends string>(resource: Resource, namespace?: string): readonly ObjectOf<Resource>[];

  /** Number of objects, of one namespace or of all. */
  count(resource: string, namespace?: string): number;

  /** Stores a new object. One and the same object may be given again and again: each becomes one of its own. */
  create<Resource extends string>(
    resource: Resource,
    object: NewObject<Resource>,
    form?: WriteForm,
  ): ObjectOf<Resource>;

  /**
   * Replaces everything but the status. Refused with Conflict when the object has changed since `object` was read;
   * without a resourceVersion in it, it never is.
   */
  update<Resource extends string>(resource: Resource, object: ObjectOf<Resource>): ObjectOf<Resource>;

  /** Replaces the status, and finalizers or annotations when they differ. The same rule about conflicts. */
  updateStatus<Resource extends string>(
    resource: Resource,
    object: ObjectOf<Resource>,
    form?: WriteForm,
  ): ObjectOf<Resource>;

  /** Sets the replicas of whatever has a scale. Throws NotFound. */
  scale(resource: string, namespace: string, name: string, replicas: number): void;

  /** Deletes an object or marks it. Throws NotFound and Conflict. */
  delete(resource: string, namespace: string, name: string, options?: DeletionOptions): void;

  /** Assigns a Pod to a node. Throws Conflict when it has one, or is on its way out. */
  bind(namespace: string, name: string, node: string): void;

  /** Ends what holds a Namespace: writes its `spec.finalizers`. */
  finalizeNamespace(name: string, finalizers: readonly string[]): void;

  /** Writes the conditions of a request: whether it is approved or denied. The same rule about conflicts. */
  updateApproval(request: CertificateSigningRequest): void;

  /**
   * Tells `listener` of all objects, as ADDED, and from then on of every change, right after it. A listener must not
   * write: it notes what to do (see WorkQueue). The returned function stops it.
   */
  watch<Resource extends string>(
    resource: Resource,
    listener: (change: ObjectChange<ObjectOf<Resource>>) => void,
  ): () => void;

  /** The same for all resources, those of later CustomResourceDefinitions included. */
  watchAll(listener: (resource: ServedResource, change: ObjectChange) => void): () => void;

  /** All stored resources that are served now, custom ones included. */
  resources(): readonly ServedResource[];
}
