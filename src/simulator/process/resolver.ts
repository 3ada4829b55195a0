import { remembering } from '../engine';
import type { Coroutine } from './coroutine';
import type { FileSystem } from './file-system';
import { type DnsAnswer, ResolutionError } from './network-stack';
import type { Process } from './process';
import { isSystemError } from './system-error';

/** What `/etc/resolv.conf` says. */
export interface ResolverSettings {
  /** Servers in the order in which they are asked, three at most; none means that of the network. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  /** Dots that a name needs to be tried as it is before the search list. */
  readonly ndots: number;
  /** Rounds in which servers are asked. */
  readonly attempts: number;
}

const NAMESERVERS_MAX = 3;
const NDOTS_MAX = 15;
const ATTEMPTS_MAX = 5;

const isAddress = (name: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || name.includes(':');

const linesOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .map((line) => line.replace(/[#;].*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));

/** Addresses by names, of a text such as `/etc/hosts`. */
const hostsOf = remembering((text): ReadonlyMap<string, readonly string[]> => {
  const hosts = new Map<string, readonly string[]>();
  for (const [address = '', ...names] of linesOf(text)) {
    for (const name of new Set(names.map((each) => each.toLowerCase()))) {
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
    }
  }
  return hosts;
});

const settingsOf = remembering(parseSettings);

/** Text of a file; none for what is not there, or may not be read. */
function textOf(files: FileSystem, path: string): string {
  try {
    return files.readText(path);
  } catch (error) {
    if (isSystemError(error)) return '';
    throw error;
  }
}

/** Reads `/etc/resolv.conf`; what is missing has the defaults of glibc. Source: resolv.conf(5). */
export const readResolverSettings = (files: FileSystem): ResolverSettings =>
  settingsOf(textOf(files, '/etc/resolv.conf'));

function parseSettings(text: string): ResolverSettings {
  const servers: string[] = [];
  let search: readonly string[] = [];
  const numbers: Record<string, number> = { ndots: 1, attempts: 2 };
  for (const [keyword, ...values] of linesOf(text)) {
    if (keyword === 'nameserver' && values[0] !== undefined) servers.push(values[0]);
    if (keyword === 'search' || keyword === 'domain') search = values;
    if (keyword !== 'options') continue;
    for (const option of values) {
      const [, name, value] = /^(ndots|attempts):(\d+)$/.exec(option) ?? [];
      if (name !== undefined) numbers[name] = Number(value);
    }
  }
  return {
    servers: servers.slice(0, NAMESERVERS_MAX),
    search,
    ndots: Math.min(numbers.ndots ?? 1, NDOTS_MAX),
    attempts: Math.min(Math.max(numbers.attempts ?? 2, 1), ATTEMPTS_MAX),
  };
}

/** What is tried for names under settings that are in force. */
const candidatesBy = new WeakMap<ResolverSettings, (name: string) => readonly string[]>();

/** As `candidatesOf`, remembered. */
function knownCandidatesOf(name: string, settings: ResolverSettings): readonly string[] {
  let known = candidatesBy.get(settings);
  if (known === undefined) {
    known = remembering((each) => candidatesOf(each, settings));
    candidatesBy.set(settings, known);
  }
  return known(name);
}

/** The full names that stand for `name`, in the order in which they are tried. Source: glibc, resolv/res_query.c. */
export function candidatesOf(name: string, { search, ndots }: ResolverSettings): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

const NO_ADDRESSES: readonly string[] = [];

/** Addresses of a name in `/etc/hosts`. */
function lookUpHosts(files: FileSystem, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const addresses = hostsOf(textOf(files, '/etc/hosts')).get(wanted);
  if (addresses === undefined) return wanted === 'localhost' ? ['127.0.0.1'] : NO_ADDRESSES;
  // Programs ask for IPv4 first: this network has nothing else.
  const older = addresses.filter((address) => !address.includes(':'));
  return older.length > 0 ? older : addresses;
}

/** Asks one server after the other for a full name, round after round. */
function* ask(
  process: Process,
  name: string,
  { servers, attempts }: ResolverSettings,
): Coroutine<DnsAnswer | undefined> {
  let failed: DnsAnswer | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    for (const server of servers.length > 0 ? servers : [undefined]) {
      try {
        const answer = yield* process.network.query(name, 'A', server);
        if (answer.status === 'NOERROR' || answer.status === 'NXDOMAIN') return answer;
        failed = answer;
      } catch (error) {
        if (!isSystemError(error)) throw error;
      }
    }
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/**
 * IPv4 addresses of a host, as getaddrinfo of glibc finds them: addresses themselves, `/etc/hosts`, then DNS with the
 * search list of `/etc/resolv.conf`.
 *
 * @throws ResolutionError EAI_NONAME when there is no such name, EAI_AGAIN when no server answers.
 */
export function* resolve(process: Process, name: string): Coroutine<readonly string[]> {
  const { files } = process;
  if (isAddress(name)) return [name];
  const known = lookUpHosts(files, name.endsWith('.') ? name.slice(0, -1) : name);
  if (known.length > 0) return known;
  const settings = readResolverSettings(files);
  let hasFailed = false;
  for (const candidate of knownCandidatesOf(name, settings)) {
    const answer = yield* ask(process, candidate, settings);
    if (answer === undefined) throw new ResolutionError('EAI_AGAIN', name);
    const addresses: string[] = [];
    for (const { type, data } of answer.records) if (type === 'A') addresses.push(data);
    if (answer.status === 'NOERROR' && addresses.length > 0) return addresses;
    hasFailed ||= answer.status !== 'NOERROR' && answer.status !== 'NXDOMAIN';
  }
  throw new ResolutionError(hasFailed ? 'EAI_AGAIN' : 'EAI_NONAME', name);
}
