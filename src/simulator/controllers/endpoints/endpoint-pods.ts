import type { Pod, Service, ServicePort } from '../../api';
import { isPodFinished } from '../../client';

/**
 * Whether a Pod has an address behind which something may still run.
 *
 * Source: Kubernetes 1.36, endpointslice/util/controller_utils.go `ShouldPodBeInEndpoints`.
 */
export function hasEndpoint(pod: Pod): boolean {
  const { podIP = '', podIPs = [] } = pod.status;
  return !isPodFinished(pod) && (podIP !== '' || podIPs.length > 0);
}

/** Addresses of a Pod in one family. */
export const addressesOf = (pod: Pod, family: string): readonly string[] =>
  (pod.status.podIPs ?? [])
    .map(({ ip = '' }) => ip)
    .filter((ip) => ip !== '' && ip.includes(':') === (family === 'IPv6'));

/**
 * The port of a Pod that a port of a Service leads to: a name is looked up in the containers and sidecars of the Pod.
 * Undefined when the Pod has no port of that name and protocol.
 *
 * Source: Kubernetes 1.36, endpointslice/utils.go `FindPort`.
 */
export function findTargetPort(pod: Pod, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of [...pod.spec.containers, ...sidecars]) {
    const found = ports.find((each) => each.name === targetPort && each.protocol === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

/** Name that DNS gives a Pod beneath its Service; undefined when it asks for none. */
export const hostnameOf = ({ spec, metadata }: Pod, service: Service): string | undefined =>
  spec.hostname !== undefined &&
  spec.hostname !== '' &&
  spec.subdomain === service.metadata.name &&
  metadata.namespace === service.metadata.namespace
    ? spec.hostname
    : undefined;

/** Whether a Service has no address of its own. */
export const isHeadless = ({ spec: { clusterIP = '' } }: Service): boolean => clusterIP === '' || clusterIP === 'None';

/** Whether the control plane finds the Pods behind a Service; of the others somebody else writes the endpoints. */
export const selectsPods = ({ spec }: Service): boolean =>
  spec.type !== 'ExternalName' && spec.selector !== undefined && Object.keys(spec.selector).length > 0;
