import { childPath, isMap, schemaOfKey, type StructuralSchema } from './structural-schema';

/** Fields that every object has. */
const OBJECT_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * A copy of `value` without the fields that its schema does not know; their paths are added to `unknown`.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go.
 */
export function prune(
  value: unknown,
  schema: StructuralSchema,
  isRoot: boolean,
  path = '',
  unknown: string[] = [],
): unknown {
  if (Array.isArray(value)) {
    const items = schema.items ?? { 'x-kubernetes-preserve-unknown-fields': true };
    return value.map((item, index) => prune(item, items, isEmbedded(items), `${path}[${index}]`, unknown));
  }
  if (!isMap(value)) return value;
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  const pruned: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const at = childPath(path, key);
    const known = schemaOfKey(schema, key);
    if (isRoot && OBJECT_FIELDS.has(key)) pruned[key] = each;
    else if (known !== undefined) pruned[key] = prune(each, known, isEmbedded(known), at, unknown);
    else if (keepsUnknown) pruned[key] = each;
    else unknown.push(at);
  }
  return pruned;
}

const isEmbedded = (schema: StructuralSchema): boolean => schema['x-kubernetes-embedded-resource'] === true;

/**
 * Fills in defaults, in place, and drops nulls that nobody allows.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go.
 */
export function fillDefaults(value: unknown, schema: StructuralSchema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) for (const item of value) fillDefaults(item, items);
    return;
  }
  if (!isMap(value)) return;
  const draft = value as Record<string, unknown>;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (draft[key] === null && property.nullable !== true) delete draft[key];
    if (draft[key] === undefined && property.default !== undefined) draft[key] = structuredClone(property.default);
  }
  for (const [key, each] of Object.entries(draft)) {
    const known = schemaOfKey(schema, key);
    if (known !== undefined) fillDefaults(each, known);
  }
}
