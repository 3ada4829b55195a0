import type { IConstruct } from 'constructs';

/** What an environment decides for everything below a construct. */
export interface SynthesisContext {
  /**
   * What becomes of Secrets: `sample` writes the published teaching values, `derived` writes values computed from
   * `secretSeed`, `reference` writes no Secret and only notes that one is required.
   */
  readonly secrets: 'sample' | 'derived' | 'reference';
  /** Seed of derived values. @default - the path of the environment */
  readonly secretSeed?: string;
  /** Prefix of every object name, with a '-' behind it (Helm's release name). @default - names as they are */
  readonly namePrefix?: string;
}

const KEY = 'workshop-stacks:context';
const OUTSIDE: SynthesisContext = { secrets: 'reference' };

/** Sets what holds for `scope` and everything made below it afterwards. */
export function setContext(scope: IConstruct, context: SynthesisContext): void {
  scope.node.setContext(KEY, context);
}

/** What holds at `scope`. In a plain cdk8s app Secrets are only referred to. */
export function contextOf(scope: IConstruct): SynthesisContext {
  return (scope.node.tryGetContext(KEY) as SynthesisContext | undefined) ?? OUTSIDE;
}
