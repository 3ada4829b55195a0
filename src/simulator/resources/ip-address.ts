/** An address as a number, and the family it is of. */
export interface IpAddress {
  readonly family: 'IPv4' | 'IPv6';
  readonly value: bigint;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

/** The groups of one side of `::`; a dotted tail counts as two. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const tail = parseIpv4(part);
      if (tail === undefined) return undefined;
      groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail].reduce(
    (value, group) => (value << 16n) | BigInt(group),
    0n,
  );
}

/** Reads an address; undefined when it is none. Leading zeros are refused. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const isIpv6 = text.includes(':');
  const value = isIpv6 ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family: isIpv6 ? 'IPv6' : 'IPv4', value };
}

/** An IPv4 address as text. */
export const ipv4Text = (value: bigint | number): string =>
  [24n, 16n, 8n, 0n].map((shift) => (BigInt(value) >> shift) & 255n).join('.');

/** A range of addresses. */
export interface Cidr {
  readonly family: IpAddress['family'];
  readonly base: bigint;
  readonly prefixLength: number;
  /** Whether the address has bits behind the prefix. */
  readonly hasHostBits: boolean;
}

/** Reads a range such as `10.0.0.0/8`; undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [addressText = '', lengthText = '', ...rest] = text.split('/');
  const address = parseIpAddress(addressText);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(lengthText)) return undefined;
  const bits = address.family === 'IPv4' ? 32 : 128;
  const prefixLength = Number(lengthText);
  if (prefixLength > bits) return undefined;
  const hostBits = BigInt(bits - prefixLength);
  const base = (address.value >> hostBits) << hostBits;
  return { family: address.family, base, prefixLength, hasHostBits: base !== address.value };
}

/** Whether a range holds an address. */
export function holdsAddress(range: Cidr, address: IpAddress): boolean {
  const hostBits = BigInt((range.family === 'IPv4' ? 32 : 128) - range.prefixLength);
  return range.family === address.family && address.value >> hostBits === range.base >> hostBits;
}

/** What is wrong with the text of an address. Source: Kubernetes 1.36, apimachinery/pkg/util/validation/ip.go. */
export function isIpAddress(text: string): string[] {
  if (parseIpAddress(text) !== undefined) return [];
  if (/(^|\.)0\d/.test(text) && parseIpAddress(text.replace(/(^|\.)0+(?=\d)/g, '$1')) !== undefined) {
    return ['must not have leading 0s'];
  }
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

/** What is wrong with the text of a range. */
export function isCidr(text: string): string[] {
  return parseCidr(text) === undefined ? ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'] : [];
}

const cidr = (text: string): Cidr => parseCidr(text) as Cidr;

/** Ranges that no endpoint may be in, with the words for them. Source: validation.go `ValidateNonSpecialIP`. */
const SPECIAL: readonly (readonly [readonly Cidr[], string])[] = [
  [[cidr('0.0.0.0/32'), cidr('::/128')], 'may not be unspecified (0.0.0.0 or ::)'],
  [[cidr('127.0.0.0/8'), cidr('::1/128')], 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [[cidr('169.254.0.0/16'), cidr('fe80::/10')], 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [[cidr('224.0.0.0/24'), cidr('ff02::/16')], 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** What is wrong with an address that traffic is to reach; empty for text that is no address. */
export function isReachableAddress(text: string): string[] {
  const address = parseIpAddress(text);
  if (address === undefined) return [];
  return SPECIAL.filter(([ranges]) => ranges.some((range) => holdsAddress(range, address))).map(([, words]) => words);
}
