import { type Cidr, holdsAddress, type IpAddress, ipv4Text, parseCidr, parseIpAddress } from '../../ip-address';
import { CelError, CelObject, type CelFunction, type CelLibrary, type CelValue } from './value';

/** An address in the shortest form. */
function addressText({ family, value }: IpAddress): string {
  if (family === 'IPv4') return ipv4Text(value);
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?<=^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return text;
  const [before, after] = [text.slice(0, longest.index), text.slice(longest.index + longest[0].length)];
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
}

/** An address. */
class CelIp extends CelObject {
  readonly type = 'net.IP';
  readonly order = undefined;

  constructor(readonly address: IpAddress) {
    super();
  }

  override toString(): string {
    return addressText(this.address);
  }
}

/** A range of addresses. */
class CelCidr extends CelObject {
  readonly type = 'net.CIDR';
  readonly order = undefined;

  constructor(
    readonly address: IpAddress,
    readonly range: Cidr,
  ) {
    super();
  }

  override toString(): string {
    return `${addressText(this.address)}/${this.range.prefixLength}`;
  }
}

function readCidr(text: string): CelCidr | undefined {
  const range = parseCidr(text);
  const address = parseIpAddress(text.split('/')[0] ?? '');
  return range === undefined || address === undefined ? undefined : new CelCidr(address, range);
}

const addressOf = (value: CelValue | undefined): IpAddress | undefined =>
  value instanceof CelIp ? value.address : typeof value === 'string' ? parseIpAddress(value) : undefined;

const cidrOf = (value: CelValue | undefined): CelCidr | undefined =>
  value instanceof CelCidr ? value : typeof value === 'string' ? readCidr(value) : undefined;

/** A question about an address, answered by the range of each family that says yes. */
const isIn =
  (...ranges: readonly string[]): CelFunction =>
  (value) => {
    if (!(value instanceof CelIp)) return undefined;
    return ranges.some((range) => {
      const cidr = parseCidr(range);
      return cidr !== undefined && cidr.family === value.address.family && holdsAddress(cidr, value.address);
    });
  };

const isSpecial = isIn('0.0.0.0/32', '255.255.255.255/32', '::/128', '127.0.0.0/8', '::1/128');
const isMulticast = isIn('224.0.0.0/4', 'ff00::/8');
const isLinkLocal = isIn('169.254.0.0/16', 'fe80::/10');

/** Addresses and ranges. Source: Kubernetes 1.36, apiserver/pkg/cel/library/{ip,cidr}.go. */
export const ADDRESSES: CelLibrary = {
  isIP: (text) => (typeof text === 'string' ? parseIpAddress(text) !== undefined : undefined),
  ip: (value) => {
    if (value instanceof CelCidr) return new CelIp(value.address);
    if (typeof value !== 'string') return undefined;
    const address = parseIpAddress(value);
    if (address === undefined) throw new CelError(`IP Address "${value}" parse error during conversion from string`);
    return new CelIp(address);
  },
  'ip.isCanonical': (text) => {
    const address = typeof text === 'string' ? parseIpAddress(text) : undefined;
    if (address === undefined) throw new CelError(`IP Address parse error during conversion from string`);
    return addressText(address) === text;
  },
  family: (value) => (value instanceof CelIp ? (value.address.family === 'IPv4' ? 4 : 6) : undefined),
  isUnspecified: isIn('0.0.0.0/32', '::/128'),
  isLoopback: isIn('127.0.0.0/8', '::1/128'),
  isLinkLocalMulticast: isIn('224.0.0.0/24', 'ff02::/16'),
  isLinkLocalUnicast: isLinkLocal,
  isGlobalUnicast: (value) => {
    if (!(value instanceof CelIp)) return undefined;
    return isSpecial(value) === false && isMulticast(value) === false && isLinkLocal(value) === false;
  },
  isCIDR: (text) => (typeof text === 'string' ? readCidr(text) !== undefined : undefined),
  cidr: (text) => {
    if (typeof text !== 'string') return undefined;
    const cidr = readCidr(text);
    if (cidr === undefined) throw new CelError('network address parse error during conversion from string');
    return cidr;
  },
  containsIP: (cidr, ip) => {
    const address = addressOf(ip);
    if (!(cidr instanceof CelCidr)) return undefined;
    if (address === undefined) throw new CelError('IP Address parse error during conversion from string');
    return cidr.range.family === address.family && holdsAddress(cidr.range, address);
  },
  containsCIDR: (cidr, other) => {
    const inner = cidrOf(other);
    if (!(cidr instanceof CelCidr)) return undefined;
    if (inner === undefined) throw new CelError('network address parse error during conversion from string');
    const isSmaller = inner.range.prefixLength >= cidr.range.prefixLength;
    return isSmaller && cidr.range.family === inner.range.family && holdsAddress(cidr.range, inner.address);
  },
  masked: (cidr) => {
    if (!(cidr instanceof CelCidr)) return undefined;
    const { family, prefixLength } = cidr.range;
    const rest = BigInt((family === 'IPv4' ? 32 : 128) - prefixLength);
    return new CelCidr({ family, value: (cidr.address.value >> rest) << rest }, cidr.range);
  },
  prefixLength: (cidr) => (cidr instanceof CelCidr ? cidr.range.prefixLength : undefined),
};
