import type { ApiClient, MetricsSource, Way } from './api';
import { admissionPlugins, rbacEscalation } from './apiserver/admission';
import { ServiceWebhookCaller, type WebhookHandler } from './apiserver/admission/webhooks';
import {
  type Authorizer,
  ClusterAuthenticator,
  noteTokenUse,
  RbacAuthorizer,
  reviewResources,
  type RoleReader,
  ServiceAccountTokens,
  type Sign,
} from './apiserver/authorization';
import { compactHistory } from './apiserver/compaction';
import { componentStatuses } from './apiserver/component-statuses';
import { expireEvents } from './apiserver/event-expiry';
import { completeObject, inheritEntries } from './apiserver/managed-fields';
import { createMetricsServer, metricsResources, virtualMetrics } from './apiserver/metrics';
import type { ApiCommand, ApiHandler, ApiPortForward, ApiReceiver } from './apiserver/request';
import { createApiServer } from './apiserver/server';
import { DEFAULT_FLAGS, type ServerFlags } from './apiserver/server-flags';
import { bootstrap, type ClusterProfile, type ProfileName, profiles, runStartHooks, serviceAddress } from './bootstrap';
import { podViews, type Settled, type SettleOptions, Settling } from './client';
import { API_SERVER, startControlPlane } from './control-plane';
import type { CertificateAuthority, SignCertificate } from './controllers';
import { durationMs, EventLoop, hashBytes, SeededRandom, Trace, type TraceEntry, VirtualClock } from './engine';
import type { ImageDefinition } from './images';
import { laterContainers, type NodeAgents } from './kubelet';
import { type ClusterNodes, Machines, type SavedMachines } from './machines';
import type { ClusterNetwork } from './network';
import { builtInResources } from './resources/built-in-resources';
import { ResourceRegistry } from './resources/registry';
import { strategyOf } from './resources/strategies';
import { discoveryTable } from './schema';
import { Store, type Change, type SavedObject } from './store';

export type { AdmissionResponse, AdmissionReview, WebhookHandler } from './apiserver/admission/webhooks';
export type {
  ApiAnswer,
  ApiCommand,
  ApiConnection,
  ApiExchange,
  ApiHandler,
  ApiHead,
  ApiPortForward,
  ApiReceiver,
  ApiRequest,
  ApiResult,
  ApiStream,
} from './apiserver/request';
export type { Sign } from './apiserver/authorization';
export type { ServerFlags } from './apiserver/server-flags';
export { completeObject } from './apiserver/managed-fields';
export type { ClusterNodes, SavedMachines } from './machines';
export type { Settled, SettleOptions } from './client';
export type { CertificateDemand, SignCertificate } from './controllers';
export type { TraceEntry } from './engine';
export { isDescribedImage } from './images';
export type { ClusterNetwork, Fault, FaultRule, FaultSide, PublicEndpoint, PublicListener } from './network';
export type { Change, SavedObject } from './store';
export type { UserInfo } from './resources/resource';

/** How a cluster is made. Equal options and equal requests give equal histories. */
export interface ClusterOptions {
  /** Decides everything that is drawn: UIDs, suffixes, addresses. @default 1 */
  readonly seed?: number;
  /** Number of ready nodes, from 0 to what the profile holds. @default - as the profile says: 3 for `plain` */
  readonly nodes?: number;
  /**
   * What the cluster is like: the name of a profile, or one of your own. `plain` is equal untainted workers, no
   * StorageClass, no add-ons. @default 'plain'
   */
  readonly profile?: ProfileName | ClusterProfile;
  /** Virtual time of the beginning: milliseconds since 1970, or text as `Date` reads it. @default - 2026-01-01 in UTC */
  readonly start?: number | string;
  /** Certificate that Pods find in `kube-root-ca.crt`, as PEM text. @default - a text that is none */
  readonly authority?: string;
  /** State to go on from, in place of a new cluster's. @default - a new cluster */
  readonly saved?: SavedState;
  /** Signs tokens of service accounts. @default - a checksum: good for tests, protects nothing */
  readonly sign?: Sign;
  /** Signs requests for certificates. @default - approved requests stay without certificates */
  readonly certify?: SignCertificate;
  /** How the API server is started. @default - as it was before, in a cluster that goes on; else without flags */
  readonly server?: Partial<ServerFlags>;
  /**
   * Programs that answer admission reviews, by the Service in front of them: `namespace/name`. They are asked when the
   * Service and a ready endpoint exist, and must answer equal reviews equally. @default - nothing answers webhooks
   */
  readonly webhooks?: Readonly<Record<string, WebhookHandler>>;
  /**
   * Images of your own, made with `defineImage`; one of a name that is known here replaces it. @default - those of the
   * workshops alone; what nobody has described is a server on its declared ports
   */
  readonly images?: readonly ImageDefinition[];
}

/** What is left of a cluster that ended. */
export interface SavedState {
  /** Revision of its last write that was saved. */
  readonly revision: number;
  /** Its virtual time then, milliseconds since 1970. */
  readonly nowMs: number;
  /** @default - all machines run, no image was pushed */
  readonly machines?: SavedMachines;
  /** How its API server was started. @default - without flags */
  readonly server?: ServerFlags;
  /** Of a running cluster: as they are when they are walked through. */
  readonly objects: Iterable<SavedObject>;
}

/** A cluster in this process: it does nothing by itself, and time passes only when told. */
export interface Cluster {
  /** Answers one request, as the API server does. */
  readonly handle: ApiHandler;
  /** As `handle`, for who can go on with ways into containers: logs, exec, attach, port-forward, proxy. */
  readonly receive: ApiReceiver;
  /**
   * Goes a way beside the API: a connection from outside, or a command at a machine.
   *
   * @throws StatusError when there is no such machine.
   */
  enter(way: Way): ApiPortForward | ApiCommand;
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
   * loop counts as settled when only its back-off remains; a machine that failed does not before the cluster knows.
   */
  settle(options?: SettleOptions): Settled;
  /** Lets time pass until `predicate` holds. False when `limit` (10 minutes by default) is over first. */
  until(predicate: () => boolean, limit?: number | string): boolean;
  /** The machines. */
  readonly nodes: ClusterNodes;
  /** The network: places in it, what is wrong with it, what can be reached from outside. */
  readonly network: ClusterNetwork;
  /**
   * Ends the API server and starts it again, with other flags where they are given: watches and ways into containers end,
   * and what is missing of its own objects is made again, roles above all. It is back at once; what runs in the control
   * plane and on nodes takes no notice.
   */
  restartServer(flags?: Partial<ServerFlags>): void;
  /** Makes an image exist, as `docker push` does: `dockercoins/worker:v0.3`. Throws RangeError for what is no image. */
  push(image: string): void;
  /** All that is stored now. */
  state(): SavedState;
  /**
   * Tells `listener` of every write from now on, in order of revisions, right after it: who saves them (each with
   * `completeObject`, later) can go on from there. The returned function stops it.
   */
  onChange(listener: (change: Change) => void): () => void;
  /** What the parts of the cluster decided since `sinceMs`, oldest first. */
  timeline(sinceMs?: number): readonly TraceEntry[];
}

const START = Date.UTC(2026, 0, 1);
const NO_AUTHORITY = 'this cluster has no certificates\n';

/** Four checksums of a text, as base64url. */
function checksum(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return [undefined, 1, 2, 3].map((begin) => hashBytes(bytes, begin).toString(36)).join('_');
}

function startOf(start: number | string): number {
  const timeMs = typeof start === 'number' ? start : Date.parse(start);
  if (Number.isFinite(timeMs)) return timeMs;
  throw new RangeError(`start must be milliseconds since 1970 or a time such as 2026-01-01T00:00:00Z, got '${start}'`);
}

function profileOf(profile: ProfileName | ClusterProfile): ClusterProfile {
  if (typeof profile !== 'string') return profile;
  const known = profiles[profile] as ClusterProfile | undefined;
  if (known !== undefined) return known;
  throw new RangeError(`profile must be one of ${Object.keys(profiles).join(', ')}, got '${profile}'`);
}

const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/**
 * Makes a cluster.
 *
 * @throws RangeError for a profile, a number of nodes or a start that cannot be.
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const { seed = 1, start = START, authority = NO_AUTHORITY, sign = checksum, saved } = options;
  const profile = profileOf(options.profile ?? 'plain');
  const { nodes = profile.nodes } = options;
  if (!Number.isInteger(nodes) || nodes < 0 || nodes > profile.nodesMax) {
    throw new RangeError(`nodes must be a whole number from 0 to ${profile.nodesMax}, got ${nodes}`);
  }
  const clock = new VirtualClock(Math.max(startOf(start), saved?.nowMs ?? -Infinity));
  // What was drawn before must not come again.
  const random = saved === undefined ? new SeededRandom(seed) : new SeededRandom(seed).fork(`from ${saved.revision}`);
  const store = new Store({ onStored: inheritEntries });
  const { serviceCidr } = profile;
  if (saved !== undefined) store.restore(saved.objects, saved.revision);
  else {
    const serverAddress = serviceAddress(serviceCidr, 1);
    bootstrap({ store, clock, random, profile, nodes, authority, serviceCidr, serverAddress });
  }
  const loop = new EventLoop(clock);
  const trace = new Trace(clock);
  // Agents need the server, and metrics, which the server shows, need agents.
  const parts: { agents?: NodeAgents } = {};
  const usage: MetricsSource = {
    podUsage: (namespace, name) => parts.agents?.usageOf(namespace, name),
    nodeUsage: (name) => parts.agents?.nodeUsageOf(name),
  };
  const metrics = createMetricsServer(usage, clock);
  const reader: RoleReader = {
    get: (storage, namespace, name) => store.get(storage, namespace, name),
    list: (storage, namespace) => store.list(storage, namespace),
  };
  const authorizer = new RbacAuthorizer(reader);
  const tokens = new ServiceAccountTokens(
    sign,
    reader,
    () => random.uuid(),
    (secret) => noteTokenUse(ownClient, secret, clock.nowMs),
  );
  let flags: ServerFlags = { ...DEFAULT_FLAGS, ...saved?.server, ...options.server };
  const server = createApiServer({
    store,
    registry: new ResourceRegistry(builtInResources(discoveryTable(), strategyOf)),
    addOns: metricsResources,
    clock,
    loop,
    random,
    admission: [...admissionPlugins, rbacEscalation(authorizer)],
    containers: laterContainers(() => parts.agents?.containers),
    authorizer,
    authenticator: new ClusterAuthenticator(tokens, clock, () => flags),
    webhooks: new ServiceWebhookCaller({
      handlers: options.webhooks ?? {},
      picksEndpoints: profile.routesToEndpoints ?? false,
    }),
    virtual: [
      ...reviewResources(authorizer, tokens),
      componentStatuses,
      ...virtualMetrics(metrics, (storage, namespace) => store.list(storage, namespace)),
    ],
    tokens,
  });
  const client = server.clientFor({ user: ADMIN, manager: 'workshop-simulator' });
  const ownClient = server.clientFor(API_SERVER);
  if (saved !== undefined) runStartHooks(ownClient);
  expireEvents(store, loop);
  compactHistory(store, loop);
  const { agents, network } = startControlPlane({
    clientFor: server.clientFor,
    loop,
    trace,
    random,
    pods: podViews(client),
    profile,
    authority,
    certificates: certificateAuthority(authorizer, options.certify),
    images: options.images ?? [],
    serve: server.handle,
    token: (pod, { audience, expirationSeconds = 3607 }) =>
      tokens.issueFor(pod, { expirationSeconds, audiences: audience === undefined ? [] : [audience] }, clock.nowMs),
    secretToken: (account, secret) => tokens.issueForSecret(account, secret),
    metrics: () => {
      const found = server.availabilityOf('metrics.k8s.io', 'v1beta1');
      return found === 'available' ? metrics : found;
    },
  });
  parts.agents = agents;
  if (saved === undefined) addOns(client, profile);
  // The nodes that had an agent are those with a Lease.
  for (const { metadata } of client.list('coordination.k8s.io/leases', 'kube-node-lease')) agents.add(metadata.name);
  const machines = new Machines(client, agents, profile, clock, random);
  const settling = new Settling(client, loop, () => machines.unnoticed());
  if (saved?.machines !== undefined) machines.restore(saved.machines);
  return {
    handle: server.handle,
    receive: server.receive,
    enter: (way) => agents.enter(way),
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
    nodes: machines,
    network,
    restartServer: (given) => {
      flags = { ...flags, ...given };
      trace.record('kube-apiserver', 'API server', `restarted with --anonymous-auth=${flags.anonymousAuth}`);
      server.endAnswers();
      runStartHooks(ownClient);
    },
    push: (image) => machines.push(image),
    state: () => ({
      revision: store.revision,
      nowMs: clock.nowMs,
      machines: machines.saved(),
      server: flags,
      objects: { [Symbol.iterator]: () => completed(store.all()) },
    }),
    onChange: (listener) => store.subscribe(listener),
    timeline: (sinceMs) => trace.since(sinceMs),
  };
}

/** Who may have certificates without being looked at is asked of the roles. */
const certificateAuthority = (authorizer: Authorizer, sign: SignCertificate | undefined): CertificateAuthority => ({
  ...(sign === undefined ? {} : { sign }),
  mayCreate: (user, subresource) =>
    authorizer.authorize({
      user,
      verb: 'create',
      isResourceRequest: true,
      group: 'certificates.k8s.io',
      version: '*',
      resource: 'certificatesigningrequests',
      subresource,
      namespace: '',
      name: '',
      path: '',
    }).isAllowed,
});

/** Objects with the entries of managed fields that are worked out late. */
function* completed(objects: readonly SavedObject[]): IterableIterator<SavedObject> {
  for (const each of objects) yield { ...each, object: completeObject(each.object) };
}

/** Makes what a profile has from the beginning. */
function addOns(client: ApiClient, { addOns: seeds, serviceCidr }: ClusterProfile): void {
  for (const { storage, object } of seeds(serviceAddress(serviceCidr, 10))) client.create(storage, object as never);
}
