import type { KubeObject, PersistentVolume } from '../../api';
import { never, type FilterPlugin } from '../framework';
import type { PodInfo } from '../snapshot/pod-info';
import { findPodClaims } from '../volumes/claims';
import { planVolumes } from '../volumes/plan-volumes';

const NAME = 'VolumeBinding';
const UNBOUND = never(NAME, 'pod has unbound immediate PersistentVolumeClaims');
const NO_VOLUMES: readonly PersistentVolume[] = [];

/** Whether a claim is one that a Pod mounts. */
export const isClaimOf = ({ metadata }: KubeObject, { namespace, claims }: PodInfo): boolean =>
  metadata.namespace === namespace && claims.some(({ name }) => name === metadata.name);

/**
 * Keeps Pods to nodes on which their claims have volumes, find some or have some made. Claims that others bind at once
 * must be bound before.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumebinding.
 */
export const volumeBinding: FilterPlugin = {
  name: NAME,
  events: ['claim', 'volume', 'storageClass', 'nodeAdded', 'nodeLabels'],
  prepare(pod, { reader }) {
    if (pod.claims.length === 0) return undefined;
    const claims = findPodClaims(pod, reader);
    if ('problem' in claims) return never(NAME, claims.problem);
    if (claims.immediate.length > 0) return UNBOUND;
    const volumes = claims.delayed.length === 0 ? NO_VOLUMES : reader.list('persistentvolumes');
    return {
      check(node) {
        const plan = planVolumes(claims, volumes, node, reader);
        return 'reasons' in plan ? never(NAME, ...plan.reasons) : undefined;
      },
    };
  },
  mayHelp: (event, pod) => event.kind !== 'claim' || isClaimOf(event.object, pod),
};
