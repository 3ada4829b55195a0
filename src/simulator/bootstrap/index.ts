/** What a cluster begins with. */
import { toTimestamp } from '../api';
import type { SeededRandom, VirtualClock } from '../engine';
import type { Store } from '../store';
import { accessObjects } from './access';
import { availableApiServices } from './api-services';
import { namespaceObjects } from './namespace-objects';
import { nodeObjects } from './nodes';
import { type ClusterProfile, profiles } from './profiles';
import type { SeedObject } from './seed-object';
import { systemObjects } from './system-objects';

export { nodeObjects, type NodeShape } from './nodes';
export { type ClusterProfile, type LoadBalancerPlan, type ProfileName, profiles } from './profiles';
export type { SeedObject } from './seed-object';
export { runStartHooks } from './start-hooks';
export { SERVER_ENDPOINT, serverService } from './system-objects';

/** The address at a place of a range of Services: the first is the API server's, the tenth that of DNS. */
export function serviceAddress(cidr: string, place: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = cidr.split(/[./]/).map(Number);
  return [a, b, c, d + place].join('.');
}

/** Most nodes of the plain profile. */
export const NODES_MAX = profiles.plain.nodesMax;

/** What the first objects depend on. */
export interface BootstrapOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** What the nodes are like. @default - plain workers */
  readonly profile?: ClusterProfile;
  /** Number of nodes, 0 to `nodesMax` of the profile. */
  readonly nodes: number;
  /** Certificate of the cluster's authority, as PEM text. */
  readonly authority: string;
  /** Range of Service addresses. */
  readonly serviceCidr: string;
  /** Address of the API server's Service, the first of the range. */
  readonly serverAddress: string;
}

/**
 * Fills an empty store: namespaces with their service account and certificate, access, priority classes, the Service of
 * the server, what it serves, ready nodes. Later namespaces get theirs from controllers.
 */
export function bootstrap(options: BootstrapOptions): void {
  const { store, clock, random, profile = profiles.plain, nodes, authority, ...network } = options;
  const put = ({ storage, object }: SeedObject): void => {
    const { name = '', namespace = '', uid = random.uuid(), ...rest } = object.metadata;
    const place = namespace === '' ? { name } : { name, namespace };
    const metadata = { ...place, ...rest, uid, creationTimestamp: toTimestamp(clock.nowMs) };
    store.create(storage, namespace, name, { ...object, metadata });
  };
  const now = toTimestamp(clock.nowMs);
  for (const seed of systemObjects(now, network.serviceCidr, network.serverAddress)) {
    put(seed);
    if (seed.storage !== 'namespaces') continue;
    for (const content of namespaceObjects(seed.object.metadata.name ?? '', authority)) put(content);
  }
  for (const seed of accessObjects()) put(seed);
  const drawn = random.fork('api services');
  for (const { storage, object } of availableApiServices(now)) {
    put({ storage, object: { ...object, metadata: { ...object.metadata, uid: drawn.uuid() } } });
  }
  for (let index = 0; index < nodes; index++) {
    for (const seed of nodeObjects(profile.node(index), now, () => random.uuid())) put(seed);
  }
}
