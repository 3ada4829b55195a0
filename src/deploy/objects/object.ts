/** One entry of `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly subresource?: string;
  readonly fieldsV1?: object;
}

/** An object of a cluster, or of a manifest. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      readonly uid: string;
      readonly kind: string;
      readonly controller?: boolean;
    }[];
    readonly managedFields?: readonly ManagedFields[];
  };
  readonly [field: string]: unknown;
}

/** Which object is meant, in any version. */
export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  /** Empty for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** Group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

/** The key as one text, for maps. */
export const keyText = ({ group, kind, namespace, name }: ObjectKey): string => `${group}/${kind}/${namespace}/${name}`;

/** How people name an object: `Deployment dev-web/web`. */
export const displayName = ({ kind, namespace, name }: Omit<ObjectKey, 'group'>): string =>
  `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

/** Whether an object is a namespace. */
export const isNamespace = ({ group, kind }: Pick<ObjectKey, 'group' | 'kind'>): boolean =>
  group === '' && kind === 'Namespace';

/** Key of an object as it is. */
export const keyOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectKey => ({
  group: groupOf(apiVersion),
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** A value below an object: undefined as soon as something on the way is missing. */
export function fieldOf(object: unknown, ...path: readonly (string | number)[]): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
