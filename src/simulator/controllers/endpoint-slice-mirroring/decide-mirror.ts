import {
  equalJson,
  type Endpoint,
  type EndpointAddress,
  type EndpointPort,
  type Endpoints,
  type EndpointSlice,
  type Labels,
} from '../../api';
import { endpointKey, portsKey } from '../endpoint-slice/pod-endpoint';

/** Most addresses of a subset that are mirrored. Source: Kubernetes 1.36, endpointslicemirroring/config. */
export const ENDPOINTS_MAX = 1000;

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
/** Who keeps mirrored slices. */
export const MANAGER = 'endpointslicemirroring-controller.k8s.io';

/** Annotations that are not mirrored. */
const OWN_ANNOTATIONS: readonly string[] = [
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
];

/** A slice as it has to be. */
export interface MirroredSlice {
  readonly addressType: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** What has to be written; empty lists when all is as it has to be. */
export interface MirrorChanges {
  readonly create: readonly MirroredSlice[];
  readonly update: readonly (MirroredSlice & { readonly slice: EndpointSlice })[];
  readonly delete: readonly EndpointSlice[];
  /** Addresses that were left out because there are too many. */
  readonly skipped: number;
}

const familyOf = (ip: string): string => (ip.includes(':') ? 'IPv6' : 'IPv4');

/**
 * Decides which EndpointSlices show the same as Endpoints that somebody wrote by hand: one for each subset and family of
 * addresses.
 *
 * Source: Kubernetes 1.36, pkg/controller/endpointslicemirroring/reconciler.go `reconcile`.
 */
export function decideMirror(endpoints: Endpoints, existing: readonly EndpointSlice[]): MirrorChanges {
  const wanted = new Map<string, MirroredSlice & { readonly endpoints: Endpoint[] }>();
  const metadata = mirroredMetadata(endpoints);
  let skipped = 0;
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    const all = [
      ...addresses.map((address) => ({ address, ready: true })),
      ...notReadyAddresses.map((address) => ({ address, ready: false })),
    ];
    skipped += Math.max(0, all.length - ENDPOINTS_MAX);
    for (const { address, ready } of all.slice(0, ENDPOINTS_MAX)) {
      const addressType = familyOf(address.ip);
      const key = `${addressType} ${portsKey(ports)}`;
      const slice = wanted.get(key) ?? {
        addressType,
        ...metadata,
        ports: ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
          name,
          port,
          protocol,
          ...(appProtocol === undefined ? {} : { appProtocol }),
        })),
        endpoints: [],
      };
      slice.endpoints.push(endpointOf(address, ready));
      wanted.set(key, slice);
    }
  }
  const create: MirroredSlice[] = [];
  const update: (MirroredSlice & { readonly slice: EndpointSlice })[] = [];
  const remove: EndpointSlice[] = [];
  for (const slice of existing) {
    const key = `${slice.addressType} ${portsKey(slice.ports)}`;
    const next = wanted.get(key);
    wanted.delete(key);
    if (next === undefined) remove.push(slice);
    else if (!isMirror(slice, next)) update.push({ ...next, slice });
  }
  for (const next of wanted.values()) {
    const at = remove.findIndex(({ addressType }) => addressType === next.addressType);
    const [slice] = at < 0 ? [] : remove.splice(at, 1);
    if (slice === undefined) create.push(next);
    else update.push({ ...next, slice });
  }
  return { create, update, delete: remove, skipped };
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === undefined ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}

function mirroredMetadata({ metadata }: Endpoints): Pick<MirroredSlice, 'labels' | 'annotations'> {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !OWN_ANNOTATIONS.includes(name));
  return {
    labels: { ...metadata.labels, [SERVICE_NAME]: metadata.name, [MANAGED_BY]: MANAGER },
    annotations: Object.fromEntries(annotations),
  };
}

function isMirror({ metadata, endpoints }: EndpointSlice, wanted: MirroredSlice): boolean {
  if (!equalJson(metadata.labels ?? {}, wanted.labels)) return false;
  if (!equalJson(metadata.annotations ?? {}, wanted.annotations)) return false;
  const byKey = (each: Endpoint): [string, Endpoint] => [endpointKey(each), each];
  const had = new Map((endpoints ?? []).map(byKey));
  const wants = new Map(wanted.endpoints.map(byKey));
  return had.size === wants.size && [...wants].every(([key, endpoint]) => equalJson(endpoint, had.get(key)));
}
