import type { CheckContext } from '../context';

/** Something that is looked for in a cluster that has come to rest. */
export interface Rule {
  readonly id: string;
  /** What it finds, in one sentence for the documentation. */
  readonly finds: string;
  readonly check: (context: CheckContext) => void;
}
