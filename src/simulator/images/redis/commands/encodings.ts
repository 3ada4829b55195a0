import { findInt64 } from '../data/numbers';
import type { RedisValue } from '../data/values';
import type { RedisVersion } from '../redis-version';
import { INTEGERS_MAX } from './sets';

/** Longest text that is kept together with its head. Source: src/object.c `OBJ_ENCODING_EMBSTR_SIZE_LIMIT`. */
const EMBEDDED_MAX = 44;
/** Largest values that are packed. Source: redis.conf `*-max-listpack-entries`, `*-max-listpack-value`. */
const PACKED_MAX = 128;
const PACKED_HASH_MAX = 512;
const PACKED_TEXT_MAX = 64;

const isShort = (text: string): boolean => text.length <= PACKED_TEXT_MAX;

/** How a value is kept in memory, as OBJECT ENCODING tells it. */
export function encodingOf(value: RedisValue, version: RedisVersion): string {
  const packed = version.isFrom(7) ? 'listpack' : 'ziplist';
  switch (value.type) {
    case 'string':
      if (findInt64(value.text) !== undefined && !value.isRaw) return 'int';
      return value.text.length <= EMBEDDED_MAX && !value.isRaw ? 'embstr' : 'raw';
    case 'list':
      return version.isFrom(7, 2) && value.size <= PACKED_MAX && value.all().every(isShort) ? 'listpack' : 'quicklist';
    case 'set': {
      const members = value.all();
      if (members.length <= INTEGERS_MAX && members.every((member) => findInt64(member) !== undefined)) return 'intset';
      return version.isFrom(7, 2) && members.length <= PACKED_MAX && members.every(isShort) ? 'listpack' : 'hashtable';
    }
    case 'hash':
      return value.size <= PACKED_HASH_MAX && value.all().every(([field, each]) => isShort(field) && isShort(each))
        ? packed
        : 'hashtable';
    case 'zset':
      return value.size <= PACKED_MAX && value.members.all().every(({ member }) => isShort(member))
        ? packed
        : 'skiplist';
  }
}
