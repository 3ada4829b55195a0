/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A map that is being built; stored objects are never changed. */
export type Draft = Record<string, unknown>;

/** Who made and watches an object. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which fields a manager owns. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: 'FieldsV1';
  readonly fieldsV1?: JsonValue;
  readonly subresource?: string;
}

/** What every object has. Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/types.go. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
  readonly [field: string]: unknown;
}

/** An object as the API serves it. Stored ones are shared: never change them, build new ones. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Group, version and kind of an object; the core group is ''. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `v1` or `apps/v1`. */
export const apiVersionOf = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

/** Group and version of an apiVersion. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The last second that was written: many objects of one moment ask for it. */
const lastSecond = { beginMs: NaN, endMs: NaN, text: '' };

/** A time as the API writes it, to the second. */
export function toTimestamp(timeMs: number): string {
  if (timeMs >= lastSecond.beginMs && timeMs < lastSecond.endMs) return lastSecond.text;
  const beginMs = Math.floor(timeMs / 1000) * 1000;
  lastSecond.text = `${new Date(beginMs).toISOString().slice(0, 19)}Z`;
  lastSecond.beginMs = beginMs;
  lastSecond.endMs = beginMs + 1000;
  return lastSecond.text;
}
