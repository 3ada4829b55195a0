import {
  apiVersionOf,
  equalJson,
  isJsonObject,
  parseApiVersion,
  plainError,
  statusErrors,
  valueAt,
  type GroupVersionKind,
  type JsonObject,
  type ManagedFieldsEntry,
} from '../../api';
import { applyConflict } from './apply-conflict';
import { managersIn, managersInOwnVersions } from './manager-versions';
import { compareValues } from './compare';
import { FieldSet } from './field-set';
import { fieldsStillAsLastApplied, withLastApplied } from './last-applied';
import { decodeManagers, encodeManagers, identifier, withFields, type Manager, type Managers } from './managers';
import { mergeConfig } from './merge-config';
import { emptyValue, type MergeType } from './merge-type';
import { ownedFields } from './owned-fields';
import { ListItemError } from './path-element';
import { removeFields } from './remove-fields';
import { conflictsOf, takeOver, type FieldConflict } from './take-over';
import { addUpdate, withoutReset, type WriteOrigin } from './track-update';
import { entriesOf, NEVER_OWNED, withoutManagedFields } from './tracked-object';
import { configErrors } from './validate-config';

/** How a configuration is applied. */
export interface ApplyOrigin extends Omit<WriteOrigin, 'apiVersion'> {
  /** What the path of the request serves. */
  readonly gvk: GroupVersionKind;
  /** Whether fields of other managers are taken without asking. */
  readonly isForced: boolean;
}

/** What came of an apply. */
export interface ApplyResult {
  /** The object, without managedFields; not yet decoded and defaulted when it has changed. */
  readonly object: JsonObject;
  /** Whether anything but managedFields has changed. */
  readonly isChanged: boolean;
  readonly managedFields: readonly ManagedFieldsEntry[] | undefined;
}

/** A kind as Go prints it: `apps/v1, Kind=Deployment`; the core group leaves the slash. */
const gvkText = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}, Kind=${kind}`;

function gvkOf(config: JsonObject): GroupVersionKind {
  const apiVersion = valueAt(config, 'apiVersion');
  const kind = valueAt(config, 'kind');
  const { group, version } = parseApiVersion(typeof apiVersion === 'string' ? apiVersion : '');
  return { group, version, kind: typeof kind === 'string' ? kind : '' };
}

/** `namespace/name; group/version, Kind=kind`: the object in messages. */
function objectText(object: JsonObject): string {
  const metadata = valueAt(object, 'metadata');
  const part = (field: string): string => {
    const value = isJsonObject(metadata) ? metadata[field] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return `${part('namespace')}/${part('name')}; ${gvkText(gvkOf(object))}`;
}

/**
 * Server-side apply: merges `config` into `live` (undefined on create), removes what the manager applied before and
 * leaves out now unless somebody else owns it, and records what it owns. The arguments are not changed.
 *
 * Throws a StatusError: 400 for a configuration of another kind or with managedFields, 409 for conflicts, 500 with the
 * server's text for one that does not fit the type.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/fieldmanager.go `Apply`,
 * structuredmerge.go `Apply`; structured-merge-diff v6, merge/update.go `Apply`.
 */
export function applyConfig(live: JsonObject | undefined, config: JsonObject, origin: ApplyOrigin): ApplyResult {
  const { gvk, type, now, isForced } = origin;
  requireFitting(config, gvk, type);
  const apiVersion = apiVersionOf(gvk.group, gvk.version);
  const managers = readManagers(live);
  const current = withoutManagedFields(live ?? emptyValue(type));
  if (managers.size === 0 && live !== undefined) {
    addUpdate(managers, emptyValue(type), current, { now, type, apiVersion, manager: 'before-first-apply' });
  }
  try {
    const local = managersIn(apiVersion, managers, current, origin.translate);
    const applied = new Application(current, config, local, apiVersion, origin).run(isForced);
    const before = { own: managers, local };
    const after = managersInOwnVersions(apiVersion, applied.managers, before, applied.object, origin.translate);
    const object = origin.manager === 'kubectl' ? withLastApplied(applied.object, config) : applied.object;
    return {
      object,
      isChanged: applied.isChanged || object !== applied.object,
      managedFields: encodeManagers(after),
    };
  } catch (error) {
    if (error instanceof ListItemError) {
      throw plainError(`failed to create typed live object (${objectText(current)}): ${error.message}`);
    }
    throw error;
  }
}

function requireFitting(config: JsonObject, gvk: GroupVersionKind, type: MergeType): void {
  const given = gvkOf(config);
  if (gvkText(given) !== gvkText(gvk)) throw statusErrors.badRequest(`invalid object type: ${gvkText(given)}`);
  const entries = entriesOf(config);
  if (entries !== undefined && entries !== null) throw statusErrors.badRequest('metadata.managedFields must be nil');
  const errors = configErrors(config, type);
  if (errors !== undefined) {
    throw plainError(`failed to create typed patch object (${objectText(config)}): ${errors}`);
  }
}

function readManagers(live: JsonObject | undefined): Managers {
  try {
    return decodeManagers(live === undefined ? undefined : entriesOf(live));
  } catch (error) {
    throw plainError(`failed to decode managed fields: ${error instanceof Error ? error.message : String(error)}`);
  }
}

class Application {
  private readonly own: Omit<Manager, 'fields'>;
  private readonly id: string;

  constructor(
    private readonly live: JsonObject,
    private readonly config: JsonObject,
    private readonly managers: Managers,
    private readonly apiVersion: string,
    private readonly origin: ApplyOrigin,
  ) {
    const { manager, subresource } = origin;
    this.own = {
      manager: manager === '' ? 'unknown' : manager,
      operation: 'Apply',
      apiVersion,
      ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    };
    this.id = identifier(this.own);
  }

  run(isForced: boolean): { object: JsonObject; isChanged: boolean; managers: Managers } {
    const { type, resetFields, now } = this.origin;
    const last = this.managers.get(this.id);
    const owned = ownedFields(this.config, type);
    const fields = resetFields === undefined ? owned : owned.recursiveDifference(resetFields);
    const managers: Managers = new Map(this.managers).set(this.id, { ...this.own, fields });

    const merged = mergeConfig(this.live, this.config, type);
    const result = last === undefined || last.fields.isEmpty ? merged : this.pruned(merged, last.fields, managers);
    const comparison = withoutReset(compareValues(this.live, result, type), resetFields);
    const conflicts = conflictsOf(managers, this.id, comparison);
    if (!isForced && conflicts.length > 0) this.refuse(conflicts);
    takeOver(managers, this.id, comparison);

    const isChanged = !equalJson(this.live, result);
    this.recordOwn(managers, fields.difference(NEVER_OWNED), last, isChanged ? now : last?.time);
    return { object: isChanged ? (result as JsonObject) : this.live, isChanged, managers };
  }

  /** The own entry; an unchanged one stays as it is stored. */
  private recordOwn(managers: Managers, fields: FieldSet, last: Manager | undefined, time: string | undefined): void {
    if (fields.isEmpty) {
      managers.delete(this.id);
      return;
    }
    const isSame =
      last !== undefined &&
      last.time === time &&
      last.apiVersion === this.apiVersion &&
      last.fields.difference(fields).isEmpty &&
      fields.difference(last.fields).isEmpty;
    managers.set(
      this.id,
      isSame ? withFields(last, last.fields) : { ...this.own, ...(time === undefined ? {} : { time }), fields },
    );
  }

  /** The server-side kubectl takes over silently what the client-side one applied. */
  private refuse(conflicts: readonly FieldConflict[]): void {
    if (this.origin.manager !== 'kubectl') throw applyConflict(conflicts);
    const allowed = fieldsStillAsLastApplied(this.live, this.apiVersion, this.origin.type);
    const left = conflicts.filter(({ path }) => !allowed.has(path));
    if (left.length > 0) throw applyConflict(left);
  }

  /**
   * The merged object without what the manager applied last time and nobody owns any more.
   *
   * Source: structured-merge-diff v6, merge/update.go `prune`, `addBackOwnedItems`, `addBackDanglingItems`.
   */
  private pruned(merged: unknown, last: FieldSet, managers: Managers): unknown {
    const { type } = this.origin;
    const named = (set: FieldSet): FieldSet => set.withNamedFields(type);
    const mergedFields = named(ownedFields(merged, type));
    const lastNamed = named(last);
    let owned = new FieldSet();
    for (const { fields } of managers.values()) owned = owned.union(fields);

    const bare = removeFields(merged, lastNamed, type);
    const kept = named(ownedFields(bare, type)).union(named(owned));
    const withOwned = removeFields(merged, mergedFields.difference(kept), type);
    const gone = mergedFields.difference(named(ownedFields(withOwned, type)));
    return removeFields(merged, gone.intersection(lastNamed), type);
  }
}
