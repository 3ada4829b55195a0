/** IPv4 addresses and ranges as numbers. Not modelled: IPv6. */

const PARTS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** An IPv4 address as a number; undefined for a text that is none. */
export function addressNumber(text: string): number | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  let number = 0;
  for (let index = 1; index <= 4; index += 1) {
    const part = Number(match[index]);
    if (part > 255) return undefined;
    number = number * 256 + part;
  }
  return number;
}

/** The text of an address. */
export const addressText = (number: number): string =>
  [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff].join('.');

/** Whether an address means the machine itself: 127.0.0.0/8. */
export const isLoopback = (address: string): boolean => address.startsWith('127.');

/** A range of addresses. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** The range of a text such as `10.244.1.0/24`; undefined for a text that is none of IPv4. */
export function addressRange(cidr: string): AddressRange | undefined {
  const slash = cidr.indexOf('/');
  const number = addressNumber(slash < 0 ? cidr : cidr.slice(0, slash));
  const bits = slash < 0 ? 32 : Number(cidr.slice(slash + 1));
  if (number === undefined || !Number.isInteger(bits) || bits < 0 || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether an address is in a range; false for what is no address. */
export function isInRange(address: string, { first, last }: AddressRange): boolean {
  const number = addressNumber(address);
  return number !== undefined && number >= first && number <= last;
}
