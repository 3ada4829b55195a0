import type { ProgramFacts } from '../constructs';
import type { Environment } from '../environments';
import type { ExpectedFinding, StackDefinition } from '../stacks/stack';

/** An object as Kubernetes reads it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** A manifest and where it comes from. All but the manifest may be getters: name what you copy, `...` would lack it. */
export interface SynthesizedObject {
  readonly manifest: Manifest;
  /** Path of the construct that made it. */
  readonly construct: string;
  /** `file:line` of the program that made the construct, as far as it is known. */
  readonly source: string | undefined;
  /** Folder of the component it belongs to. */
  readonly component: string | undefined;
  /** What its programs do that the manifest does not say. */
  readonly program: ProgramFacts | undefined;
  /** Parameter without which the object is left out; only in templates of releases. */
  readonly condition: string | undefined;
}

/** A Secret that a stack needs, whether or not it is written. */
export interface RequiredSecretEntry {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly keys: readonly string[];
  readonly type: string;
  readonly construct: string;
  readonly source: string | undefined;
}

/** What one chart makes. */
export interface SynthesizedChart {
  readonly objects: readonly SynthesizedObject[];
  readonly secrets: readonly RequiredSecretEntry[];
}

/** One stack, or one stage of its lessons, in one environment. */
export interface ObjectSet extends SynthesizedChart {
  readonly environment: Environment;
  readonly stack: StackDefinition;
  /** Folder of the lesson's stage, if it has one. */
  readonly stage: string | undefined;
  /** Version: a release, or HEAD for the code as it stands. */
  readonly version: string;
  /** Findings that the stage teaches. */
  readonly expects: readonly ExpectedFinding[];
  /** Whether the stack's own Kustomization leads here. */
  readonly isMain: boolean;
}

/** `environment/stack` or `environment/stack/stage`: the folder of a set, and its name in messages. */
export function pathOf(set: Pick<ObjectSet, 'environment' | 'stack' | 'stage'>): string {
  return [set.environment.name, set.stack.id, set.stage].filter((part) => part !== undefined).join('/');
}
