import type { ApiClient, MetricsSource } from './api';
import { admissionPlugins, rbacEscalation } from './apiserver/admission';
import { ServiceWebhookCaller } from './apiserver/admission/webhooks';
import {
  type Authorizer,
  ClusterAuthenticator,
  noteTokenUse,
  RbacAuthorizer,
  reviewResources,
  type RoleReader,
  ServiceAccountTokens,
} from './apiserver/authorization';
import { compactHistory } from './apiserver/compaction';
import { componentStatuses } from './apiserver/component-statuses';
import { expireEvents } from './apiserver/event-expiry';
import { completeObject, inheritEntries } from './apiserver/managed-fields';
import { createMetricsServer, metricsResources, virtualMetrics } from './apiserver/metrics';
import { createApiServer } from './apiserver/server';
import { DEFAULT_FLAGS, type ServerFlags } from './apiserver/server-flags';
import { bootstrap, type ClusterProfile, type ProfileName, profiles, runStartHooks, serviceAddress } from './bootstrap';
import { podViews, Settling } from './client';
import type { Cluster, ClusterOptions } from './cluster';
import { API_SERVER, startControlPlane } from './control-plane';
import type { CertificateAuthority, SignCertificate } from './controllers';
import { durationMs, EventLoop, hashBytes, SeededRandom, Trace, VirtualClock } from './engine';
import { laterContainers, type NodeAgents } from './kubelet';
import { Machines } from './machines';
import { builtInResources } from './resources/built-in-resources';
import { ResourceRegistry } from './resources/registry';
import { strategyOf } from './resources/strategies';
import { discoveryTable } from './schema';
import { Store, type SavedObject } from './store';

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
