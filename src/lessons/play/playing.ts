import type { BrowserPage } from '../model';
import type { Stage } from '../stage';

/** What a step is played with. */
export interface Playing {
  readonly stage: Stage;
  /** What wildcards of earlier steps gave names to; it grows. */
  readonly bindings: Map<string, string>;
  /** A browser. @default - there is none: steps that need one are skipped */
  readonly browser?: (stage: Stage) => Promise<BrowserPage>;
  /** Minor version of the kubectl that is typed: 28 and newer. */
  readonly kubectlMinor: number;
  /** Milliseconds of a duration such as `90s`. */
  readonly durationMs: (text: string) => number;
  /**
   * Whether a step is carried out in place of somebody who may have done a part of it: then it is no matter what was so
   * before, and what the text types instead is not typed.
   *
   * @default false
   */
  readonly isOnBehalf?: boolean;
}
