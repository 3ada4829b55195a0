import { atomOf, DEDUCED, typeOfKey, type MergeType } from './merge-type';
import { compareElements, type PathElement } from './path-element';

/** What a set has at one step: whether a path ends there, and the paths that go on. */
interface Step {
  readonly isMember: boolean;
  /** Never empty. */
  readonly child: FieldSet | undefined;
}

/** By far the most frequent step. */
const LEAF: Step = { isMember: true, child: undefined };

/**
 * A set of paths. Once it is built it is never changed: operations give new sets that share parts with the old ones,
 * and the same set when nothing differs.
 *
 * Source: structured-merge-diff v6, fieldpath/set.go.
 */
export class FieldSet {
  private readonly steps = new Map<PathElement, Step>();

  /** A set of paths; the empty path is in no set. */
  static of(paths: Iterable<readonly PathElement[]>): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.insert(path);
    return set;
  }

  get isEmpty(): boolean {
    return this.steps.size === 0;
  }

  /** Adds a path: only while the set is built. */
  insert(path: readonly PathElement[]): void {
    if (path.length === 0) return;
    let steps = this.steps;
    for (let index = 0; index < path.length - 1; index++) {
      const element = path[index] as PathElement;
      const step = steps.get(element);
      let child = step?.child;
      if (child === undefined) {
        child = new FieldSet();
        steps.set(element, { isMember: step?.isMember ?? false, child });
      }
      steps = child.steps;
    }
    const last = path[path.length - 1] as PathElement;
    const step = steps.get(last);
    if (step === undefined) steps.set(last, LEAF);
    else if (!step.isMember) steps.set(last, { isMember: true, child: step.child });
  }

  /** Sets a step of a set that is being built; one without anything is left out. */
  put(element: PathElement, isMember: boolean, child: FieldSet | undefined): void {
    const inner = child === undefined || child.isEmpty ? undefined : child;
    if (inner !== undefined) this.steps.set(element, { isMember, child: inner });
    else if (isMember) this.steps.set(element, LEAF);
  }

  /** Whether the path ends in this set. */
  has(path: readonly PathElement[]): boolean {
    let steps: ReadonlyMap<PathElement, Step> | undefined = this.steps;
    for (let index = 0; index < path.length - 1 && steps !== undefined; index++) {
      steps = steps.get(path[index] as PathElement)?.child?.steps;
    }
    return path.length > 0 && steps?.get(path[path.length - 1] as PathElement)?.isMember === true;
  }

  /** Whether a path of one step ends here. */
  hasMember(element: PathElement): boolean {
    return this.steps.get(element)?.isMember === true;
  }

  /** The paths below a step, without it. */
  child(element: PathElement): FieldSet | undefined {
    return this.steps.get(element)?.child;
  }

  /** Paths of either set. */
  union(other: FieldSet): FieldSet {
    if (this === other || other.isEmpty) return this;
    if (this.isEmpty) return other;
    const result = new FieldSet();
    let isSame = true;
    for (const [element, step] of this.steps) result.steps.set(element, step);
    for (const [element, theirs] of other.steps) {
      const own = this.steps.get(element);
      if (own === undefined) {
        isSame = false;
        result.steps.set(element, theirs);
        continue;
      }
      const child =
        own.child === undefined || theirs.child === undefined
          ? (own.child ?? theirs.child)
          : own.child.union(theirs.child);
      const isMember = own.isMember || theirs.isMember;
      if (child === own.child && isMember === own.isMember) continue;
      isSame = false;
      result.put(element, isMember, child);
    }
    return isSame ? this : result;
  }

  /** Paths of both sets. */
  intersection(other: FieldSet): FieldSet {
    if (this === other) return this;
    const result = new FieldSet();
    for (const [element, own] of this.steps) {
      const theirs = other.steps.get(element);
      if (theirs === undefined) continue;
      const child =
        own.child === undefined || theirs.child === undefined ? undefined : own.child.intersection(theirs.child);
      result.put(element, own.isMember && theirs.isMember, child);
    }
    return result;
  }

  /** Paths of this set that are not in the other. */
  difference(other: FieldSet): FieldSet {
    return this.without(other, false);
  }

  /** Paths of this set that are neither in the other nor below one of its paths. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.without(other, true);
  }

  private without(other: FieldSet, isRecursive: boolean): FieldSet {
    if (other.isEmpty || this.isEmpty) return this;
    const result = new FieldSet();
    let isSame = true;
    for (const [element, own] of this.steps) {
      const theirs = other.steps.get(element);
      if (theirs === undefined) {
        result.steps.set(element, own);
        continue;
      }
      let { child } = own;
      if (child !== undefined && isRecursive && theirs.isMember) child = undefined;
      else if (child !== undefined && theirs.child !== undefined) child = child.without(theirs.child, isRecursive);
      const isMember = own.isMember && !theirs.isMember;
      if (child === own.child && isMember === own.isMember) {
        result.steps.set(element, own);
      } else {
        isSame = false;
        result.put(element, isMember, child);
      }
    }
    return isSame ? this : result;
  }

  /**
   * The set with every declared field on the way as a path of its own: fields without children of their own can then
   * be told from those that are gone.
   */
  withNamedFields(type: MergeType): FieldSet {
    const atom = atomOf(type, undefined);
    const result = new FieldSet();
    for (const [element, { isMember, child }] of this.steps) {
      if (child === undefined) {
        result.steps.set(element, LEAF);
        continue;
      }
      let inner: MergeType = DEDUCED;
      let isNamed = false;
      if (element.startsWith('f:') && atom.kind === 'map') {
        inner = typeOfKey(atom, element.slice(2));
        isNamed = atom.field(element.slice(2)) !== undefined;
      } else if (atom.kind === 'list') {
        inner = atom.element;
      }
      result.put(element, isMember || isNamed, child.withNamedFields(inner));
    }
    return result;
  }

  /** Steps from here, in order, with whether a path ends there and what goes on. */
  entries(): readonly (readonly [PathElement, Step])[] {
    const entries = [...this.steps];
    return entries.length === 1 ? entries : entries.sort(([a], [b]) => compareElements(a, b));
  }

  /** All paths in order: those that end here first, then those that go on. */
  paths(): PathElement[][] {
    const result: PathElement[][] = [];
    this.collect([], result);
    return result;
  }

  private collect(prefix: readonly PathElement[], result: PathElement[][]): void {
    const entries = this.entries();
    for (const [element, { isMember }] of entries) if (isMember) result.push([...prefix, element]);
    for (const [element, { child }] of entries) child?.collect([...prefix, element], result);
  }
}

/** No path at all. */
export const EMPTY_SET = new FieldSet();
