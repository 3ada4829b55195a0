/** An IPv4 address as a number; undefined for what is none. */
function numberOf(address: string): number | undefined {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : NaN));
  if (parts.length !== 4 || !parts.every((part) => part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Whether an address is `range`, or in it: `127.0.0.1`, `10.0.0.0/8`. IPv6 is compared as it is written. */
export function isInRange(address: string, range: string): boolean {
  const [first = '', bits] = range.split('/');
  const [number, begin] = [numberOf(address), numberOf(first)];
  if (number === undefined || begin === undefined) return address === range;
  const size = 2 ** (32 - Number(bits ?? 32));
  return Math.floor(number / size) === Math.floor(begin / size);
}
