/** What a cluster begins with. */
import { toTimestamp } from '../api';
import type { SeededRandom, VirtualClock } from '../engine';
import type { Change, Store } from '../store';
import { accessObjects } from './access';
import { namespaceObjects } from './namespace-objects';
import { nodeObjects, plainNodes } from './nodes';
import type { SeedObject } from './seed-object';
import { systemObjects } from './system-objects';

export { NODES_MAX } from './nodes';

/** What the first objects depend on. */
export interface BootstrapOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Number of equal workers, 0 to `NODES_MAX`. */
  readonly nodes: number;
  /** Certificate of the cluster's authority, as PEM text. */
  readonly authority: string;
  /** Range of Service addresses. */
  readonly serviceCidr: string;
  /** Address of the API server's Service, the first of the range. */
  readonly serverAddress: string;
}

/**
 * Fills an empty store: namespaces, access, priority classes, the Service of the server, ready nodes. Until there are
 * controllers it also gives every namespace, now and later, its service account and certificate.
 */
export function bootstrap({ store, clock, random, nodes, authority, ...network }: BootstrapOptions): void {
  const put = ({ storage, object }: SeedObject): void => {
    const { name = '', namespace = '', uid = random.uuid(), ...rest } = object.metadata;
    const place = namespace === '' ? { name } : { name, namespace };
    const metadata = { ...place, ...rest, uid, creationTimestamp: toTimestamp(clock.nowMs) };
    store.create(storage, namespace, name, { ...object, metadata });
  };
  store.subscribe(({ type, storage, name }: Change) => {
    if (type !== 'ADDED' || storage !== 'namespaces') return;
    for (const seed of namespaceObjects(name, authority)) put(seed);
  });
  const now = toTimestamp(clock.nowMs);
  for (const seed of systemObjects(now, network.serviceCidr, network.serverAddress)) put(seed);
  for (const seed of accessObjects()) put(seed);
  for (const shape of plainNodes(nodes)) {
    for (const seed of nodeObjects(shape, now, () => random.uuid())) put(seed);
  }
}
