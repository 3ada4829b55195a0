import {
  equalJson,
  hasKey,
  isJsonObject,
  parseApiVersion,
  setKey,
  valueAt,
  type Draft,
  type JsonObject,
  type KubeObject,
} from '../api';
import { definitionOf, typeOf, type FieldSchema, type ValueType } from '../schema';

/** How a value is merged; undefined for what no type describes: maps by key, lists as a whole. */
type Rule = { readonly field: FieldSchema | undefined; readonly type: ValueType } | undefined;

/** A map or list before, as wanted, and as it is. */
interface Three<Value> {
  readonly original: Value;
  readonly wanted: Value;
  readonly current: Value;
}

const strategiesOf = (rule: Rule): readonly string[] => rule?.field?.patchStrategy?.split(',') ?? [];

/** The fields of a struct by name; none for a map with free keys. */
function ruleOf(rule: Rule, key: string): Rule {
  const type = rule?.type;
  if (type === undefined) return undefined;
  if (type.kind === 'map') return { field: undefined, type: type.values };
  if (type.kind !== 'ref') return undefined;
  const field = typeOf(type.definition).fields.get(key);
  return field === undefined ? undefined : { field, type: field.type };
}

function mergeMaps({ original, wanted, current }: Three<JsonObject>, rule: Rule): Draft {
  const draft: Draft = { ...current };
  for (const key of Object.keys(original)) {
    if (!hasKey(wanted, key) || wanted[key] === null) delete draft[key];
  }
  for (const key of Object.keys(wanted)) {
    const value = wanted[key];
    if (value === null) {
      delete draft[key];
      continue;
    }
    const three = { original: valueAt(original, key), wanted: value, current: valueAt(current, key) };
    setKey(draft, key, mergeValues(three, ruleOf(rule, key)));
  }
  return draft;
}

/** A union of which only one member may be set: when it changes, what nobody wants goes. */
function onlyWanted(merged: Draft, { wanted, current }: Three<JsonObject>): Draft {
  if (equalJson(merged, current)) return merged;
  return Object.fromEntries(Object.entries(merged).filter(([key]) => hasKey(wanted, key)));
}

function mergeByKey({ original, wanted, current }: Three<readonly unknown[]>, key: string, items: Rule): unknown[] {
  const idOf = (item: unknown): unknown => (isJsonObject(item) ? valueAt(item, key) : undefined);
  const byId = (list: readonly unknown[]): Map<unknown, unknown> => new Map(list.map((item) => [idOf(item), item]));
  const [before, now, then] = [byId(original), byId(current), byId(wanted)];
  const merged = new Map(
    wanted.map((item) => {
      const id = idOf(item);
      const three = { original: before.get(id), wanted: item, current: now.get(id) };
      return [id, mergeValues(three, items)];
    }),
  );
  const kept = current.filter((item) => then.has(idOf(item)) || !before.has(idOf(item)));
  const added = wanted.filter((item) => !now.has(idOf(item)));
  const inPlace = [...kept, ...added].map((item) => merged.get(idOf(item)) ?? item);
  const order = inPlace.map(idOf).filter((id) => then.has(id));
  if (equalJson(order, wanted.map(idOf))) return inPlace;
  // Their order is wanted as well; what others added comes behind.
  return [...merged.values(), ...inPlace.filter((item) => !then.has(idOf(item)))];
}

function mergeScalars({ original, wanted, current }: Three<readonly unknown[]>): unknown[] {
  const gone = new Set(original.filter((item) => !wanted.includes(item)));
  return [...new Set([...current.filter((item) => !gone.has(item)), ...wanted])];
}

function mergeLists(three: Three<readonly unknown[]>, rule: Rule): unknown {
  if (!strategiesOf(rule).includes('merge')) return three.wanted;
  const { patchMergeKey } = rule?.field ?? {};
  if (patchMergeKey === undefined) return mergeScalars(three);
  const items = rule?.type.kind === 'list' ? { field: undefined, type: rule.type.items } : undefined;
  return mergeByKey(three, patchMergeKey, items);
}

const asMap = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function mergeValues({ original, wanted, current }: Three<unknown>, rule: Rule): unknown {
  if (isJsonObject(wanted) && isJsonObject(current)) {
    const strategies = strategiesOf(rule);
    if (strategies.includes('replace')) return wanted;
    const three = { original: asMap(original), wanted, current };
    const merged = mergeMaps(three, rule);
    return strategies.includes('retainKeys') ? onlyWanted(merged, three) : merged;
  }
  if (Array.isArray(wanted) && Array.isArray(current)) {
    return mergeLists({ original: asList(original), wanted, current }, rule);
  }
  return isJsonObject(wanted) ? mergeMaps({ original: {}, wanted, current: {} }, rule) : wanted;
}

/**
 * What an object becomes when `wanted` is applied: fields of `wanted` win; fields that `original`, what was applied
 * before, had and `wanted` has not go; all others stay as they are. Lists with merge keys are merged item by item, all
 * other lists are replaced; a custom object has no merge keys.
 *
 * Source: Kubernetes 1.36, kubectl/pkg/cmd/apply/patcher.go and apimachinery/pkg/util/strategicpatch
 * `CreateThreeWayMergePatch`. What follows is the result of that patch, not the patch.
 */
export function threeWayMerge(original: JsonObject, wanted: KubeObject, current: KubeObject): KubeObject {
  const definition = definitionOf({ ...parseApiVersion(wanted.apiVersion), kind: wanted.kind });
  const rule: Rule =
    definition === undefined
      ? undefined
      : { field: undefined, type: { kind: 'ref', definition, isPointer: false } as ValueType };
  return mergeMaps({ original, wanted, current }, rule) as unknown as KubeObject;
}
