import type { Ingress, IngressBackend } from '../../api';

/** Where a request goes. */
export interface IngressTarget {
  /** Namespace of the Ingress, and of its Services. */
  readonly namespace: string;
  readonly backend: IngressBackend;
}

/** How a path is compared. */
type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

interface PathRule extends IngressTarget {
  readonly path: string;
  readonly type: PathType;
}

/** What Ingresses say together. */
export interface IngressRules {
  /** Rules by host, those that come first in front; '' is every host, `*.example.com` one label and the rest. */
  readonly hosts: ReadonlyMap<string, readonly PathRule[]>;
  readonly defaultBackend: IngressTarget | undefined;
  /** Secrets of hosts that speak TLS, as `namespace/name`. */
  readonly certificates: ReadonlyMap<string, string>;
}

/** The oldest first; equal ages by namespace and name. */
const byAge = ({ metadata: left }: Ingress, { metadata: right }: Ingress): number =>
  compare(left.creationTimestamp, right.creationTimestamp) ||
  compare(left.namespace, right.namespace) ||
  compare(left.name, right.name);

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Longer paths first, and of one path the exact one. */
const bySpecificity = (left: PathRule, right: PathRule): number =>
  right.path.length - left.path.length || Number(right.type === 'Exact') - Number(left.type === 'Exact');

/**
 * Merges Ingresses into one set of rules: of two that claim the same, the older one has it.
 *
 * Source: Kubernetes 1.36, networking/v1 `IngressSpec`; kubernetes.io, "Ingress", multiple matches.
 */
export function mergeIngresses(ingresses: readonly Ingress[]): IngressRules {
  const hosts = new Map<string, PathRule[]>();
  const certificates = new Map<string, string>();
  let defaultBackend: IngressTarget | undefined;
  for (const { metadata, spec } of [...ingresses].sort(byAge)) {
    const { namespace } = metadata;
    if (spec.defaultBackend !== undefined) defaultBackend ??= { namespace, backend: spec.defaultBackend };
    for (const { hosts: names = [], secretName = '' } of spec.tls ?? []) {
      for (const host of names) if (!certificates.has(host)) certificates.set(host, `${namespace}/${secretName}`);
    }
    for (const { host = '', http } of spec.rules ?? []) {
      const rules = hosts.get(host) ?? [];
      for (const { path = '/', pathType, backend } of http?.paths ?? []) {
        const isTaken = rules.some((each) => each.path === path && each.type === pathType);
        if (!isTaken) rules.push({ namespace, backend, path, type: pathType as PathType });
      }
      hosts.set(host, rules);
    }
  }
  for (const rules of hosts.values()) rules.sort(bySpecificity);
  return { hosts, defaultBackend, certificates };
}

/**
 * Whether a path of a rule fits that of a request. `Prefix` compares whole elements, so that `/a` holds `/a/b` and not
 * `/ab`; `ImplementationSpecific` compares letters, as Contour does.
 */
export function fitsPath(path: string, rule: string, type: PathType): boolean {
  if (type === 'Exact') return path === rule;
  if (type === 'ImplementationSpecific') return path.startsWith(rule);
  const prefix = rule.endsWith('/') ? rule.slice(0, -1) : rule;
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Names under which a host may be found, the most specific first. */
function keysOf(host: string): string[] {
  const dot = host.indexOf('.');
  return [host, ...(dot < 0 ? [] : [`*${host.slice(dot)}`]), ''];
}

/** Where a request goes: the first host that has a rule for its path, else the default; undefined for nowhere. */
export function findTarget(rules: IngressRules, host: string, path: string): IngressTarget | undefined {
  for (const key of keysOf(host)) {
    const rule = rules.hosts.get(key)?.find((each) => fitsPath(path, each.path, each.type));
    if (rule !== undefined) return rule;
  }
  return rules.defaultBackend;
}

/** The Secret of a host that speaks TLS, as `namespace/name`; undefined for a host that does not. */
export function certificateOf({ certificates }: IngressRules, host: string): string | undefined {
  for (const key of keysOf(host)) {
    const secret = certificates.get(key);
    if (secret !== undefined) return secret;
  }
  return undefined;
}
