import type { Draft } from '../api';
import { draftsAt, fill, openDraft, textAt, textsAt } from './fields';
import { isExternallyAccessible, needsClusterIp, viewService } from './service-fields';

/** Seconds of `ClientIP` affinity. Source: Kubernetes 1.36, core/v1/types.go DefaultClientIPServiceAffinitySeconds. */
const AFFINITY_SECONDS = 10800;

/** Fills in a Service. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Service`. */
export function defaultService(object: Draft): void {
  const spec = openDraft(object, 'spec');
  for (const field of ['sessionAffinity', 'type', 'externalTrafficPolicy']) {
    if (spec[field] === '') delete spec[field];
  }
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] === 'ClientIP') {
    fill(openDraft(openDraft(spec, 'sessionAffinityConfig'), 'clientIP'), { timeoutSeconds: AFFINITY_SECONDS });
  }
  for (const port of draftsAt(spec, 'ports')) {
    if (textAt(port, 'protocol') === '') port['protocol'] = 'TCP';
    if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '') {
      port['targetPort'] = port['port'];
    }
  }
  const view = viewService(object);
  if (isExternallyAccessible(view)) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (needsClusterIp(view.type)) fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (view.type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

/**
 * Makes `clusterIP` and `clusterIPs` agree where only one was given, by the rules for old and new clients.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service/storage/storage.go `normalizeClusterIPs`.
 */
export function normalizeClusterIps(spec: Draft, old: Readonly<Record<string, unknown>> | undefined): void {
  const single = textAt(spec, 'clusterIP');
  const list = textsAt(spec, 'clusterIPs');
  if (old === undefined) {
    if (single !== '' && list.length === 0) spec['clusterIPs'] = [single];
    return;
  }
  const oldSingle = textAt(old, 'clusterIP');
  const oldList = textsAt(old, 'clusterIPs');
  const isSameList = oldList.length === list.length && oldList.every((address, index) => address === list[index]);
  if (oldList.length > 0 && list.length === 0 && oldSingle === single) spec['clusterIPs'] = oldList;
  if (oldSingle === single || !isSameList) return;
  if (oldSingle !== '' && single === '') delete spec['clusterIPs'];
  else spec['clusterIPs'] = [single];
}
