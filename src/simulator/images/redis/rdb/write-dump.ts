import { formatDouble } from '../data/numbers';
import type { RedisValue } from '../data/values';
import type { RedisVersion } from '../redis-version';
import { checksum } from './checksum';
import { DumpBytes } from './dump-bytes';
import { type Dump, type DumpedKey, KIND, MARK } from './format';

const KINDS: Readonly<Record<RedisValue['type'], number>> = {
  string: KIND.string,
  list: KIND.list,
  set: KIND.set,
  hash: KIND.hash,
  zset: KIND.zset,
};

function writeScore(dump: DumpBytes, value: number): void {
  if (Number.isNaN(value)) return dump.byte(253);
  if (!Number.isFinite(value)) return dump.byte(value > 0 ? 254 : 255);
  const written = formatDouble(value);
  dump.byte(written.length);
  dump.raw(written);
}

function writeValue(dump: DumpBytes, value: RedisValue): void {
  if (value.type === 'string') return dump.text(value.text);
  dump.length(value.size);
  switch (value.type) {
    case 'list':
    case 'set':
      for (const item of value.all()) dump.text(item);
      return;
    case 'hash':
      for (const [field, each] of value.entries()) {
        dump.text(field);
        dump.text(each);
      }
      return;
    case 'zset':
      for (const { member, score } of value.members.all()) {
        dump.text(member);
        writeScore(dump, score);
      }
  }
}

function writeKey(dump: DumpBytes, { key, value, expiresAtMs }: DumpedKey): void {
  if (expiresAtMs !== undefined) {
    dump.byte(MARK.expiryMs);
    dump.littleEndian(BigInt(expiresAtMs), 8);
  }
  dump.byte(KINDS[value.type]);
  dump.text(key);
  writeValue(dump, value);
}

/** A dump in the format of a release; `redis-server` and `redis-check-rdb` read it. */
export function writeDump({ notes, keys }: Dump, version: RedisVersion): Uint8Array {
  const dump = new DumpBytes();
  dump.raw(`REDIS${String(version.dumpFormat).padStart(4, '0')}`);
  for (const [name, value] of notes) {
    dump.byte(MARK.auxiliary);
    dump.text(name);
    dump.text(value);
  }
  for (const index of [...new Set(keys.map(({ database }) => database))].sort((a, b) => a - b)) {
    const own = keys.filter(({ database }) => database === index);
    dump.byte(MARK.database);
    dump.length(index);
    dump.byte(MARK.sizes);
    dump.length(own.length);
    dump.length(own.filter(({ expiresAtMs }) => expiresAtMs !== undefined).length);
    for (const key of own) writeKey(dump, key);
  }
  dump.byte(MARK.end);
  dump.raw(checksum(dump.bytes));
  return dump.bytes;
}
