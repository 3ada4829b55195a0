import type { RedisValue } from '../data/values';

/** Marks between the parts of a dump. Source: Redis 7.0, src/rdb.h. */
export const MARK = {
  auxiliary: 0xfa,
  sizes: 0xfb,
  expiryMs: 0xfc,
  expirySeconds: 0xfd,
  database: 0xfe,
  end: 0xff,
} as const;

/** Kinds of values as they are written: the plain ones, which every release reads. */
export const KIND = { string: 0, list: 1, set: 2, zset: 3, hash: 4, binaryZset: 5 } as const;

/** One key of a dump. */
export interface DumpedKey {
  readonly database: number;
  readonly key: string;
  readonly value: RedisValue;
  readonly expiresAtMs: number | undefined;
}

/** All that a dump holds. */
export interface Dump {
  /** Notes about it: `redis-ver`, `ctime`. */
  readonly notes: ReadonlyMap<string, string>;
  readonly keys: readonly DumpedKey[];
}
