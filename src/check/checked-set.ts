import type { ClusterOptions, Manifest, ManifestProblem } from '../simulator';
import type { CheckedName, Finding } from './finding';

/** Manifests that belong together: a stack of an environment, or all that somebody wants checked. */
export interface CheckedStack {
  readonly name: string;
  /** Namespace of objects that name none; it is made when nobody makes it. */
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
  /** Documents that are no manifests. */
  readonly problems: readonly ManifestProblem[];
}

/** What is deployed together to one cluster. */
export interface CheckedSet {
  /** Name of the environment, or of what is checked. */
  readonly name: string;
  readonly stacks: readonly CheckedStack[];
  /** Whether findings are shown and forgiven, as in lessons that show what can go wrong. @default false */
  readonly isLenient?: boolean;
}

/** The cluster that the set is checked on. */
export type CheckOptions = Pick<ClusterOptions, 'seed' | 'nodes' | 'profile' | 'images'>;

/** How one stack does. */
export interface StackResult {
  readonly name: string;
  readonly objects: number;
  readonly isReady: boolean;
  /** Virtual seconds until everything was ready. @default - it is not ready */
  readonly readyAfterSeconds?: number;
  /** What is not ready, and what it lacks. */
  readonly unready: readonly { readonly object: CheckedName; readonly missing: string }[];
}

/** What came of a check. */
export interface CheckResult {
  readonly name: string;
  readonly stacks: readonly StackResult[];
  /** By stack, in the order of the rules. */
  readonly findings: readonly Finding[];
  /** Images that nobody has described: servers on their declared ports stood in for them. */
  readonly assumedImages: readonly string[];
  /** What was not tried, and why. */
  readonly skipped: readonly string[];
  /** Deployments, StatefulSets and DaemonSets that were upgraded. */
  readonly upgraded: number;
  /** Node that was drained. @default - none */
  readonly drained?: string;
  /** Virtual seconds that it took. */
  readonly virtualSeconds: number;
}
