import { isJsonObject, type Draft, type JsonObject, type ManagedFieldsEntry } from '../../api';
import { entriesPutOff } from './deferred-entries';
import { FieldSet } from './field-set';
import { fieldElement } from './path-element';

const METADATA_NEVER_OWNED = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];

/**
 * Paths that nobody owns.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/stripmeta.go.
 */
export const NEVER_OWNED = FieldSet.of([
  ...['apiVersion', 'kind', 'metadata'].map((field) => [fieldElement(field)]),
  ...METADATA_NEVER_OWNED.map((field) => [fieldElement('metadata'), fieldElement(field)]),
]);

/** Metadata of an object, or an empty one. */
const metadataOf = (object: JsonObject): JsonObject => (isJsonObject(object['metadata']) ? object['metadata'] : {});

/** Entries of an object; undefined when there are none. Those that were put off are computed now, once. */
export const entriesOf = (object: JsonObject): readonly ManagedFieldsEntry[] | undefined =>
  (metadataOf(object)['managedFields'] as readonly ManagedFieldsEntry[] | undefined) ?? entriesPutOff(object);

/** The object without its managedFields. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  if (metadata['managedFields'] === undefined) return object;
  const { managedFields, ...rest } = metadata;
  void managedFields;
  return { ...object, metadata: rest };
}

/** The object with other managedFields; with none for undefined. */
export function withManagedFields(object: JsonObject, entries: readonly ManagedFieldsEntry[] | undefined): Draft {
  const bare = withoutManagedFields(object);
  return entries === undefined ? { ...bare } : { ...bare, metadata: { ...metadataOf(bare), managedFields: entries } };
}

/** A set of fields from dotted paths such as `metadata.labels`. */
export const fieldsOf = (...paths: string[]): FieldSet =>
  FieldSet.of(paths.map((path) => path.split('.').map(fieldElement)));
