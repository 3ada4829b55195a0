import type { ServerCertificate } from '../../process';
import type { ClusterObjects, Service } from './cluster-objects';
import { servesIngress } from './ingress-class';
import { type IngressTarget, mergeIngresses } from './merge-ingresses';
import type { ProxyConfig, Route, Upstream } from './proxy-config';

/** What of its settings reaches the proxies. */
export interface ConfigSettings {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Classes of Ingresses that are served. @default - `contour`, and those without a class */
  readonly classes: readonly string[];
  /** Annotation with which an Ingress rewrites paths. @default - paths stay */
  readonly rewriteAnnotation?: string;
}

type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** Finds endpoints for backends, and notes those that are used. */
class Clusters {
  readonly upstreams: Record<string, readonly Upstream[]> = {};

  constructor(private readonly objects: ClusterObjects) {}

  /** Name of the cluster of a backend; a Service or port that there is not has no endpoints. */
  nameOf({ namespace, backend }: IngressTarget): string {
    const { name = '', port } = backend.service ?? {};
    const key = `${namespace}/${name}`;
    const cluster = `${key}:${port?.name ?? port?.number ?? ''}`;
    const ports = this.objects.service(key)?.spec.ports ?? [];
    const found = ports.find((each) =>
      port?.name === undefined ? each.port === port?.number : each.name === port.name,
    );
    this.upstreams[cluster] ??= found === undefined ? [] : this.endpointsOf(key, found);
    return cluster;
  }

  private endpointsOf(key: string, { name = '' }: ServicePort): readonly Upstream[] {
    const { subsets = [] } = this.objects.endpoints(key) ?? {};
    return subsets.flatMap(({ addresses = [], ports = [] }) => {
      const port = ports.find((each) => (each.name ?? '') === name)?.port;
      return port === undefined ? [] : addresses.map(({ ip }) => ({ address: ip, port }));
    });
  }
}

/** What the proxies do for the Ingresses of a cluster. */
export function makeConfig(objects: ClusterObjects, settings: ConfigSettings): ProxyConfig {
  const { httpPort, httpsPort, classes, rewriteAnnotation } = settings;
  const merged = mergeIngresses(
    objects.ingresses.filter((each) => servesIngress(each, classes)),
    rewriteAnnotation,
  );
  const clusters = new Clusters(objects);
  const hosts: Record<string, readonly Route[]> = {};
  for (const [host, rules] of merged.hosts) {
    hosts[host] = rules.map((rule) => {
      const { path, type, rewriteTarget } = rule;
      return { path, type, cluster: clusters.nameOf(rule), ...(rewriteTarget === undefined ? {} : { rewriteTarget }) };
    });
  }
  const { defaultBackend, certificates } = merged;
  const shown: Record<string, ServerCertificate> = {};
  for (const [host, secret] of certificates) {
    const { 'tls.crt': certificate, 'tls.key': key } = objects.secret(secret)?.data ?? {};
    if (certificate !== undefined && key !== undefined) {
      shown[host] = { certificate: atob(certificate), key: atob(key) };
    }
  }
  return {
    httpPort,
    httpsPort,
    hosts,
    ...(defaultBackend === undefined ? {} : { fallback: clusters.nameOf(defaultBackend) }),
    certificates: shown,
    clusters: clusters.upstreams,
  };
}
