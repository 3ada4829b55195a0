/** A decision rule that is broken on purpose. */
export interface Break {
  /** What the simulator does then. */
  readonly name: string;
  /** Module below src/simulator that decides. */
  readonly module: string;
  /** Its export. */
  readonly export: string;
  /** Method of the export, for an object that others hold on to. @default - the export itself is replaced */
  readonly method?: string;
  /** Makes what takes its place. */
  readonly replace: (original: never) => unknown;
  /** A seed that catches it: tried before all others, so that the test is quick. @default - none is known */
  readonly caughtBy?: number;
  /** Whether only a second time tells: nothing else is wrong. @default false */
  readonly isChance?: boolean;
}

/** A break of one function of a module, and a seed that catches it. */
export const broken = <Module, Name extends keyof Module & string>(
  name: string,
  caughtBy: number,
  module: string,
  exported: Name,
  replace: (original: Module[Name]) => Module[Name],
): Break => ({ name, caughtBy, module, export: exported, replace });

/** A break of one method of an object that a module exports: it says nothing any more. */
export const silenced = (name: string, caughtBy: number, module: string, exported: string, method: string): Break => ({
  name,
  caughtBy,
  module,
  export: exported,
  method,
  replace: () => () => undefined,
});
