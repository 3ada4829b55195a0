import { type Coroutine, isSystemError, type Process, ResolutionError } from '../../../process';
import { ApiError, type KubernetesClient } from './client';

interface Lease {
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly kind: 'Lease';
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string };
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/** What is competed for, and by whom. */
export interface Candidate {
  readonly namespace: string;
  /** Name of the Lease. */
  readonly name: string;
  readonly identity: string;
}

/** Source: k8s.io/client-go, tools/leaderelection; the defaults of components: duration, deadline, retry period. */
const LEASE_SECONDS = 15;
const RENEW_MS = 10_000;
const RETRY_MS = 2_000;

const LEASES = '/apis/coordination.k8s.io/v1/namespaces';

/** Times of Leases have microseconds. */
const microTime = (timeMs: number): string => new Date(timeMs).toISOString().replace('Z', '000Z');

/**
 * Competes for a Lease for ever, and keeps it: `tell` hears when it is won and when it is lost.
 *
 * Source: k8s.io/client-go, tools/leaderelection/leaderelection.go `tryAcquireOrRenew`. Where a real one asks every two
 * seconds, this one asks when it could matter: a leader renews at its deadline, the others look when the Lease may be free.
 * Not modelled: a leader that cannot renew goes on until another one has the Lease.
 */
export function* competeForLease(
  process: Process,
  client: KubernetesClient,
  candidate: Candidate,
  tell: (isLeader: boolean) => Coroutine<void>,
): Coroutine<never> {
  let isLeader = false;
  for (;;) {
    const { holds, againMs }: Turn = yield* tryOnce(process, client, candidate, isLeader);
    if (holds !== isLeader) yield* tell(holds);
    isLeader = holds;
    yield* process.sleep(againMs);
  }
}

/** What came of asking once: whether it holds the Lease, and after how long it asks again. */
interface Turn {
  readonly holds: boolean;
  readonly againMs: number;
}

const HELD: Turn = { holds: true, againMs: RENEW_MS };

function* tryOnce(
  process: Process,
  client: KubernetesClient,
  { namespace, name, identity }: Candidate,
  isLeader: boolean,
): Coroutine<Turn> {
  const now = microTime(process.nowMs);
  const claim = { holderIdentity: identity, leaseDurationSeconds: LEASE_SECONDS, renewTime: now };
  const path = `${LEASES}/${namespace}/leases`;
  try {
    const lease = yield* find(client, `${path}/${name}`);
    if (lease === undefined) {
      const spec = { ...claim, acquireTime: now, leaseTransitions: 0 };
      yield* client.call('POST', path, newLease(namespace, name, spec));
      return HELD;
    }
    const { holderIdentity = '', renewTime = '', acquireTime = now, leaseTransitions = 0 } = lease.spec;
    const isOwn = holderIdentity === identity;
    const freeInMs = holderIdentity === '' ? 0 : Date.parse(renewTime) + LEASE_SECONDS * 1000 - process.nowMs;
    if (!isOwn && freeInMs >= 0) return { holds: false, againMs: Math.max(freeInMs + 1, RETRY_MS) };
    const spec = isOwn
      ? { ...claim, acquireTime, leaseTransitions }
      : { ...claim, acquireTime: now, leaseTransitions: leaseTransitions + 1 };
    yield* client.call('PUT', `${path}/${name}`, { ...lease, spec });
    return HELD;
  } catch (error) {
    if (error instanceof ApiError || error instanceof ResolutionError || isSystemError(error)) {
      return { holds: isLeader, againMs: RETRY_MS };
    }
    throw error;
  }
}

function* find(client: KubernetesClient, path: string): Coroutine<Lease | undefined> {
  try {
    return (yield* client.call('GET', path)) as Lease;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

const newLease = (namespace: string, name: string, spec: Lease['spec']): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace, name },
  spec,
});
