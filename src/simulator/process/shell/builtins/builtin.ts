import type { Coroutine } from '../../coroutine';
import type { Dialect } from '../dialect';
import type { Shell } from '../shell';

/** A command that the shell runs itself. */
export interface Builtin {
  /** `args` is what stands behind the name; returns the code. */
  readonly run: (shell: Shell, args: readonly string[]) => Coroutine<number>;
  /** Whether its errors end a shell that nobody types into, as POSIX says. @default false */
  readonly isSpecial?: boolean;
  /** Shells that have it. @default - all */
  readonly dialects?: readonly Dialect[];
}

/** Builtins by their names. */
export type Builtins = Readonly<Record<string, Builtin>>;
