import type { DaemonSet, DaemonSetSpec, Node, Pod, Taint } from '../../../../src/simulator/api';
import { templateOf } from './sample-daemon-set';

/** 2026-01-01, the time of all that is decided here. */
export const NOW_MS = Date.UTC(2026, 0, 1);

const stored = (name: string): DaemonSet['metadata'] => ({
  name,
  namespace: 'demo',
  uid: `${name}-uid`,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: '2026-01-01T00:00:00Z',
});

/** The DaemonSet `agent` as the API server keeps it. */
export const storedDaemonSet = (spec: Partial<DaemonSetSpec> = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { ...stored('agent'), annotations: { 'deprecated.daemonset.template.generation': '2' } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: templateOf(),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    ...spec,
  },
  status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
});

/** A node with labels and taints. */
export const storedNode = (
  name: string,
  labels: Readonly<Record<string, string>> = {},
  taints: readonly Taint[] = [],
): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...stored(name), labels },
    spec: { taints },
    status: {},
  }) as unknown as Node;

/** What a Pod is like: `ready`, `broken` (runs, not ready), `pending` (bound to no node), `ending`, `failed`, `succeeded`. */
export type Shape = 'ready' | 'broken' | 'pending' | 'ending' | 'failed' | 'succeeded';

const PHASES: Readonly<Record<Shape, string>> = {
  ready: 'Running',
  broken: 'Running',
  pending: 'Pending',
  ending: 'Running',
  failed: 'Failed',
  succeeded: 'Succeeded',
};

/** A Pod of the DaemonSet on a node, of the `new` or the `old` template, ready since a minute if it is. */
export function podOf(name: string, node: string, shape: Shape, template: 'new' | 'old' = 'new'): Pod {
  const isReady = shape === 'ready' || shape === 'ending';
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...stored(name),
      ...(shape === 'ending' ? { deletionTimestamp: '2026-01-01T00:00:30Z' } : {}),
      labels: { app: 'agent', 'controller-revision-hash': template },
    },
    spec: {
      containers: [],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
      ...(shape === 'pending' ? {} : { nodeName: node }),
    },
    status: {
      phase: PHASES[shape],
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: '2025-12-31T23:59:00Z' }],
    },
  };
}
