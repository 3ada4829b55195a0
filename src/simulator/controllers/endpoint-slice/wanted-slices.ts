import type { Endpoint, EndpointPort, Node, Pod, Service } from '../../api';
import { hasEndpoint, isHeadless } from '../endpoints/endpoint-pods';
import type { WantedSlices } from './decide-slices';
import { endpointOf, portsKey, portsOf } from './pod-endpoint';

/** Who keeps the slices of Services with a selector. */
export const MANAGER = 'endpointslice-controller.k8s.io';
/** Label that names the Service of a slice. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Label that names who keeps a slice. */
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';

/** What the slices of a Service have to show, and what cannot be shown. */
export interface ServiceView {
  /** One for each family of addresses that the Service has. */
  readonly slices: readonly WantedSlices[];
  /** Pods that are left out because their Node is gone. */
  readonly lost: readonly Pod[];
}

/**
 * What the slices of a Service have to show when `pods` are those it selects.
 *
 * Source: Kubernetes 1.36, endpointslice/reconciler.go `reconcileByAddressType`, utils.go `setEndpointSliceLabels`.
 */
export function viewService(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): ServiceView {
  const { ipFamilies = ['IPv4'], publishNotReadyAddresses = false } = service.spec;
  const labels = labelsOf(service);
  const shown: { readonly pod: Pod; readonly node: Node | undefined }[] = [];
  const lost: Pod[] = [];
  for (const pod of pods) {
    if (!hasEndpoint(pod)) continue;
    const node = nodeOf(pod.spec.nodeName ?? '');
    if (node === undefined && !publishNotReadyAddresses) lost.push(pod);
    else shown.push({ pod, node });
  }
  const slices = ipFamilies.map((addressType) => {
    const groups = new Map<string, { readonly ports: EndpointPort[]; readonly endpoints: Endpoint[] }>();
    for (const { pod, node } of shown) {
      const ports = portsOf(service, pod);
      const key = portsKey(ports);
      const group = groups.get(key) ?? { ports, endpoints: [] };
      const endpoint = endpointOf(pod, node, service, addressType);
      if (endpoint !== undefined) group.endpoints.push(endpoint);
      groups.set(key, group);
    }
    return { addressType, labels, groups: [...groups.values()] };
  });
  return { slices, lost };
}

function labelsOf(service: Service): Readonly<Record<string, string>> {
  const { [HEADLESS]: _headless, ...labels } = service.metadata.labels ?? {};
  return {
    ...labels,
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: MANAGER,
  };
}
