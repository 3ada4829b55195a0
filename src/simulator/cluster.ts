import type { ApiClient } from './api';
import { admissionPlugins } from './apiserver/admission';
import {
  ClusterAuthenticator,
  RbacAuthorizer,
  reviewResources,
  type RoleReader,
  ServiceAccountTokens,
  type Sign,
} from './apiserver/authorization';
import { expireEvents } from './apiserver/event-expiry';
import type { ClientIdentity } from './apiserver/in-process-client';
import type { ApiHandler } from './apiserver/request';
import { createApiServer } from './apiserver/server';
import { bootstrap, NODES_MAX } from './bootstrap';
import {
  ClusterEventRecorder,
  type Controller,
  type PodViews,
  podViews,
  type Settled,
  type SettleOptions,
  Settling,
} from './client';
import { controllers } from './controllers';
import { durationMs, EventLoop, SeededRandom, Trace, type TraceEntry, VirtualClock } from './engine';
import { builtInResources } from './resources/built-in-resources';
import { ResourceRegistry } from './resources/registry';
import { strategyOf } from './resources/strategies';
import { SERVICE_CIDR } from './resources/service-allocation';
import { discoveryTable } from './schema';
import { Store } from './store';

export type { ApiAnswer, ApiHandler, ApiRequest, ApiStream } from './apiserver/request';
export type { Sign } from './apiserver/authorization';
export type { Settled, SettleOptions } from './client';
export type { TraceEntry } from './engine';
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
  /** Reads and writes as the administrator. */
  readonly client: ApiClient;
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** When the next thing will happen by itself, milliseconds since 1970; undefined when nothing will. */
  readonly nextDueMs: number | undefined;
  /** Lets time pass: milliseconds, or text such as `90s`, `10m`, `1h30m`. */
  advance(duration: number | string): void;
  /** Lets time pass until `timeMs`; an earlier time changes nothing. */
  advanceTo(timeMs: number): void;
  /**
   * Lets time pass until nothing has changed for a while, which routine such as heartbeats does not disturb. A crash
   * loop counts as settled when only its back-off remains.
   */
  settle(options?: SettleOptions): Settled;
  /** Lets time pass until `predicate` holds. False when `limit` (10 minutes by default) is over first. */
  until(predicate: () => boolean, limit?: number | string): boolean;
  /** What the parts of the cluster decided since `sinceMs`, oldest first. */
  timeline(sinceMs?: number): readonly TraceEntry[];
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
  const loop = new EventLoop(clock);
  const trace = new Trace(clock);
  const server = createApiServer({
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
  const client = server.clientFor({ user: ADMIN, manager: 'workshop-simulator' });
  expireEvents(store, loop);
  const settling = new Settling(client, loop);
  startControlPlane({ ...server, loop, trace, random, pods: podViews(client) });
  return {
    handle: server.handle,
    client,
    get nowMs() {
      return clock.nowMs;
    },
    get nextDueMs() {
      return loop.nextMs;
    },
    advance: (duration) => loop.runTo(clock.nowMs + durationMs(duration)),
    advanceTo: (timeMs) => loop.runTo(timeMs),
    settle: (settleOptions) => settling.settle(settleOptions),
    until: (predicate, limit) => settling.until(predicate, limit),
    timeline: (sinceMs) => trace.since(sinceMs),
  };
}

const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

interface ControlPlane {
  readonly clientFor: (identity: ClientIdentity) => ApiClient;
  readonly loop: EventLoop;
  readonly trace: Trace;
  readonly random: SeededRandom;
  readonly pods: PodViews;
}

/** Starts all that acts by itself, in a fixed order. */
function startControlPlane({ clientFor, loop, trace, random, pods }: ControlPlane): void {
  let eventNumber = 0;
  const nextNumber = (): number => (eventNumber += 1);
  const start = (controller: Controller, identity: ClientIdentity): void => {
    const { name, component = name } = controller;
    const client = clientFor(identity);
    controller.start({
      client,
      loop,
      random: random.fork(name),
      events: new ClusterEventRecorder(client, loop, { component }, nextNumber),
      pods,
      trace: ({ kind, metadata }, text) => {
        trace.record(name, `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`.replace(' /', ' '), text);
      },
    });
  };
  for (const controller of controllers) {
    const username = `system:serviceaccount:kube-system:${controller.name}`;
    const groups = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];
    start(controller, { user: { username, groups }, manager: 'kube-controller-manager' });
  }
}
