import type { ApiClient, EndpointSlice } from '../api';

/** Label that names the Service of a slice. Source: Kubernetes 1.36, discovery/v1 `LabelServiceName`. */
const SERVICE_NAME = 'kubernetes.io/service-name';

/** `namespace/name` of the Service that a slice belongs to. */
const serviceOf = ({ metadata }: EndpointSlice): string =>
  `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME] ?? ''}`;

/** Addresses of a slice that get connections. Unknown readiness counts as ready, as for every proxy. */
const readyIn = ({ endpoints }: EndpointSlice): string[] =>
  (endpoints ?? []).flatMap(({ addresses, conditions }) => (conditions?.ready === false ? [] : addresses));

/** Addresses behind a Service that get connections now, in order. */
export function readyEndpoints(client: ApiClient, namespace: string, service: string): readonly string[] {
  const slices = client
    .list('discovery.k8s.io/endpointslices', namespace)
    .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === service);
  return [...new Set(slices.flatMap(readyIn))].sort();
}

/** Time during which a Service had fewer ready endpoints than it should. */
export interface Gap {
  /** Virtual milliseconds since 1970. */
  readonly fromMs: number;
  /** @default - it has not ended */
  readonly toMs?: number;
}

/** Follows how many ready endpoints Services have: what was lost for a second is not missed. */
export class EndpointWatch {
  private readonly slices = new Map<string, Map<string, readonly string[]>>();
  private readonly lowest = new Map<string, number>();
  private readonly changes = new Map<string, { readonly timeMs: number; readonly ready: number }[]>();
  /** Ends it. */
  readonly stop: () => void;

  /** Begins with what is there now. */
  constructor(
    client: ApiClient,
    private readonly nowMs: () => number,
  ) {
    let isFollowing = false;
    this.stop = client.watch('discovery.k8s.io/endpointslices', ({ type, object }) => {
      const service = serviceOf(object);
      const slices = this.slices.get(service) ?? new Map<string, readonly string[]>();
      this.slices.set(service, slices);
      if (type === 'DELETED') slices.delete(object.metadata.name);
      else slices.set(object.metadata.name, readyIn(object));
      if (isFollowing) this.note(service);
    });
    for (const service of this.slices.keys()) this.note(service);
    isFollowing = true;
  }

  /** Ready endpoints of a Service now, by `namespace/name`. */
  ready(service: string): number {
    return new Set([...(this.slices.get(service)?.values() ?? [])].flat()).size;
  }

  /** The fewest that a Service has had since the beginning. */
  fewest(service: string): number {
    return this.lowest.get(service) ?? 0;
  }

  /** When a Service had fewer than `atLeast`. */
  gaps(service: string, atLeast = 1): readonly Gap[] {
    const gaps: Gap[] = [];
    let fromMs: number | undefined;
    for (const { timeMs, ready } of this.changes.get(service) ?? []) {
      if (ready < atLeast) fromMs ??= timeMs;
      else if (fromMs !== undefined) {
        gaps.push({ fromMs, toMs: timeMs });
        fromMs = undefined;
      }
    }
    return fromMs === undefined ? gaps : [...gaps, { fromMs }];
  }

  private note(service: string): void {
    const ready = this.ready(service);
    const known = this.changes.get(service) ?? [];
    this.changes.set(service, known);
    if (known.at(-1)?.ready === ready) return;
    known.push({ timeMs: this.nowMs(), ready });
    this.lowest.set(service, Math.min(ready, this.lowest.get(service) ?? Infinity));
  }
}
