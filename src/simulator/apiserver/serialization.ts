import type { KubeObject } from '../api';

/** Bodies by version of an object: each is written once, however often it is listed and watched. */
const bodies = new WeakMap<object, string>();
const metadataBodies = new WeakMap<object, string>();

/** Version of an object in another apiVersion. */
const converted = new WeakMap<KubeObject, Map<string, KubeObject>>();

/** JSON of an object without kind and apiVersion, as the items of most lists are written. */
export function itemText(object: KubeObject): string {
  let body = bodies.get(object);
  if (body === undefined) {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    body = JSON.stringify(rest);
    bodies.set(object, body);
  }
  return body;
}

/** JSON of an object. */
export const objectText = (object: KubeObject): string =>
  `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${itemText(object).slice(1)}`;

/** Texts with commas in between. Each stays as it is: to join them would copy them all. */
export const separated = (texts: readonly string[]): string[] =>
  texts.flatMap((text, index) => (index === 0 ? text : [',', text]));

/** JSON of an object as PartialObjectMetadata: nothing but its metadata. */
export function metadataText(object: KubeObject, apiVersion: string): string {
  let body = metadataBodies.get(object);
  if (body === undefined) {
    body = `"metadata":${JSON.stringify(object.metadata)}}`;
    metadataBodies.set(object, body);
  }
  return `{"kind":"PartialObjectMetadata","apiVersion":${JSON.stringify(apiVersion)},${body}`;
}

/**
 * An object in another version, made once. `convert` is the kind's own conversion.
 * @default - only `apiVersion` differs
 */
export function inVersion(
  object: KubeObject,
  apiVersion: string,
  convert?: (object: KubeObject, apiVersion: string) => KubeObject,
): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  let versions = converted.get(object);
  if (versions === undefined) {
    versions = new Map();
    converted.set(object, versions);
  }
  let other = versions.get(apiVersion);
  if (other === undefined) {
    other = convert?.(object, apiVersion) ?? { ...object, apiVersion };
    versions.set(apiVersion, other);
  }
  return other;
}
