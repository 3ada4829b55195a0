import type { Lease, Node, NodeCondition, Taint } from '../../../../src/simulator/api';

/** When nodes of tests were made, milliseconds since 1970. */
export const CREATED_MS = Date.UTC(2026, 0, 1);
const CREATED = '2026-01-01T00:00:00Z';

/** A node with a Ready condition of this status. */
export function node(
  name: string,
  ready: 'True' | 'False' | 'Unknown' = 'True',
  fields: {
    readonly labels?: Record<string, string>;
    readonly taints?: readonly Taint[];
    readonly unschedulable?: boolean;
  } = {},
): Node {
  const { labels = {}, ...spec } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `uid of ${name}`, resourceVersion: '1', creationTimestamp: CREATED, labels },
    spec,
    status: {
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type): NodeCondition => ({
        type,
        status: type === 'Ready' ? ready : 'False',
        reason: 'said',
        lastHeartbeatTime: CREATED,
        lastTransitionTime: CREATED,
      })),
      daemonEndpoints: {},
      nodeInfo: {},
    },
  } as unknown as Node;
}

/** A lease that was renewed this long after the node was made. */
export const lease = (renewedAfterMs: number): Lease =>
  ({ spec: { renewTime: new Date(CREATED_MS + renewedAfterMs).toISOString() } }) as unknown as Lease;

/** `key:effect` of taints. */
export const shown = (taints: readonly Taint[] | undefined): string[] | undefined =>
  taints?.map(({ key, effect }) => `${key}:${effect}`);
