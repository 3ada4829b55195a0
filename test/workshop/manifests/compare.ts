import type { Manifest } from '../../../src/workshop/synthesis';
import type { JsonObject } from '../../support/json';
import { withKubernetesDefaults } from '../../support/kubernetes-defaults';
import { areEqual, type Difference, differences } from './differences';
import { type ExplainedDifference, WHOLE_OBJECT } from './explained-differences';
import type { SynthesizedStage } from './lessons';
import type { CounterpartFile } from './stage-files';

/** A difference and the object concerned. */
export interface Found extends Difference {
  readonly stack: string;
  readonly stage: string;
  /** The given file, or the stage and a '/' when no file gives the object. */
  readonly file: string;
  /** `Kind/name`. */
  readonly object: string;
}

/** The outcome for one given object, or for one of ours that no file gives. */
export interface Comparison {
  readonly file: string;
  readonly object: string;
  readonly found: readonly Found[];
}

const nameOf = (object: JsonObject | Manifest): string => {
  const metadata = object['metadata'] as { readonly name?: string } | undefined;
  return `${String(object['kind'])}/${metadata?.name ?? ''}`;
};

/** Objects are the same by kind, namespace and name: an API version that was removed is a difference. */
const identityOf = (object: JsonObject | Manifest): string => {
  const metadata = object['metadata'] as { readonly namespace?: string } | undefined;
  return `${nameOf(object)} in ${metadata?.namespace ?? ''}`;
};

/** Compares every object of a stage with the given files, in both directions. */
export function compareStage(stage: SynthesizedStage, files: readonly CounterpartFile[]): Comparison[] {
  const ours = new Map(stage.objects.map((object) => [identityOf(object), object]));
  const met = new Set<string>();
  const comparison = (file: string, object: string, found: readonly Difference[]): Comparison => ({
    file,
    object,
    found: found.map((difference) => ({ ...difference, stack: stage.stack, stage: stage.stage, file, object })),
  });
  const given = files.flatMap(({ file, replaced }) =>
    file.objects
      .filter((object) => !replaced.includes(nameOf(object)))
      .map((object) => {
        const identity = identityOf(object);
        const counterpart = ours.get(identity);
        if (counterpart === undefined) {
          const missing = { path: WHOLE_OBJECT.path, given: WHOLE_OBJECT.value, ours: undefined };
          return comparison(file.path, nameOf(object), [missing]);
        }
        met.add(identity);
        const found = differences(withKubernetesDefaults(object), withKubernetesDefaults(counterpart));
        return comparison(file.path, nameOf(object), found);
      }),
  );
  // Of two objects of ours with one identity only the later was compared: the other is one too many.
  const added = stage.objects
    .filter((object) => !met.has(identityOf(object)) || ours.get(identityOf(object)) !== object)
    .map((object) =>
      comparison(`${stage.stage}/`, nameOf(object), [
        { path: WHOLE_OBJECT.path, given: undefined, ours: WHOLE_OBJECT.value },
      ]),
    );
  return [...given, ...added];
}

/** Whether `explained` explains `found`. */
export function explains(explained: ExplainedDifference, found: Found): boolean {
  return (
    explained.stack === found.stack &&
    explained.file === found.file &&
    explained.object === found.object &&
    explained.path === found.path &&
    areEqual(explained.given, found.given) &&
    areEqual(explained.ours, found.ours)
  );
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** One line for a person. */
export function describeFound({ stack, stage, file, object, path, given, ours }: Found): string {
  const place = [stack, stage].filter((part) => part !== '').join('/');
  return `${place}: ${file} ${object}: ${path}: given ${shown(given)}, ours ${shown(ours)}`;
}
