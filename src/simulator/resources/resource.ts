import type { Draft, FieldError, KubeObject } from '../api';
import type { StructuralSchema } from './custom/structural-schema';
import type { IndexKind, StoreIndex } from './store-index';

/** Who sends a request. */
export interface UserInfo {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a strategy may know of the world while an object is written. */
export interface WriteContext {
  /** Virtual time as the API writes it. */
  readonly now: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** Draws the letters of a generated name. */
  suffix(length?: number): string;
  /** Another object, by storage key (`apps/deployments`, `pods`); namespace '' for cluster-scoped ones. */
  lookup(storage: string, namespace: string, name: string): KubeObject | undefined;
  /** All objects of a storage key, of one namespace or of all. */
  lookupAll(storage: string, namespace?: string): readonly KubeObject[];
  /** What is worked out from stored objects, as of the newest write. */
  index<Index extends StoreIndex>(kind: IndexKind<Index>): Index;
}

/** One column of a Table. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

/** How `kubectl get` shows a kind. */
export interface TableStrategy {
  readonly columns: readonly Column[];
  /** Cells of one object; `nowMs` is virtual time, for ages. */
  cells(object: KubeObject, nowMs: number): readonly unknown[];
  /**
   * The object as the server holds it within, whose metadata a row shows: without annotations that stand for fields
   * which versions of the API no longer have. @default - the object itself
   */
  internal?(object: KubeObject): KubeObject;
  /** Conditions of the row (finished Pods). */
  conditions?(object: KubeObject): readonly unknown[] | undefined;
}

/**
 * What is special about a kind. Everything is optional: a kind without it is stored as it is. Drafts are private copies
 * and may be changed; `old` and looked-up objects may not.
 */
export interface Strategy {
  /** Fills in defaults, as pkg/apis/GROUP/VERSION/defaults.go does: before admission, on every write. */
  default?(object: Draft): void;
  /** Clears what clients may not set, allocates and completes: after mutating admission, on create. */
  prepareForCreate?(object: Draft, context: WriteContext): void;
  /** The same on update of the main resource. `old` is what is stored. */
  prepareForUpdate?(object: Draft, old: KubeObject, context: WriteContext): void;
  /** The same on update of the status through `/status`. */
  prepareForStatusUpdate?(object: Draft, old: KubeObject, context: WriteContext): void;
  /** What is wrong with a new object, besides its metadata. */
  validate?(object: KubeObject, context: WriteContext): FieldError[];
  /** What is wrong with a change, besides metadata. Includes `validate` where the real server does. */
  validateUpdate?(object: KubeObject, old: KubeObject, context: WriteContext): FieldError[];
  /** What is wrong with a change through /status. */
  validateStatusUpdate?(object: KubeObject, old: KubeObject, context: WriteContext): FieldError[];
  /** Texts of Warning headers on create and update. */
  warnings?(object: KubeObject, old: KubeObject | undefined): string[];
  /** Rule of names: what is wrong with `name`, in the server's words. @default - an RFC 1123 subdomain */
  validateName?(name: string, isPrefix: boolean): string[];
  /**
   * The same object in another served version or group (`autoscaling/v1`). Never changes `object`; called both ways,
   * between what is stored and what a request speaks. @default - only `apiVersion` differs
   */
  convert?(object: KubeObject, apiVersion: string): KubeObject;
  /** Field labels for field selectors beyond metadata.name and metadata.namespace. */
  selectableFields?(object: KubeObject): Readonly<Record<string, string>>;
  /**
   * Whether thousands of objects are made of one template, as Pods are: they share what they have in common. Nothing may
   * change a draft below its metadata and its spec then, but put something new in its place; and `validate` looks at no
   * more than the name, the annotations and the spec. @default false
   */
  readonly isTemplated?: boolean;
  /** How it is shown. @default - Name and Created At */
  readonly table?: TableStrategy;
  /** Whether an update without resourceVersion is allowed. @default true */
  readonly allowsUnconditionalUpdate?: boolean;
  /** Whether PUT and apply may create it. @default - apply may, PUT may not */
  readonly allowsCreateOnUpdate?: boolean;
  /** Whether DELETE answers with the object instead of a Status. @default false */
  readonly returnsDeletedObject?: boolean;
  /** Seconds of grace on deletion; undefined for none at all. Pods only. */
  gracePeriodSeconds?(object: KubeObject, requested: number | undefined): number | undefined;
  /** Whether writes keep a generation: bumped when anything but metadata and status changes. @default true when it has a spec */
  readonly hasGeneration?: boolean;
  /** Whether it has a /status whose field main-resource writes cannot change. @default - as discovery says */
  readonly hasStatus?: boolean;
}

/** A served resource, and where it is stored. */
export interface ResourceInfo {
  readonly group: string;
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[];
  /** Version objects are stored in. */
  readonly storageVersion: string;
  /** Plural, as in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Subresources by name (`status`, `scale`), with the kind they take and their verbs. */
  readonly subresources: ReadonlyMap<string, SubresourceInfo>;
  /** Key of the store: `pods`, `apps/deployments`. */
  readonly storage: string;
  readonly strategy: Strategy;
  /** What its definition says, for a custom resource. @default - a built-in resource */
  readonly custom?: CustomKind;
}

/** A kind that a CustomResourceDefinition declares. */
export interface CustomKind {
  /** Kind of its lists. */
  readonly listKind: string;
  /**
   * Makes an object of a decoded body in `version`: drops unknown fields, which it reports as
   * `unknown field "spec.x"`, and fills in defaults. Works on a private copy.
   */
  decode(body: Draft, version: string): { readonly object: Draft; readonly strictErrors: string[] };
  /** What every answer about a version warns of; empty for one that is not deprecated. */
  warningOf(version: string): string;
  /** Schema of a version. */
  schemaOf(version: string): StructuralSchema;
  /** Where the replicas and the selector of a version lie, as paths of field names. @default - no scale */
  scaleOf(version: string): CustomScale | undefined;
}

/** Paths of the scale subresource of a custom resource. */
export interface CustomScale {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly labelSelector?: readonly string[];
}

/** A path behind an object. */
export interface SubresourceInfo {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}
