import { admissionPlugins } from './apiserver/admission';
import {
  ClusterAuthenticator,
  RbacAuthorizer,
  reviewResources,
  type RoleReader,
  ServiceAccountTokens,
  type Sign,
} from './apiserver/authorization';
import type { ApiHandler } from './apiserver/request';
import { createApiServer } from './apiserver/server';
import { bootstrap, NODES_MAX } from './bootstrap';
import { durationMs, SeededRandom, VirtualClock } from './engine';
import { builtInResources } from './resources/built-in-resources';
import { ResourceRegistry } from './resources/registry';
import { strategyOf } from './resources/strategies';
import { SERVICE_CIDR } from './resources/service-allocation';
import { discoveryTable } from './schema';
import { Store } from './store';

export type { ApiAnswer, ApiHandler, ApiRequest, ApiStream } from './apiserver/request';
export type { Sign } from './apiserver/authorization';
export type { UserInfo } from './resources/resource';

/** How a cluster is made. Equal options and equal requests give equal histories. */
export interface ClusterOptions {
  /** Decides everything that is drawn: UIDs, suffixes, addresses. @default 1 */
  readonly seed?: number;
  /** Number of ready workers, 0 to 30,000. @default 3 */
  readonly nodes?: number;
  /** What the cluster has: `plain` is equal untainted workers, no default StorageClass, no add-ons. @default 'plain' */
  readonly profile?: 'plain';
  /** Virtual time of the beginning: milliseconds since 1970, or text as `Date` reads it. @default - 2026-01-01 in UTC */
  readonly start?: number | string;
  /** Certificate that Pods find in `kube-root-ca.crt`, as PEM text. @default - a text that is none */
  readonly authority?: string;
  /** Signs tokens of service accounts. @default - a checksum: good for tests, protects nothing */
  readonly sign?: Sign;
}

/** A cluster in this process: it does nothing by itself, and time passes only when told. */
export interface Cluster {
  /** Answers one request, as the API server does. */
  readonly handle: ApiHandler;
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** Lets time pass: milliseconds, or text such as `90s`, `10m`, `1h30m`. */
  advance(duration: number | string): void;
  /** Lets time pass until `timeMs`; an earlier time changes nothing. */
  advanceTo(timeMs: number): void;
}

const START = Date.UTC(2026, 0, 1);
const NO_AUTHORITY = 'this cluster has no certificates\n';

/** First address of the range of Services. */
const SERVER_ADDRESS = SERVICE_CIDR.replace(/\.0\/\d+$/, '.1');

/** Four 32-bit FNV-1a checksums of a text, as base64url. Source: RFC 9923. */
function checksum(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const parts = [0x811c9dc5, 1, 2, 3].map((begin) => {
    let hash = begin;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    return (hash >>> 0).toString(36);
  });
  return parts.join('_');
}

function startOf(start: number | string): number {
  const timeMs = typeof start === 'number' ? start : Date.parse(start);
  if (Number.isFinite(timeMs)) return timeMs;
  throw new RangeError(`start must be milliseconds since 1970 or a time such as 2026-01-01T00:00:00Z, got '${start}'`);
}

/**
 * Makes a cluster.
 *
 * @throws RangeError for a number of nodes or a start that cannot be.
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const { seed = 1, nodes = 3, start = START, authority = NO_AUTHORITY, sign = checksum } = options;
  if (!Number.isInteger(nodes) || nodes < 0 || nodes > NODES_MAX) {
    throw new RangeError(`nodes must be a whole number from 0 to ${NODES_MAX}, got ${nodes}`);
  }
  const clock = new VirtualClock(startOf(start));
  const random = new SeededRandom(seed);
  const store = new Store();
  const reader: RoleReader = {
    get: (storage, namespace, name) => store.get(storage, namespace, name),
    list: (storage, namespace) => store.list(storage, namespace),
  };
  const authorizer = new RbacAuthorizer(reader);
  const tokens = new ServiceAccountTokens(sign, reader, () => random.uuid());
  bootstrap({
    store,
    clock,
    random,
    nodes,
    authority,
    serviceCidr: SERVICE_CIDR,
    serverAddress: SERVER_ADDRESS,
  });
  const handle = createApiServer({
    store,
    registry: new ResourceRegistry(builtInResources(discoveryTable(), strategyOf)),
    clock,
    random,
    admission: admissionPlugins,
    authorizer,
    authenticator: new ClusterAuthenticator(tokens, clock),
    virtual: reviewResources(authorizer, tokens),
    tokens,
  });
  return {
    handle,
    get nowMs() {
      return clock.nowMs;
    },
    advance: (duration) => clock.moveTo(clock.nowMs + durationMs(duration)),
    advanceTo: (timeMs) => clock.moveTo(timeMs),
  };
}
