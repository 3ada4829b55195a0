import type { ObjectSet, SynthesizedObject } from './object-set';

/** Something wrong with an object, found without a cluster. */
export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  /** The object concerned, as `Kind/name`. */
  readonly at: string;
  /** `environment/stack[/stage]`. */
  readonly set: string;
  /** Path of the construct that made the object. */
  readonly construct: string;
  /** `file:line` that made it. */
  readonly source: string | undefined;
  /** The field, the rule, the value, and what to do. */
  readonly message: string;
}

/** `Kind/name`, by which stages declare the findings they teach. */
export const labelOf = ({ manifest }: SynthesizedObject): string => `${manifest.kind}/${manifest.metadata.name}`;

/** Judges the objects that are deployed together: one stage of a lesson, or a whole environment. */
export type Check = (sets: readonly ObjectSet[], report: Report) => void;

/** Takes what a check found about `object` of `set`. */
export type Report = (set: ObjectSet, object: SynthesizedObject, rule: string, message: string) => void;
