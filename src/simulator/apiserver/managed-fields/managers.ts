import type { ManagedFieldsEntry } from '../../api';
import { EMPTY_SET, type FieldSet } from './field-set';
import { fromFieldsV1, toFieldsV1 } from './fields-v1';

/** Who owns which fields, and since when. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
  /** The stored entry, as long as nothing of it has changed. */
  readonly entry?: ManagedFieldsEntry;
}

/** Managers by their identity. */
export type Managers = Map<string, Manager>;

/** What tells managers apart: for Apply the version does not. */
type Identity = Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>;

/**
 * Identity of a manager as text; sorting by it is sorting as the real server does.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/managedfields.go `BuildManagerIdentifier`.
 */
export function identifier({ manager, operation, apiVersion, subresource }: Identity): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
  });
}

/** A manager with another set of fields; the same one when the set is the same. */
export function withFields(manager: Manager, fields: FieldSet): Manager {
  if (fields === manager.fields) return manager;
  const { entry, ...rest } = manager;
  void entry;
  return { ...rest, fields };
}

/**
 * The managers of an object's managedFields. Throws an Error for entries that are not well formed.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/managedfields.go `DecodeManagedFields`.
 */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers: Managers = new Map();
  (entries ?? []).forEach((entry, index) => {
    const { manager = '', operation, apiVersion, subresource, time, fieldsType, fieldsV1 } = entry;
    if (operation !== 'Apply' && operation !== 'Update') throw new Error('operation must be `Apply` or `Update`');
    if (apiVersion === undefined || apiVersion === '') throw new Error('apiVersion must not be empty');
    if (fieldsType !== 'FieldsV1') throw new Error(`missing fieldsType in managed fields entry ${index}`);
    const read: Manager = {
      manager,
      operation,
      apiVersion,
      ...(subresource === undefined ? {} : { subresource }),
      ...(time === undefined ? {} : { time }),
      fields: fromFieldsV1(fieldsV1),
      entry,
    };
    managers.set(identifier(read), read);
  });
  return managers;
}

/** The same, with no managers for entries that are not well formed. */
export function decodeManagersOrNone(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  try {
    return decodeManagers(entries);
  } catch {
    return new Map();
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The managers as entries: those of Apply first, then by time, name, version and subresource. Undefined without any.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/managedfields.go `sortEncodedManagedFields`.
 */
export function encodeManagers(managers: Managers): readonly ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()]
    .sort(
      (a, b) =>
        compare(a.operation, b.operation) ||
        compare(a.time ?? '', b.time ?? '') ||
        compare(a.manager, b.manager) ||
        compare(a.apiVersion, b.apiVersion) ||
        compare(a.subresource ?? '', b.subresource ?? ''),
    )
    .map(encodeManager);
}

function encodeManager(own: Manager): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource, time, fields, entry } = own;
  const fieldsV1 = toFieldsV1(fields);
  if (entry !== undefined) return entry.fieldsV1 === fieldsV1 ? entry : { ...entry, fieldsV1 };
  return {
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
  };
}

/** Source: Kubernetes 1.36, managedfields/internal/fieldmanager.go DefaultMaxUpdateManagers. */
const UPDATE_MANAGERS_MAX = 10;

/**
 * Merges the oldest updaters into one, `ancient-changes`, when there are more than ten.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/capmanagers.go.
 */
export function capUpdateManagers(managers: Managers): void {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  let count = updaters.length;
  if (count <= UPDATE_MANAGERS_MAX) return;
  updaters.sort(([aId, a], [bId, b]) => compare(a.time ?? '', b.time ?? '') || compare(aId, bId));
  const firstOfVersion = new Map<string, string>();
  for (const [id, updater] of updaters) {
    if (count <= UPDATE_MANAGERS_MAX) return;
    const { apiVersion } = updater;
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, id);
      continue;
    }
    const ancient: Identity = { manager: 'ancient-changes', operation: 'Update', apiVersion };
    const bucketId = identifier(ancient);
    const bucket = managers.get(bucketId) ?? managers.get(first);
    if (!managers.has(bucketId)) managers.delete(first);
    managers.delete(id);
    managers.set(bucketId, {
      ...ancient,
      ...(updater.time === undefined ? {} : { time: updater.time }),
      fields: updater.fields.union(bucket?.fields ?? EMPTY_SET),
    });
    count--;
  }
}
