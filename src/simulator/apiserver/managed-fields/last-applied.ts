import { isJsonObject, valueAt, type Draft, type JsonObject } from '../../api';
import { compareValues } from './compare';
import { EMPTY_SET, type FieldSet } from './field-set';
import type { MergeType } from './merge-type';
import { ownedFields } from './owned-fields';
import { ListItemError } from './path-element';
import { withoutManagedFields } from './tracked-object';
import { configErrors } from './validate-config';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

const annotationsOf = (object: JsonObject): JsonObject => {
  const metadata = valueAt(object, 'metadata');
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) ? annotations : {};
};

/** JSON with sorted keys and Go's escapes, as Go writes a map. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${goJson(key)}:${goJson(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The fields that client-side `kubectl apply` last gave the values they still have: the server-side one may take them
 * without conflict.
 *
 * Source: Kubernetes 1.36, managedfields/internal/lastappliedmanager.go `allowedConflictsFromLastApplied`.
 */
export function fieldsStillAsLastApplied(live: JsonObject, apiVersion: string, type: MergeType): FieldSet {
  const text = annotationsOf(live)[ANNOTATION];
  if (typeof text !== 'string' || text === '') return EMPTY_SET;
  try {
    const lastApplied: unknown = JSON.parse(text);
    if (!isJsonObject(lastApplied) || lastApplied['apiVersion'] !== apiVersion) return EMPTY_SET;
    if (configErrors(lastApplied, type) !== undefined) return EMPTY_SET;
    const { added, modified, removed } = compareValues(lastApplied, withoutManagedFields(live), type);
    return ownedFields(lastApplied, type).difference(modified).difference(added).difference(removed);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ListItemError) return EMPTY_SET;
    throw error;
  }
}

/**
 * The object with its last-applied annotation, where it has one, set to the configuration.
 *
 * Source: Kubernetes 1.36, managedfields/internal/lastappliedupdater.go.
 */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const annotations = annotationsOf(object);
  const current = annotations[ANNOTATION];
  if (typeof current !== 'string' || current === '') return object;
  const { [ANNOTATION]: ignored, ...others } = annotationsOf(config);
  void ignored;
  const configMetadata = config['metadata'] as JsonObject;
  const { annotations: given, ...bareMetadata } = configMetadata;
  const metadata: Draft = given === undefined ? bareMetadata : { ...bareMetadata, annotations: others };
  const text = `${goJson({ ...config, metadata })}\n`;
  if (text === current) return object;
  return {
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), annotations: { ...annotations, [ANNOTATION]: text } },
  };
}
