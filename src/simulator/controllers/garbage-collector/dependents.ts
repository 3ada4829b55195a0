import type { ObjectMeta, OwnerReference } from '../../api';

interface Owned {
  readonly dependents: Set<string>;
  /** How many of them hold their owner back. */
  blocking: number;
}

const NOBODY: ReadonlySet<string> = new Set();
const NO_REFERENCES: readonly OwnerReference[] = [];

/** References of an object, one for each owner. */
export function referencesOf({ ownerReferences }: ObjectMeta): readonly OwnerReference[] {
  if (ownerReferences === undefined || ownerReferences.length < 2) return ownerReferences ?? NO_REFERENCES;
  return [...new Map(ownerReferences.map((reference) => [reference.uid, reference])).values()];
}

const isBlocking = ({ blockOwnerDeletion }: OwnerReference): boolean => blockOwnerDeletion === true;

/** Whether two sets of references are equal. */
export function sameReferences(left: readonly OwnerReference[], right: readonly OwnerReference[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((each, index) => {
    const other = right[index];
    return (
      other !== undefined &&
      each.uid === other.uid &&
      each.name === other.name &&
      each.kind === other.kind &&
      each.apiVersion === other.apiVersion &&
      isBlocking(each) === isBlocking(other)
    );
  });
}

/** Who refers to whom, by the UID of the owner. It costs the same however many dependents an owner has. */
export class Dependents {
  private readonly byOwner = new Map<string, Owned>();

  /** Keys of the objects that refer to an owner. */
  of(uid: string): ReadonlySet<string> {
    return this.byOwner.get(uid)?.dependents ?? NOBODY;
  }

  /** Number of dependents that hold their owner back. */
  blocking(uid: string): number {
    return this.byOwner.get(uid)?.blocking ?? 0;
  }

  add(key: string, references: readonly OwnerReference[]): void {
    for (const reference of references) {
      const owned = this.byOwner.get(reference.uid) ?? { dependents: new Set(), blocking: 0 };
      owned.dependents.add(key);
      if (isBlocking(reference)) owned.blocking += 1;
      this.byOwner.set(reference.uid, owned);
    }
  }

  remove(key: string, references: readonly OwnerReference[]): void {
    for (const reference of references) {
      const owned = this.byOwner.get(reference.uid);
      if (owned === undefined || !owned.dependents.delete(key)) continue;
      if (isBlocking(reference)) owned.blocking -= 1;
      if (owned.dependents.size === 0) this.byOwner.delete(reference.uid);
    }
  }
}
