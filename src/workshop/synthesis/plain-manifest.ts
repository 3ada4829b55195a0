import type { ApiObject } from 'cdk8s';
import { App } from 'cdk8s';
import type { Manifest } from './object-set';
import { type Shape, typedKind } from './typed-shape';

type Fields = Readonly<Record<string, unknown>>;

/** What cdk8s keeps of an object's metadata. */
interface KeptMetadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels: Fields;
  readonly annotations: Fields;
  readonly finalizers: readonly unknown[];
  readonly ownerReferences: readonly unknown[];
  readonly _additionalAttributes: Fields;
}

/** What cdk8s keeps of an object. */
interface KeptObject {
  readonly props: Fields;
  readonly patches: readonly unknown[];
  readonly metadata: KeptMetadata;
}

/** Thrown at a value that only `toJson` knows to write: one object, because making an Error with its stack costs. */
const UNUSUAL = new Error('the value is a token, null, an object of a class, or none of the type of its field');

/** Whether `value` is written as it is: text, a number or a truth value. */
const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function plainScalar(value: unknown, shape: Shape): unknown {
  const inner = shape.is === 'wrapped' ? (value as { readonly value?: unknown } | null)?.value : value;
  const isPlain = shape.is === 'scalar' ? isScalar(inner) : shape.is === 'wrapped' && typeof inner !== 'boolean';
  if (isPlain && isScalar(inner)) return inner;
  throw UNUSUAL;
}

/** `value` as a manifest has it. One function for all shapes, because each is compiled with all that it calls. */
function plain(value: unknown, shape: Shape): unknown {
  if (shape.is === 'list') {
    if (!Array.isArray(value)) throw UNUSUAL;
    const list: unknown[] = [];
    for (const item of value) list.push(plain(item, shape.of));
    return list;
  }
  if (shape.is !== 'map' && shape.is !== 'object') return plainScalar(value, shape);
  if (typeof value !== 'object' || value === null || value.constructor !== Object) throw UNUSUAL;
  const map: Record<string, unknown> = {};
  for (const key in value) {
    const item = (value as Fields)[key];
    if (item === undefined) continue;
    if (shape.is === 'map') {
      map[key] = plain(item, shape.of);
    } else {
      const prop = shape.props.get(key);
      if (prop === undefined) throw UNUSUAL;
      map[prop.field] = prop.shape.is === 'scalar' && isScalar(item) ? item : plain(item, prop.shape);
    }
  }
  return map;
}

const TEXTS: Shape = { is: 'map', of: { is: 'scalar' } };

const KNOWN_METADATA = new Set(['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences']);

/** Whether `map` holds nothing that would be written. */
function isEmpty(map: Fields): boolean {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
}

function plainMetadata(kept: KeptMetadata): Fields {
  const { name, namespace, labels, annotations, finalizers, ownerReferences, _additionalAttributes } = kept;
  for (const key in _additionalAttributes) if (!KNOWN_METADATA.has(key)) throw UNUSUAL;
  if (finalizers.length > 0 || ownerReferences.length > 0) throw UNUSUAL;
  if (!isScalar(name) || !(namespace === undefined || isScalar(namespace))) throw UNUSUAL;
  const metadata: Record<string, unknown> = { name };
  if (namespace !== undefined) metadata['namespace'] = namespace;
  if (!isEmpty(annotations)) metadata['annotations'] = plain(annotations, TEXTS);
  if (!isEmpty(labels)) metadata['labels'] = plain(labels, TEXTS);
  return metadata;
}

/** Number of resolvers that every cdk8s app has. */
const OWN_RESOLVERS = new App().resolvers.length;

/**
 * The manifest of an object of a typed class, as `toJson` gives it, without resolving and copying every value three
 * times; undefined when something about the object is out of the ordinary and `toJson` must do it.
 */
export function plainManifest(object: ApiObject): Manifest | undefined {
  const { props, patches, metadata } = object as unknown as KeptObject;
  const typed = typedKind(object);
  if (typed === undefined || patches.length > 0 || Object.hasOwn(object, 'toJson')) return undefined;
  if (App.of(object).resolvers.length !== OWN_RESOLVERS) return undefined;
  const { apiVersion, kind } = typed;
  try {
    const manifest: Record<string, unknown> = { apiVersion, kind, metadata: plainMetadata(metadata) };
    // Like `toJson`, takes the props that the kind has, and no others.
    for (const { prop, field, shape } of typed.props) {
      const value = props[prop];
      if (value !== undefined) manifest[field] = plain(value, shape);
    }
    return manifest as unknown as Manifest;
  } catch (error) {
    if (error === UNUSUAL) return undefined;
    throw error;
  }
}
