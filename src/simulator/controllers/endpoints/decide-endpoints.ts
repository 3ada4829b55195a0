import {
  equalJson,
  type CoreEndpointPort,
  type EndpointAddress,
  type Endpoints,
  type EndpointSubset,
  type Labels,
  type Pod,
  type Service,
} from '../../api';
import { isPodReady, isPodTerminating } from '../../client';
import { addressesOf, findTargetPort, hasEndpoint, hostnameOf, isHeadless } from './endpoint-pods';
import { packSubsets, truncateSubsets, type Place } from './pack-subsets';
import { TRIGGER_TIME } from './trigger-times';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const MANAGER = 'endpoint-controller';
const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/** What the Endpoints of a Service have to be. */
export interface WantedEndpoints {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly subsets: readonly EndpointSubset[];
}

/**
 * Decides what the Endpoints of a Service have to be when `pods` are those it selects; undefined when `current` is that
 * already. `triggerTime` is when it happened that makes them change.
 *
 * Source: Kubernetes 1.36, pkg/controller/endpoint/endpoints_controller.go `syncService`.
 */
export function decideEndpoints(
  service: Service,
  pods: readonly Pod[],
  current: Endpoints | undefined,
  triggerTime: string | undefined,
): WantedEndpoints | undefined {
  const places = pods.flatMap((pod) => placeOf(service, pod) ?? []);
  const packed = packSubsets(places);
  const truncated = truncateSubsets(packed);
  const subsets = truncated ?? packed;
  const { [MANAGED_BY]: _managed, [HEADLESS]: _headless, ...own } = service.metadata.labels ?? {};
  const labels = { ...own, [MANAGED_BY]: MANAGER, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}) };
  const { [TRIGGER_TIME]: _time, [OVER_CAPACITY]: overCapacity, ...others } = current?.metadata.annotations ?? {};
  const isSame =
    current !== undefined &&
    equalJson(current.subsets ?? [], subsets) &&
    equalJson(current.metadata.labels ?? {}, labels) &&
    (overCapacity === undefined) === (truncated === undefined);
  if (isSame) return undefined;
  return {
    labels,
    annotations: {
      ...others,
      ...(triggerTime === undefined ? {} : { [TRIGGER_TIME]: triggerTime }),
      ...(truncated === undefined ? {} : { [OVER_CAPACITY]: 'truncated' }),
    },
    subsets,
  };
}

function placeOf(service: Service, pod: Pod): Place | undefined {
  const { ports = [], publishNotReadyAddresses = false, ipFamilies = ['IPv4'], clusterIP } = service.spec;
  if (!hasEndpoint(pod) || (isPodTerminating(pod) && !publishNotReadyAddresses)) return undefined;
  const [ip] = addressesOf(pod, ipFamilies[0] ?? 'IPv4');
  if (ip === undefined) return undefined;
  const found = ports.flatMap(({ name = '', protocol, appProtocol, ...port }): CoreEndpointPort[] => {
    const number = findTargetPort(pod, { ...port, ...(protocol === undefined ? {} : { protocol }) });
    if (number === undefined) return [];
    return [
      {
        ...(name === '' ? {} : { name }),
        port: number,
        ...(protocol === undefined ? {} : { protocol }),
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ];
  });
  // Only a headless Service may do without ports.
  if (found.length === 0 && (ports.length > 0 || clusterIP !== 'None')) return undefined;
  return {
    address: addressOf(service, pod, ip),
    ports: found,
    isReady: publishNotReadyAddresses || isPodReady(pod),
  };
}

function addressOf(service: Service, pod: Pod, ip: string): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  const { nodeName } = pod.spec;
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
