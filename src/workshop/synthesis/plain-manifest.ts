import type { ApiObject } from 'cdk8s';
import { App } from 'cdk8s';
import type { Manifest } from './object-set';

/** The typed classes of cdk8s-plus-28 translate props to manifests in a static function. */
interface TypedClass {
  manifest?(props: object): object;
  readonly prototype: { readonly toJson: unknown };
}

/** What cdk8s keeps of an object's metadata. */
interface KeptMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly unknown[];
  readonly ownerReferences: readonly unknown[];
  readonly _additionalAttributes: Readonly<Record<string, unknown>>;
}

const KNOWN_METADATA = new Set(['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences']);

/** Whether `value` consists of plain maps, lists and scalars: nothing to resolve, no null to drop. */
function isPlain(value: unknown): boolean {
  if (value === null) return false;
  if (typeof value !== 'object') return typeof value !== 'function';
  if (Array.isArray(value)) return value.every(isPlain);
  if ((value as object).constructor !== Object) return false;
  for (const key in value) {
    if (!isPlain((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

const unlessEmpty = <Value extends object>(value: Value): Value | undefined =>
  Object.keys(value).length === 0 ? undefined : value;

function plainMetadata(kept: KeptMetadata): object | undefined {
  const { name, namespace, labels, annotations, finalizers, ownerReferences, _additionalAttributes } = kept;
  for (const key in _additionalAttributes) if (!KNOWN_METADATA.has(key)) return undefined;
  if (finalizers.length > 0 || ownerReferences.length > 0) return undefined;
  if (!isPlain(labels) || !isPlain(annotations)) return undefined;
  return { name, namespace, labels: unlessEmpty(labels), annotations: unlessEmpty(annotations) };
}

/** Number of resolvers that every cdk8s app has. */
const OWN_RESOLVERS = new App().resolvers.length;

/**
 * The manifest of an object that holds no token, as `toJson` gives it, without resolving and copying every value
 * three times; undefined when something about the object is out of the ordinary and `toJson` must do it.
 */
export function plainManifest(object: ApiObject): Manifest | undefined {
  const { props, patches } = object as unknown as { props: object; patches: readonly unknown[] };
  const typed = object.constructor as unknown as TypedClass;
  const isOrdinary = typed.manifest !== undefined && object.toJson === typed.prototype.toJson && patches.length === 0;
  if (!isOrdinary || App.of(object).resolvers.length !== OWN_RESOLVERS || !isPlain(props)) return undefined;
  const metadata = plainMetadata(object.metadata as unknown as KeptMetadata);
  if (metadata === undefined) return undefined;
  return typed.manifest?.({ ...props, metadata }) as Manifest;
}
