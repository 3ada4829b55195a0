/** How a client proves who it is. */
export type AuthMethod = 'trust' | 'md5' | 'password' | 'scram-sha-256' | 'reject';

/** A line of pg_hba.conf that fits a client. */
export interface AccessRule {
  readonly method: string;
  /** Number of the line, and its words. */
  readonly line: number;
  readonly text: string;
}

/** Whoever asks for a connection. */
export interface AccessRequest {
  /** Address it comes from; undefined for one of the same container, over a socket file. */
  readonly address: string | undefined;
  readonly user: string;
  readonly database: string;
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether an address is in a range: `10.0.0.0/8`, or `10.0.0.0` with a mask. */
function isWithin(address: string, range: string, mask: string | undefined): boolean {
  if (range === 'all') return true;
  const [network = '', bits] = range.split('/');
  // Names of hosts and addresses of version 6 mean nobody here.
  if (!/^[\d.]+$/.test(network)) return false;
  const size = mask === undefined ? 2 ** (32 - Number(bits ?? 32)) : 2 ** 32 - toNumber(mask);
  return Math.floor(toNumber(address) / size) === Math.floor(toNumber(network) / size);
}

const names = (field: string, name: string, same = false): boolean =>
  field.split(',').some((each) => each === 'all' || each.replace(/"/g, '') === name || (same && each === 'sameuser'));

/**
 * The first line of pg_hba.conf that fits; undefined when none does. Source: PostgreSQL 16, "The pg_hba.conf File". Not
 * modelled: groups of users, replication, host names, names of methods other than those of `AuthMethod`.
 */
export function findAccessRule(text: string, request: AccessRequest): AccessRule | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    const [type = '', database = '', user = '', ...rest] = words;
    if (words.length < 4) continue;
    const isLocal = type === 'local';
    if (isLocal !== (request.address === undefined) || (!isLocal && type !== 'host' && type !== 'hostnossl')) continue;
    if (database === 'replication') continue;
    if (!names(database, request.database, request.database === request.user) || !names(user, request.user)) continue;
    const [range = '', second, third] = rest;
    const hasMask = /^\d+(?:\.\d+){3}$/.test(second ?? '');
    if (!isLocal && !isWithin(request.address ?? '', range, hasMask ? second : undefined)) continue;
    const method = isLocal ? range : hasMask ? third : second;
    return { method: method ?? '', line: index + 1, text: words.join(' ') };
  }
  return undefined;
}
