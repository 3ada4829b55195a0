import fc from 'fast-check';
import { playScenario, type Simulator } from './play';
import { scenarioArb, type Scenario } from './scenario';
import { Violation } from './world';

/** A scenario that broke a rule. */
export interface Finding {
  /** Seed that led to it. */
  readonly seed: number;
  /** The smallest scenario that was found to break a rule as well. */
  readonly scenario: Scenario;
  readonly error: Error;
}

/** How a seed is tried. */
export interface TryOptions {
  /** Whether it is played twice, and both histories must be equal byte for byte. @default false */
  readonly isTwice?: boolean;
  /** Real milliseconds for finding a smaller scenario. @default - none: the scenario stays as it is */
  readonly shrinkMs?: number;
}

function play(simulator: Simulator, scenario: Scenario, isTwice: boolean): void {
  const history = playScenario(simulator, scenario, isTwice);
  if (isTwice && playScenario(simulator, scenario, true) !== history) {
    throw new Violation('the same scenario has another history the second time');
  }
}

/** Plays the scenario of a seed; undefined when all rules are kept. */
export function trySeed(simulator: Simulator, seed: number, options: TryOptions = {}): Finding | undefined {
  const { isTwice = false, shrinkMs } = options;
  const property = fc.property(scenarioArb, (scenario) => play(simulator, scenario, isTwice));
  const outcome = fc.check(property, {
    seed,
    numRuns: 1,
    ...(shrinkMs === undefined ? { endOnFailure: true } : { plugins: [fc.interruptAfterTimeLimit(shrinkMs)] }),
  });
  if (!outcome.failed) return undefined;
  return { seed, scenario: (outcome.counterexample as [Scenario])[0], error: outcome.errorInstance as Error };
}

/** Whether a seed is played twice: one in four, because it takes twice as long. */
export const isPlayedTwice = (seed: number): boolean => seed % 4 === 0;

/** What went wrong with a seed, step by step, and how to see it again. */
export function describeFinding({ seed, scenario, error }: Finding): string {
  const { workloads, steps, ...rest } = scenario;
  const trace = error instanceof Violation ? '' : `\n${error.stack ?? ''}`;
  return [
    `seed ${seed}: ${error.message}${trace}`,
    `  cluster ${JSON.stringify(rest)}`,
    ...workloads.map((plan) => `  with ${JSON.stringify(plan)}`),
    ...steps.map(({ action, thenMs }) => `  ${JSON.stringify(action)}, then ${thenMs} ms`),
    `  again: PROPERTY_SEED=${seed} npx jest test/properties/cluster`,
  ].join('\n');
}
