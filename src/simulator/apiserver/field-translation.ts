import type { JsonObject, KubeObject } from '../api';
import type { ResourceInfo } from '../resources/resource';
import { compareValues, type FieldSet, removeFields, type TranslateFields } from './managed-fields';
import { mergeTypeOf } from './merge-types';

/**
 * Translates what is owned in one version of a resource into another: what is missing in the other version when the
 * object lacks it in this one. Undefined where versions have the same fields.
 *
 * Source: structured-merge-diff v6, merge/update.go `reconcileManagedFieldsWithSchemaChanges`, which compares objects in
 * the version of each manager.
 */
export function fieldTranslation(resource: ResourceInfo): TranslateFields | undefined {
  const { convert } = resource.strategy;
  if (convert === undefined) return undefined;
  return (object: JsonObject, fields: FieldSet, from: string, to: string): FieldSet => {
    const whole = convert(object as unknown as KubeObject, from);
    const rest = removeFields(whole, fields, mergeTypeOf(resource, from)) as KubeObject | null;
    const without = convert(rest === null ? { ...whole, metadata: {} } : { ...rest, apiVersion: from }, to);
    const { added, modified } = compareValues(without, convert(whole, to), mergeTypeOf(resource, to));
    return added.union(modified);
  };
}
