import type { Construct } from 'constructs';
import type { ParameterTable, ValuesOf } from '../constructs';
import type { LessonValues } from '../environments';

/** A finding of synthesis that a lesson teaches: it must occur, and any other is an error. */
export interface ExpectedFinding {
  /** Name of the rule. */
  readonly rule: string;
  /** The object concerned, as `Kind/name`. */
  readonly at: string;
}

/** One stage of a lesson: a complete state of the application. */
export interface Lesson {
  /** Folder of the stage. @default - the stack has one state only and no folder for it */
  readonly stage?: string;
  /** What this stage shows, in one sentence. */
  readonly summary: string;
  /** Builds the objects; a stage is a difference in props, not a copy. */
  readonly build: (scope: Construct, values: LessonValues) => void;
  /** Findings that the stage teaches. @default - none */
  readonly expects?: readonly ExpectedFinding[];
  /** Whether the stage only holds what changes against another one, because the text calls it so. @default false */
  readonly isPartial?: boolean;
  /** Whether this is the state the stack's own Kustomization leads to. @default - the last stage */
  readonly isMain?: boolean;
}

/** What every production form knows about where it runs. */
export interface Surroundings {
  /** Name of the environment. */
  readonly environment: string;
  /** Namespace of this stack. */
  readonly namespace: string;
  /** Namespace of another stack of the same environment. */
  namespaceOf(stackId: string): string;
}

/** The form of an application that is run for real, with everything that environments may choose. */
export interface ProductionForm<Table extends ParameterTable> {
  /** What environments may choose. */
  readonly parameters: Table;
  /**
   * Builds the objects. Values may be placeholders (a release's template is made this way): hand them on, do not
   * compute with them or branch on them; `when` is for parts that an environment may leave out.
   */
  readonly build: (scope: Construct, values: ValuesOf<Table>, surroundings: Surroundings) => void;
  /**
   * Rules of synthesis whose findings are not refused: for manifests that are taken as they were. @default - none
   */
  readonly accepts?: readonly string[];
}

/** One application: its lessons and its production form. */
export interface StackDefinition {
  /** Name: folder of the output, suffix of the namespace. A DNS label. */
  readonly id: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Which text and section it comes from. */
  readonly source: string;
  /** The lessons, in the order of the text. @default - none */
  readonly lessons?: readonly Lesson[];
  /** The form for other environments. @default - the stack exists in lessons only */
  readonly production?: ProductionForm<ParameterTable>;
}

/** Declares the production form of a stack; the values handed to `build` get the types of `parameters`. */
export function productionForm<const Table extends ParameterTable>(
  form: ProductionForm<Table>,
): ProductionForm<ParameterTable> {
  return form as unknown as ProductionForm<ParameterTable>;
}
