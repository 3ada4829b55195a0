import type { Coroutine } from '../../../process';
import type { Database } from '../data/database';
import type { Reply } from '../protocol/reply';
import type { RedisServer } from './redis-server';
import type { Session } from './session';

/**
 * What a command is allowed where. `write`: refused by replicas. `grows`: refused when memory is at its limit. `early`:
 * before authentication. `stale`: by a replica without its master. `subscribed`: to clients that listen to channels.
 * `direct`: not within MULTI. `admin`: not told to MONITOR.
 */
export type CommandFlag = 'write' | 'grows' | 'early' | 'stale' | 'subscribed' | 'direct' | 'admin';

/** Places of keys among the words: first, last (counted from behind when negative), and the step between them. */
export type KeyPlaces = readonly [number, number, number];

/** One command of the server. */
export interface Command {
  /** In lower case. */
  readonly name: string;
  /** Words with the name; at least so many when it is negative. */
  readonly arity: number;
  readonly flags: ReadonlySet<CommandFlag>;
  readonly keys: KeyPlaces;
  /** Commands behind its name, with their words as `arity` counts them. @default - none */
  readonly subcommands?: Readonly<Record<string, number>>;
  /** Setting that must allow it since 7.0. @default - none */
  readonly guard?: string;
  /** First release that has it. @default - all */
  readonly since?: readonly [number, number];
  /** Answers at once; undefined when it sends by itself. Throws CommandError. */
  readonly run: (call: Call) => Reply | undefined;
  /** Waits before it answers, outside of MULTI. @default - it never waits */
  readonly wait?: (call: Call) => Coroutine<Reply | undefined>;
}

/** A command that is being run. */
export class Call {
  /**
   * What replicas and the append only file get in its place: commands, or none.
   *
   * @default - the words themselves, when they have changed something
   */
  propagated: readonly (readonly string[])[] | undefined;

  constructor(
    readonly server: RedisServer,
    readonly session: Session,
    /** Words as byte texts; the first is the name as it was written. */
    readonly args: readonly string[],
  ) {}

  get database(): Database {
    return this.server.database(this.session.databaseIndex);
  }

  get nowMs(): number {
    return this.server.nowMs;
  }

  /** A word; empty when there are fewer. */
  arg(index: number): string {
    return this.args[index] ?? '';
  }
}

const NO_KEYS: KeyPlaces = [0, 0, 0];

/** Describes a command; `flags` are separated by spaces. */
export function command(
  name: string,
  arity: number,
  flags: string,
  keys: KeyPlaces | undefined,
  run: Command['run'],
  more: Pick<Command, 'wait' | 'since' | 'subcommands' | 'guard'> = {},
): Command {
  const words = flags.split(' ').filter((flag) => flag !== '') as CommandFlag[];
  return { name, arity, flags: new Set(words), keys: keys ?? NO_KEYS, run, ...more };
}

/** Keys among the words of a command. */
export function keysOf({ keys: [first, last, step] }: Command, args: readonly string[]): readonly string[] {
  if (first === 0) return [];
  const end = last < 0 ? args.length + last : last;
  return args.filter((_, index) => index >= first && index <= end && (index - first) % step === 0);
}
