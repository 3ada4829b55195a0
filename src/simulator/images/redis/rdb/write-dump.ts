import { formatDouble } from '../data/numbers';
import type { RedisValue } from '../data/values';
import type { RedisVersion } from '../redis-version';
import { checksum } from './checksum';
import { type Dump, type DumpedKey, KIND, MARK } from './format';

const byte = (value: number): string => String.fromCharCode(value & 0xff);

const littleEndian = (value: bigint, bytes: number): string =>
  Array.from({ length: bytes }, (_, index) => byte(Number((value >> BigInt(8 * index)) & 0xffn))).join('');

/** A length: 6, 14 or 32 bits. */
function length(value: number): string {
  if (value < 64) return byte(value);
  if (value < 16_384) return byte(0x40 | (value >> 8)) + byte(value);
  return byte(0x80) + [24, 16, 8, 0].map((shift) => byte(value >>> shift)).join('');
}

/** A text; small whole numbers take 1, 2 or 4 bytes. */
function text(value: string): string {
  if (/^(?:0|-?[1-9]\d{0,9})$/.test(value)) {
    const number = Number(value);
    for (const [bits, bytes] of [
      [7, 1],
      [15, 2],
      [31, 4],
    ] as const) {
      if (number >= -(2 ** bits) && number < 2 ** bits)
        return byte(0xc0 | (bytes >> 1)) + littleEndian(BigInt(number), bytes);
    }
  }
  return length(value.length) + value;
}

function score(value: number): string {
  if (Number.isNaN(value)) return byte(253);
  if (!Number.isFinite(value)) return byte(value > 0 ? 254 : 255);
  const written = formatDouble(value);
  return byte(written.length) + written;
}

const list = (items: readonly string[]): string => length(items.length) + items.join('');

function kindAndValue(value: RedisValue): readonly [kind: number, written: string] {
  switch (value.type) {
    case 'string':
      return [KIND.string, text(value.text)];
    case 'list':
      return [KIND.list, list(value.all().map(text))];
    case 'set':
      return [KIND.set, list(value.all().map(text))];
    case 'hash':
      return [KIND.hash, list(value.all().map(([field, each]) => text(field) + text(each)))];
    case 'zset':
      return [KIND.zset, list(value.members.all().map((each) => text(each.member) + score(each.score)))];
  }
}

function keyText({ key, value, expiresAtMs }: DumpedKey): string {
  const [kind, written] = kindAndValue(value);
  const expiry = expiresAtMs === undefined ? '' : byte(MARK.expiryMs) + littleEndian(BigInt(expiresAtMs), 8);
  return expiry + byte(kind) + text(key) + written;
}

/** A dump as a byte text, in the format of a release; `redis-server` and `redis-check-rdb` read it. */
export function writeDump({ notes, keys }: Dump, version: RedisVersion): string {
  const parts = [`REDIS${String(version.dumpFormat).padStart(4, '0')}`];
  for (const [name, value] of notes) parts.push(byte(MARK.auxiliary), text(name), text(value));
  for (const index of [...new Set(keys.map(({ database }) => database))].sort((a, b) => a - b)) {
    const own = keys.filter(({ database }) => database === index);
    const expiring = own.filter(({ expiresAtMs }) => expiresAtMs !== undefined).length;
    parts.push(byte(MARK.database), length(index), byte(MARK.sizes), length(own.length), length(expiring));
    for (const key of own) parts.push(keyText(key));
  }
  parts.push(byte(MARK.end));
  const body = parts.join('');
  return body + checksum(body);
}
