import type { ApiClient, Pod } from '../api';
import { isPodFinished } from '../client';
import { type ApiPort, call, isGood, messageOf } from './api-port';

/** The cluster of a node that is drained. */
export interface DrainedCluster {
  readonly client: ApiClient;
  readonly handle: ApiPort;
  readonly nowMs: number;
  advance(duration: number | string): void;
}

/** A Pod that stayed. */
export interface RefusedEviction {
  readonly namespace: string;
  readonly name: string;
  /** In the words of the server. */
  readonly message: string;
}

/** What came of a drain. */
export interface Drained {
  /** Pods that left, `namespace/name`. */
  readonly evicted: readonly string[];
  /** Pods that could not until the end. */
  readonly refused: readonly RefusedEviction[];
}

/** Time between two tries. Source: Kubernetes 1.36, kubectl/pkg/drain/drain.go `evictPods`. */
const RETRY = '5s';

const DRAIN_TIMEOUT_MS = 300_000;

/** Pods of daemons come back at once, and those of files belong to the node. */
const isLeftAlone = ({ metadata }: Pod): boolean =>
  (metadata.ownerReferences ?? []).some(({ kind, controller }) => controller === true && kind === 'DaemonSet') ||
  metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;

/** Lets a node take Pods, or no new ones. */
export function setSchedulable(client: ApiClient, name: string, isSchedulable: boolean): void {
  const node = client.get('nodes', '', name);
  if (node === undefined) throw new RangeError(`there is no node '${name}'`);
  const { unschedulable: _before, ...spec } = node.spec as { readonly unschedulable?: boolean };
  client.update<string>('nodes', { ...node, spec: isSchedulable ? spec : { ...spec, unschedulable: true } } as never);
}

/** Asks the server to let a Pod go; why not, when it does not. */
function evict(port: ApiPort, { metadata: { namespace, name } }: Pod): string | undefined {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const answer = call(port, 'POST', path, JSON.stringify(eviction));
  return isGood(answer) || answer.status === 404 ? undefined : messageOf(answer);
}

/**
 * Empties a node as `kubectl drain --ignore-daemonsets --delete-emptydir-data --force` does: no new Pods come, those
 * that are there are evicted as their disruption budgets allow, again and again for `timeoutMs` (5 minutes by default),
 * and virtual time passes until they are gone. The node takes no Pods afterwards; `setSchedulable` lets it.
 *
 * Source: Kubernetes 1.36, kubectl/pkg/drain.
 *
 * @throws RangeError when there is no such node.
 */
export function drainNode(cluster: DrainedCluster, node: string, timeoutMs = DRAIN_TIMEOUT_MS): Drained {
  const { client, handle } = cluster;
  setSchedulable(client, node, false);
  const remaining = (): Pod[] =>
    client.list('pods').filter((pod) => pod.spec.nodeName === node && !isLeftAlone(pod) && !isPodFinished(pod));
  const all = remaining();
  const endMs = cluster.nowMs + timeoutMs;
  let refused: RefusedEviction[];
  for (;;) {
    const pods = remaining();
    refused = pods.flatMap((pod) => {
      if (pod.metadata.deletionTimestamp !== undefined) return [];
      const message = evict(handle, pod);
      return message === undefined ? [] : [{ ...pod.metadata, message }];
    });
    if (pods.length === 0 || cluster.nowMs >= endMs) break;
    cluster.advance(RETRY);
  }
  const staying = new Set(remaining().map(keyOf));
  return {
    evicted: all.map(keyOf).filter((key) => !staying.has(key)),
    refused: refused.map(({ namespace, name, message }) => ({ namespace, name, message })),
  };
}
