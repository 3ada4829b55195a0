import type { PersistentVolumeClaim, Pod, StatefulSet, StatefulSetSpec } from '../../../../src/simulator/api';
import { claimTemplate, templateOf } from './sample-stateful-set';

/** 2026-01-01, the time of all that is decided here. */
export const NOW_MS = Date.UTC(2026, 0, 1);

/** The StatefulSet `web` as the API server keeps it. */
export const storedSet = (spec: Partial<StatefulSetSpec> = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: 'web',
    namespace: 'demo',
    uid: 'set-uid',
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    template: templateOf(),
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...spec,
  },
  status: { replicas: 0, availableReplicas: 0 },
});

/** What a Pod is like: `ready`, `broken` (runs, not ready), `pending`, `ending` (ready, deleted), `failed`. */
export type Shape = 'ready' | 'broken' | 'pending' | 'ending' | 'failed';

const PHASES: Readonly<Record<Shape, string>> = {
  ready: 'Running',
  broken: 'Running',
  pending: 'Pending',
  ending: 'Running',
  failed: 'Failed',
};

/** A Pod of the set, ready since a minute if it is. */
export function podOf(ordinal: number, shape: Shape, revision = 'new'): Pod {
  const name = `web-${ordinal}`;
  const isReady = shape === 'ready' || shape === 'ending';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'demo',
      uid: `${name}-uid`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(shape === 'ending' ? { deletionTimestamp: '2026-01-01T00:00:30Z' } : {}),
      labels: { app: 'web', 'statefulset.kubernetes.io/pod-name': name, 'controller-revision-hash': revision },
    },
    spec: { containers: [] },
    status: {
      phase: PHASES[shape],
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: '2025-12-31T23:59:00Z' }],
    },
  };
}

/** A claim as the API server keeps it. */
export const storedClaim = (
  name: string,
  owners: PersistentVolumeClaim['metadata']['ownerReferences'] = [],
): PersistentVolumeClaim => ({
  ...claimTemplate(name),
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name,
    namespace: 'demo',
    uid: `${name}-uid`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(owners.length === 0 ? {} : { ownerReferences: owners }),
  },
  status: {},
});
