/** Objects of a stack of the workshops: of a stage, if it has stages; all of them, or some. */
export interface ObjectsOf {
  /** `stack` or `stack/stage`: `awsme/01-pods`. */
  readonly lesson: string;
  /** `Kind/name` of those that are meant, in this order. @default - all */
  readonly only: readonly string[];
}

/** Objects of `lesson`; with `only`, those called `Kind/name`. */
export const objects = (lesson: string, ...only: readonly string[]): ObjectsOf => ({ lesson, only });

/** Text of a file that is made of objects and changed then. */
export interface EditedObjects {
  readonly objects: ObjectsOf;
  /** What the participant does with an editor, on the YAML text. Throws when there is nothing to change. */
  readonly edit: (text: string) => string;
}

/**
 * The YAML of `from` with `changes` made one after the other: each replaces the first place of a text by another.
 *
 * @throws Error when a text is not there: the lesson would silently do nothing.
 */
export function edited(from: ObjectsOf, ...changes: readonly (readonly [string | RegExp, string])[]): EditedObjects {
  const edit = (text: string): string =>
    changes.reduce((before, [search, replacement]) => {
      const after = before.replace(search, replacement);
      if (after === before) throw new Error(`${from.lesson}: there is no ${String(search)} to change in\n${before}`);
      return after;
    }, text);
  return { objects: from, edit };
}

/** What a file holds: text, in which placeholders are filled in, or objects as YAML. */
export type FileContent = string | ObjectsOf | EditedObjects;

/** Files by their paths below the folder of an exercise. */
export type Files = Readonly<Record<string, FileContent>>;
