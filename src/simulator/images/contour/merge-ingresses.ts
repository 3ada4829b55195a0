import type { Ingress, IngressBackend, PathType } from './cluster-objects';

/** Where a request goes. */
export interface IngressTarget {
  /** Namespace of the Ingress, and of its Services. */
  readonly namespace: string;
  readonly backend: IngressBackend;
}

/** A path of a host. */
export interface PathRule extends IngressTarget {
  readonly path: string;
  readonly type: PathType;
  /** What the path of a request becomes. @default - it stays */
  readonly rewriteTarget?: string;
}

/** What Ingresses say together. */
export interface MergedIngresses {
  /** Rules by host, those that come first in front. */
  readonly hosts: ReadonlyMap<string, readonly PathRule[]>;
  readonly defaultBackend: IngressTarget | undefined;
  /** Secrets of hosts that speak TLS, as `namespace/name`. */
  readonly certificates: ReadonlyMap<string, string>;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The oldest first; equal ages by namespace and name. */
const byAge = ({ metadata: left }: Ingress, { metadata: right }: Ingress): number =>
  compare(left.creationTimestamp, right.creationTimestamp) ||
  compare(left.namespace ?? '', right.namespace ?? '') ||
  compare(left.name, right.name);

/** Longer paths first, and of one path the exact one. */
const bySpecificity = (left: PathRule, right: PathRule): number =>
  right.path.length - left.path.length || Number(right.type === 'Exact') - Number(left.type === 'Exact');

/**
 * Merges Ingresses into one set of rules: of two that claim the same, the older one has it.
 *
 * `rewriteAnnotation` is what an Ingress says the new path of its requests with; without one, paths stay.
 *
 * Source: Kubernetes 1.36, networking/v1 `IngressSpec`; kubernetes.io, "Ingress", multiple matches.
 */
export function mergeIngresses(ingresses: readonly Ingress[], rewriteAnnotation = ''): MergedIngresses {
  const hosts = new Map<string, PathRule[]>();
  const certificates = new Map<string, string>();
  let defaultBackend: IngressTarget | undefined;
  for (const { metadata, spec } of [...ingresses].sort(byAge)) {
    const { namespace = '', annotations = {} } = metadata;
    const rewriteTarget = annotations[rewriteAnnotation];
    const rewrite = rewriteTarget === undefined ? {} : { rewriteTarget };
    if (spec.defaultBackend !== undefined) defaultBackend ??= { namespace, backend: spec.defaultBackend };
    for (const { hosts: names = [], secretName = '' } of spec.tls ?? []) {
      for (const host of names) if (!certificates.has(host)) certificates.set(host, `${namespace}/${secretName}`);
    }
    for (const { host = '', http } of spec.rules ?? []) {
      const rules = hosts.get(host) ?? [];
      for (const { path = '/', pathType, backend } of http?.paths ?? []) {
        const isTaken = rules.some((each) => each.path === path && each.type === pathType);
        if (!isTaken) rules.push({ namespace, backend, path, type: pathType, ...rewrite });
      }
      hosts.set(host, rules);
    }
  }
  for (const rules of hosts.values()) rules.sort(bySpecificity);
  return { hosts, defaultBackend, certificates };
}
