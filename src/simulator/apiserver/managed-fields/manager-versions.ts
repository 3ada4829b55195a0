import type { JsonObject } from '../../api';
import type { FieldSet } from './field-set';
import { type Manager, type Managers, withFields } from './managers';

/** What somebody who owns `fields` of an object in one version owns of it in another. */
export type TranslateFields = (object: JsonObject, fields: FieldSet, from: string, to: string) => FieldSet;

/** Managers with what they own in one version: each entry speaks of the version of its own writes. */
export function managersIn(
  apiVersion: string,
  managers: Managers,
  object: JsonObject,
  translate: TranslateFields | undefined,
): Managers {
  if (translate === undefined) return managers;
  const local = (manager: Manager): Manager =>
    manager.apiVersion === apiVersion
      ? manager
      : { ...manager, fields: translate(object, manager.fields, manager.apiVersion, apiVersion) };
  return new Map([...managers].map(([id, manager]) => [id, local(manager)]));
}

/** The way back: those who lost nothing keep the entry that they had. */
export function managersInOwnVersions(
  apiVersion: string,
  managers: Managers,
  before: { readonly own: Managers; readonly local: Managers },
  object: JsonObject,
  translate: TranslateFields | undefined,
): Managers {
  if (translate === undefined) return managers;
  const own = (id: string, manager: Manager): Manager => {
    const original = before.own.get(id);
    if (original === undefined || manager.apiVersion === apiVersion) return manager;
    if (manager.fields === before.local.get(id)?.fields) return original;
    return withFields(original, translate(object, manager.fields, apiVersion, manager.apiVersion));
  };
  return new Map([...managers].map(([id, manager]) => [id, own(id, manager)]));
}
