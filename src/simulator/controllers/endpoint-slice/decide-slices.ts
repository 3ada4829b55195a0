import { equalJson, type Endpoint, type EndpointPort, type EndpointSlice, type Labels } from '../../api';
import { endpointKey, portsKey } from './pod-endpoint';

/** Most endpoints of a slice. Source: Kubernetes 1.36, endpointslice/config `MaxEndpointsPerSlice`. */
export const ENDPOINTS_MAX = 100;

/** Endpoints that share their ports, and hence their slices. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** A slice that is yet to be made. */
export interface NewSlice {
  readonly addressType: string;
  readonly labels: Labels;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** A stored slice and what becomes of it. */
export interface SliceUpdate {
  readonly slice: EndpointSlice;
  readonly labels: Labels;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** What has to be written; empty lists when all is as it has to be. */
export interface SliceChanges {
  readonly create: readonly NewSlice[];
  readonly update: readonly SliceUpdate[];
  readonly delete: readonly EndpointSlice[];
}

/** What the slices of one address type have to show. */
export interface WantedSlices {
  readonly addressType: string;
  readonly labels: Labels;
  readonly groups: readonly EndpointGroup[];
}

const RESERVED: readonly string[] = [
  'kubernetes.io/service-name',
  'endpointslice.kubernetes.io/managed-by',
  'service.kubernetes.io/headless',
];

/** Labels that follow those of the Service. */
const ownLabels = (labels: Labels = {}): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !RESERVED.includes(name)));

/**
 * Decides how the slices of a Service change with the fewest writes: endpoints stay in the slice they are in, new ones
 * fill up slices that change anyway, then one slice that has room for all of them, then new slices. A Service without
 * endpoints has one empty slice.
 *
 * Source: Kubernetes 1.36, endpointslice/reconciler.go `reconcileByAddressType`, `reconcileByPortMapping`, `finalize`.
 */
export function decideSlices(existing: readonly EndpointSlice[], wanted: WantedSlices): SliceChanges {
  const create: NewSlice[] = [];
  const update: SliceUpdate[] = [];
  const remove: EndpointSlice[] = [];
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports);
    byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
  }
  for (const group of wanted.groups) {
    const key = portsKey(group.ports);
    const changes = fillSlices(byPorts.get(key) ?? [], group, wanted);
    byPorts.delete(key);
    create.push(...changes.create);
    update.push(...changes.update);
    remove.push(...changes.delete);
  }
  for (const slices of byPorts.values()) remove.push(...slices);
  if (remove.length === existing.length && create.length === 0) {
    const { addressType, labels } = wanted;
    const [only] = remove;
    if (remove.length === 1 && only !== undefined && isPlaceholder(only, labels)) {
      return { create, update, delete: [] };
    }
    create.push({ addressType, labels, ports: [], endpoints: [] });
  }
  return reuse(create, update, remove);
}

const isPlaceholder = (slice: EndpointSlice, labels: Labels): boolean =>
  (slice.endpoints ?? []).length === 0 &&
  (slice.ports ?? []).length === 0 &&
  equalJson(slice.metadata.labels ?? {}, labels);

/** A slice that would go takes the place of one that would come. */
function reuse(create: NewSlice[], update: SliceUpdate[], remove: EndpointSlice[]): SliceChanges {
  const gone: EndpointSlice[] = [];
  for (const slice of remove) {
    const next = create.pop();
    if (next === undefined) gone.push(slice);
    else update.push({ slice, labels: next.labels, ports: next.ports, endpoints: next.endpoints });
  }
  return { create, update, delete: gone };
}

interface Filling {
  readonly slice: EndpointSlice;
  endpoints: Endpoint[];
  labels: Labels;
  isChanged: boolean;
}

function fillSlices(existing: readonly EndpointSlice[], group: EndpointGroup, wanted: WantedSlices): SliceChanges {
  const missing = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const kept: Filling[] = [];
  const remove: EndpointSlice[] = [];
  for (const slice of existing) {
    const old = slice.endpoints ?? [];
    const endpoints: Endpoint[] = [];
    let isChanged = false;
    for (const endpoint of old) {
      const key = endpointKey(endpoint);
      const now = missing.get(key);
      if (now === undefined) continue;
      endpoints.push(now);
      isChanged ||= !equalJson(now, endpoint);
      missing.delete(key);
    }
    if (endpoints.length === 0 && old.length > 0) {
      remove.push(slice);
      continue;
    }
    const labelsDiffer = !equalJson(ownLabels(slice.metadata.labels), ownLabels(wanted.labels));
    isChanged ||= endpoints.length !== old.length || labelsDiffer;
    const labels = isChanged ? wanted.labels : (slice.metadata.labels ?? {});
    kept.push({ slice, endpoints, labels, isChanged });
  }
  // Sorted, so that their places depend on nothing but what is there.
  const rest = [...missing].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, endpoint]) => endpoint);
  const changed = kept.filter(({ isChanged }) => isChanged);
  for (const slice of changed.sort((a, b) => b.endpoints.length - a.endpoints.length)) {
    slice.endpoints.push(...rest.splice(0, Math.max(0, ENDPOINTS_MAX - slice.endpoints.length)));
  }
  const create: NewSlice[] = [];
  while (rest.length > 0) {
    const roomy = rest.length < ENDPOINTS_MAX ? closestToFull(kept, rest.length) : undefined;
    const piece = rest.splice(0, ENDPOINTS_MAX);
    if (roomy === undefined) {
      create.push({ addressType: wanted.addressType, labels: wanted.labels, ports: group.ports, endpoints: piece });
      continue;
    }
    roomy.endpoints.push(...piece);
    roomy.isChanged = true;
  }
  return {
    create,
    update: kept
      .filter(({ isChanged }) => isChanged)
      .map(({ slice, endpoints, labels }) => ({ slice, labels, ports: slice.ports ?? [], endpoints })),
    delete: remove,
  };
}

/** The unchanged slice that is nearest to full with `count` more. Source: endpointslice/utils.go `getSliceToFill`. */
function closestToFull(slices: readonly Filling[], count: number): Filling | undefined {
  let closest: Filling | undefined;
  for (const slice of slices) {
    const size = slice.endpoints.length;
    if (slice.isChanged || size + count > ENDPOINTS_MAX) continue;
    if (closest === undefined || size > closest.endpoints.length) closest = slice;
  }
  return closest;
}
