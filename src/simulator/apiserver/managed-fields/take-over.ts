import type { Comparison } from './compare';
import { EMPTY_SET, type FieldSet } from './field-set';
import { withFields, type Managers } from './managers';
import type { PathElement } from './path-element';

/** A field that another manager owns and a configuration would change. */
export interface FieldConflict {
  /** Identity of the other manager. */
  readonly manager: string;
  readonly path: readonly PathElement[];
}

/** Fields of other managers that a change gives another value. */
export function conflictsOf(managers: Managers, own: string, { added, modified }: Comparison): FieldConflict[] {
  const changed = modified.union(added);
  if (changed.isEmpty) return [];
  return [...managers.keys()]
    .filter((id) => id !== own)
    .sort()
    .flatMap((id) =>
      (managers.get(id)?.fields ?? EMPTY_SET)
        .intersection(changed)
        .paths()
        .map((path) => ({ manager: id, path })),
    );
}

/**
 * Takes changed and removed fields from every other manager; a manager without fields is gone.
 *
 * Source: structured-merge-diff v6, merge/update.go `update`. Not modelled: conversion between versions.
 */
export function takeOver(managers: Managers, own: string, { added, modified, removed }: Comparison): void {
  const changed: FieldSet = modified.union(added);
  for (const [id, manager] of managers) {
    if (id !== own && !(changed.isEmpty && removed.isEmpty)) {
      managers.set(id, withFields(manager, manager.fields.difference(changed).difference(removed)));
    }
    if (managers.get(id)?.fields.isEmpty === true) managers.delete(id);
  }
}
