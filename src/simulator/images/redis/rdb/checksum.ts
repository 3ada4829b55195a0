/** Polynomial of CRC-64/Jones, reflected. Source: Redis 7.0, src/crc64.c. */
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

let table: readonly (readonly [high: number, low: number])[] | undefined;

function makeTable(): readonly (readonly [number, number])[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
    return [Number(value >> 32n), Number(value & 0xffffffffn)] as const;
  });
}

/** The checksum at the end of a dump: 8 bytes as a byte text, lowest first. */
export function checksum(text: string): string {
  table ??= makeTable();
  let [high, low] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const [tableHigh, tableLow] = table[(low ^ text.charCodeAt(index)) & 0xff] ?? [0, 0];
    low = ((low >>> 8) | (high << 24)) ^ tableLow;
    high = (high >>> 8) ^ tableHigh;
  }
  return [low, high]
    .flatMap((half) => [0, 8, 16, 24].map((shift) => String.fromCharCode((half >>> shift) & 0xff)))
    .join('');
}
