/** Names are compared without regard to case; records carry them with a final dot. */
export const canonical = (name: string): string => {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
};

/** A name that a DNS record shows. */
export const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

/** What is before a zone in a name: '' for the zone itself, undefined for a name of another zone. */
export function withinZone(name: string, zone: string): string | undefined {
  const cut = name.length - zone.length;
  if (!name.endsWith(zone)) return undefined;
  if (cut === 0) return '';
  return name[cut - 1] === '.' ? name.slice(0, cut - 1) : undefined;
}

/** What is asked of the cluster, by the parts of a name. */
export type ClusterName =
  /** The zone itself, `svc`, `pod`, or a namespace: they exist, but have no records. */
  | { readonly type: 'container'; readonly namespace: string | undefined }
  | { readonly type: 'pod'; readonly namespace: string; readonly pod: string }
  | {
      readonly type: 'service';
      readonly namespace: string;
      readonly service: string;
      /** Host name of an endpoint. */
      readonly endpoint: string | undefined;
      /** Name and protocol of a port, in lower case: `_http._tcp`. */
      readonly port: string | undefined;
      readonly protocol: string | undefined;
    };

/**
 * The meaning of a name below the zone of a cluster; undefined for one that has none.
 *
 * Source: CoreDNS 1.13, plugin/kubernetes/parse.go `parseRequest`.
 */
export function parseClusterName(relative: string): ClusterName | undefined {
  const labels = relative === '' ? [] : relative.split('.');
  const kind = labels.pop();
  if (kind === undefined) return { type: 'container', namespace: undefined };
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  const namespace = labels.pop();
  const name = labels.pop();
  if (namespace === undefined || name === undefined) return { type: 'container', namespace };
  if (kind === 'pod') return labels.length === 0 ? { type: 'pod', namespace, pod: name } : undefined;
  const service = { type: 'service', namespace, service: name } as const;
  const [first, second] = labels;
  if (first === undefined) return { ...service, endpoint: undefined, port: undefined, protocol: undefined };
  if (second === undefined) return { ...service, endpoint: first, port: undefined, protocol: undefined };
  if (labels.length > 2) return undefined;
  return { ...service, endpoint: undefined, port: withoutUnderscore(first), protocol: withoutUnderscore(second) };
}

const withoutUnderscore = (label: string): string => (label.startsWith('_') ? label.slice(1) : label);

/** The address in a name such as `5.1.244.10.in-addr.arpa`; undefined for another name. */
export function reverseAddress(name: string): string | undefined {
  const relative = withinZone(name, 'in-addr.arpa');
  return relative !== undefined && /^\d+\.\d+\.\d+\.\d+$/.test(relative)
    ? relative.split('.').reverse().join('.')
    : undefined;
}
