import type { Service } from '../../api';

/** Holds a Service until its load balancer is released. */
export const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';

/** What has to be done for a Service. */
export type LoadBalancerAction = 'none' | 'ensure' | 'release';

const hasBalancer = ({ metadata, status }: Service): boolean =>
  (metadata.finalizers ?? []).includes(CLEANUP) || (status.loadBalancer?.ingress ?? []).length > 0;

/** Whether a Service asks this cloud for a load balancer. Source: cloud-provider/controllers/service `wantsLoadBalancer`. */
export const wantsLoadBalancer = ({ spec }: Service): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;

/**
 * Decides whether a Service needs a load balancer that it does not have, or has one that it does not need.
 *
 * Source: Kubernetes 1.36, cloud-provider/controllers/service/controller.go `syncLoadBalancerIfNeeded`.
 */
export function decideLoadBalancer(service: Service): LoadBalancerAction {
  const isWanted = wantsLoadBalancer(service) && service.metadata.deletionTimestamp === undefined;
  if (!isWanted) return hasBalancer(service) ? 'release' : 'none';
  return (service.status.loadBalancer?.ingress ?? []).length > 0 ? 'none' : 'ensure';
}

/** The lowest number from 0 on whose address no Service has; undefined when addresses repeat before that. */
export function freeIndex(taken: ReadonlySet<string>, textOf: (index: number) => string): number | undefined {
  const tried = new Set<string>();
  for (let index = 0; ; index += 1) {
    const text = textOf(index);
    if (!taken.has(text)) return index;
    if (tried.has(text)) return undefined;
    tried.add(text);
  }
}
