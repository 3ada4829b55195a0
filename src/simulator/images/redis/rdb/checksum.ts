/** Polynomial of CRC-64/Jones, reflected. Source: Redis 7.0, src/crc64.c. */
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

/** Bytes that are taken in one go. */
const SLICE = 4;

/** What a byte at each place of a slice does to both halves of the checksum: 256 numbers a place. */
interface Tables {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

let tables: Tables | undefined;

function makeTables(): Tables {
  const [high, low] = [new Int32Array(256 * SLICE), new Int32Array(256 * SLICE)];
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
    high[byte] = Number(BigInt.asIntN(32, value >> 32n));
    low[byte] = Number(BigInt.asIntN(32, value));
  }
  // One place further ahead: as if another byte, zero, had followed.
  for (let index = 256; index < 256 * SLICE; index += 1) {
    const [before, beforeHigh] = [low[index - 256] as number, high[index - 256] as number];
    const byte = before & 0xff;
    low[index] = ((before >>> 8) | (beforeHigh << 24)) ^ (low[byte] as number);
    high[index] = (beforeHigh >>> 8) ^ (high[byte] as number);
  }
  return { high, low };
}

/**
 * The checksum at the end of a dump: 8 bytes as a byte text, lowest first. Takes four bytes at a time: dumps are large, and
 * made again and again.
 */
export function checksum(bytes: Uint8Array): string {
  tables ??= makeTables();
  const { high: highs, low: lows } = tables;
  let [high, low] = [0, 0];
  let index = 0;
  for (const end = bytes.length - (bytes.length % SLICE); index < end; index += SLICE) {
    const first = 768 + ((low ^ (bytes[index] as number)) & 0xff);
    const second = 512 + (((low >>> 8) ^ (bytes[index + 1] as number)) & 0xff);
    const third = 256 + (((low >>> 16) ^ (bytes[index + 2] as number)) & 0xff);
    const fourth = ((low >>> 24) ^ (bytes[index + 3] as number)) & 0xff;
    low = high ^ at(lows, first) ^ at(lows, second) ^ at(lows, third) ^ at(lows, fourth);
    high = at(highs, first) ^ at(highs, second) ^ at(highs, third) ^ at(highs, fourth);
  }
  for (; index < bytes.length; index += 1) {
    const byte = (low ^ (bytes[index] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ at(lows, byte);
    high = (high >>> 8) ^ at(highs, byte);
  }
  return [low, high]
    .flatMap((half) => [0, 8, 16, 24].map((shift) => String.fromCharCode((half >>> shift) & 0xff)))
    .join('');
}

const at = (table: Int32Array, index: number): number => table[index] as number;
