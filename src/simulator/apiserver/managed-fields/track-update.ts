import { equalJson, type JsonObject, type ManagedFieldsEntry } from '../../api';
import { managersIn, managersInOwnVersions, type TranslateFields } from './manager-versions';
import { compareValues, type Comparison } from './compare';
import type { FieldSet } from './field-set';
import { capUpdateManagers, decodeManagersOrNone, encodeManagers, identifier, type Managers } from './managers';
import { emptyValue, type MergeType } from './merge-type';
import { ListItemError } from './path-element';
import { takeOver } from './take-over';
import { entriesOf, NEVER_OWNED, withoutManagedFields } from './tracked-object';

/** What a write is called, and how its kind is built. */
export interface WriteOrigin {
  /** Name of the manager. */
  readonly manager: string;
  /** Version of the request, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Path behind the object, such as `status`. @default - the object itself */
  readonly subresource?: string;
  /** Time of the write, as the API writes it. */
  readonly now: string;
  readonly type: MergeType;
  /** Paths that such a write cannot change, and hence never owns. @default - none */
  readonly resetFields?: FieldSet;
  /** Brings what managers own into another version. @default - all versions have the same fields */
  readonly translate?: TranslateFields;
}

/** Whether a client asks to forget all managers: an empty list, or one empty entry. */
const isReset = (entries: readonly ManagedFieldsEntry[] | undefined): boolean =>
  entries !== undefined &&
  (entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] as object).length === 0));

/** The managers that a write starts from: those it sends, unless it sends none or may not. */
function startingManagers(before: JsonObject | undefined, after: JsonObject, { subresource }: WriteOrigin): Managers {
  const live = before === undefined ? undefined : entriesOf(before);
  const sent = entriesOf(after);
  if (subresource !== undefined && subresource !== '') return decodeManagersOrNone(live);
  if (isReset(sent)) return new Map();
  // Entries that are sent back as they are need not be read again.
  const known = sent?.map((entry, index) => (equalJson(entry, live?.[index]) ? (live?.[index] ?? entry) : entry));
  const managers = decodeManagersOrNone(known);
  return managers.size === 0 ? decodeManagersOrNone(live) : managers;
}

/** A comparison without the fields that a write cannot change. */
export function withoutReset(comparison: Comparison, resetFields: FieldSet | undefined): Comparison {
  if (resetFields === undefined) return comparison;
  return {
    added: comparison.added.recursiveDifference(resetFields),
    modified: comparison.modified.recursiveDifference(resetFields),
    removed: comparison.removed.recursiveDifference(resetFields),
  };
}

/**
 * The managedFields after a create, replace or patch: the manager owns what it changed, the others lose it.
 *
 * `before` is the stored object, undefined on create; `after` the decoded and defaulted object before admission, with
 * the managedFields that the client sent. Neither is changed. The answer is undefined when nobody owns anything.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/fieldmanager.go `Update`;
 * structured-merge-diff v6, merge/update.go `Update`.
 */
export function trackUpdate(
  before: JsonObject | undefined,
  after: JsonObject,
  origin: WriteOrigin,
): readonly ManagedFieldsEntry[] | undefined {
  let managers = startingManagers(before, after, origin);
  // What nobody tracked so far stays untracked until it is applied.
  if (managers.size === 0 && before !== undefined) return undefined;
  try {
    const { apiVersion, translate } = origin;
    const local = managersIn(apiVersion, managers, after, translate);
    const known = { own: managers, local: new Map(local) };
    addUpdate(local, before ?? emptyValue(origin.type), after, origin);
    managers = managersInOwnVersions(apiVersion, local, known, after, translate);
  } catch (error) {
    if (error instanceof ListItemError) return before === undefined ? undefined : entriesOf(before);
    throw error;
  }
  capUpdateManagers(managers);
  return encodeManagers(managers);
}

/** Records an update in `managers`. Throws a ListItemError for items without keys. */
export function addUpdate(managers: Managers, before: JsonObject, after: JsonObject, origin: WriteOrigin): void {
  const { manager, apiVersion, subresource, now, type, resetFields } = origin;
  const comparison = withoutReset(
    compareValues(withoutManagedFields(before), withoutManagedFields(after), type),
    resetFields,
  );
  takeOver(managers, '', comparison);
  const changed = comparison.modified.union(comparison.added).difference(NEVER_OWNED);
  if (changed.isEmpty) return;
  const own = {
    manager: manager === '' ? 'unknown' : manager,
    operation: 'Update' as const,
    apiVersion,
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
  };
  const id = identifier(own);
  const previous = managers.get(id);
  managers.set(id, {
    ...own,
    time: now,
    fields: previous === undefined ? changed : changed.union(previous.fields),
  });
}

/**
 * The entries to store when a write changed nothing but times: the old ones, so that the object keeps its
 * resourceVersion. Otherwise the new ones. `before` and `after` are complete objects as they would be stored.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/fieldmanager/equality.go
 * `IgnoreManagedFieldsTimestampsTransformer`.
 */
export function entriesIgnoringTimes(before: JsonObject, after: JsonObject): readonly ManagedFieldsEntry[] | undefined {
  const old = entriesOf(before);
  const entries = entriesOf(after);
  if (old === undefined || entries === undefined || old.length !== entries.length) return entries;
  const timeless = entries.map((entry, index) => ({ ...entry, time: old[index]?.time }));
  const isSame = old.every((entry, index) => equalJson({ ...entry, time: entry.time }, timeless[index]));
  return isSame && equalJson(withoutManagedFields(before), withoutManagedFields(after)) ? old : entries;
}
