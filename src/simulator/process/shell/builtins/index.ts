import type { Dialect } from '../dialect';
import type { Builtin, Builtins } from './builtin';
import { commandBuiltins } from './commands';
import { directoryBuiltins } from './directories';
import { flowBuiltins } from './flow';
import { getoptsBuiltins } from './getopts';
import { inputBuiltins } from './input';
import { jobBuiltins } from './jobs';
import { limitBuiltins } from './limits';
import { outputBuiltins } from './output';
import { setBuiltins } from './set';
import { testBuiltins } from './test';
import { trapBuiltins } from './trap';
import { variableBuiltins } from './variables';

const ALL: Builtins = {
  ...commandBuiltins,
  ...directoryBuiltins,
  ...flowBuiltins,
  ...getoptsBuiltins,
  ...inputBuiltins,
  ...jobBuiltins,
  ...limitBuiltins,
  ...outputBuiltins,
  ...setBuiltins,
  ...testBuiltins,
  ...trapBuiltins,
  ...variableBuiltins,
};

const BY_NAME: ReadonlyMap<string, Builtin> = new Map(Object.entries(ALL));

/** The builtin of a shell that is called `name`; `exec` is none of them: it concerns streams that stay. */
export function findBuiltin(dialect: Dialect, name: string): Builtin | undefined {
  const builtin = BY_NAME.get(name);
  return builtin?.dialects?.includes(dialect) === false ? undefined : builtin;
}

/** Names of all builtins of a shell, sorted. */
export const builtinNames = (dialect: Dialect): string[] =>
  [...BY_NAME.keys(), 'exec'].filter((name) => name === 'exec' || findBuiltin(dialect, name) !== undefined).sort();

export type { Builtin };
