import { type Cluster, createCluster } from '../../../../src/simulator';
import type { IngressSpec, KubeObject } from '../../../../src/simulator/api';
import { readBodyText, runTask } from '../../../../src/simulator/process';
import { lessonObjects } from '../../../support/whole-program';

const INGRESSES = 'networking.k8s.io/ingresses';

/** Where an Ingress leads: a Service by the number of its port. */
export const backend = (name: string, number = 80) => ({ service: { name, port: { number } } });

/** A path of a rule that leads to a Service. */
export const path = (text: string, service: string, pathType = 'Prefix') => ({
  path: text,
  pathType,
  backend: backend(service),
});

/** A rule for a host; '' is every host. */
export const host = (name: string, ...paths: readonly ReturnType<typeof path>[]) => ({
  ...(name === '' ? {} : { host: name }),
  http: { paths },
});

/** What an unknown image answers with: its name. */
function application(name: string): readonly KubeObject[] {
  const labels = { app: name };
  const containers = [{ name: 'main', image: `example.com/${name}`, ports: [{ containerPort: 8080 }] }];
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { selector: labels, ports: [{ name: 'web', port: 80, targetPort: 8080 }] },
    },
  ] as unknown as readonly KubeObject[];
}

const isController = ({ kind, metadata }: KubeObject): boolean =>
  kind !== 'Ingress' &&
  (metadata.namespace === 'projectcontour' ||
    metadata.name === 'projectcontour' ||
    /contour/.test(metadata.name ?? ''));

const resourceOf = ({ apiVersion = '', kind = '' }: KubeObject): string => {
  const group = apiVersion.includes('/') ? `${apiVersion.split('/')[0] ?? ''}/` : '';
  const plural = kind === 'Endpoints' ? 'endpoints' : `${kind.toLowerCase()}s`;
  return `${group}${plural}`;
};

/** A cluster of one node with Contour as the lesson installs it, and the applications `alpaca`, `bandicoot`, `be-default`. */
export class IngressWorld {
  readonly cluster: Cluster = createCluster({ profile: 'minikube' });
  private made = 0;

  constructor() {
    const lesson = lessonObjects('kuar-ingress') as unknown as readonly KubeObject[];
    const objects = [...lesson.filter(isController), ...['alpaca', 'bandicoot', 'be-default'].flatMap(application)];
    for (const object of objects) this.cluster.client.create(resourceOf(object), object as never);
    this.cluster.settle();
  }

  /** Address of the proxies from outside. */
  get address(): string {
    return this.cluster.client.get('services', 'projectcontour', 'envoy')?.status.loadBalancer?.ingress?.[0]?.ip ?? '';
  }

  /** Makes an Ingress, and lets it take effect. Returns its name. */
  add(spec: IngressSpec, annotations: Readonly<Record<string, string>> = {}, namespace = 'default'): string {
    this.made += 1;
    const name = `i-${this.made}`;
    // Ages are told in seconds.
    this.cluster.advance('1s');
    this.cluster.client.create(INGRESSES, { metadata: { name, namespace, annotations }, spec });
    this.cluster.advance('1s');
    return name;
  }

  /** Removes all Ingresses. */
  clear(): void {
    for (const { metadata } of this.cluster.client.list(INGRESSES)) {
      this.cluster.client.delete(INGRESSES, metadata.namespace ?? '', metadata.name);
    }
    this.cluster.advance('1s');
  }

  /** Status and text of the answer to `host/path` from outside, or the name of the error. */
  get(url: string, isSecure = false): string {
    return this.getAt(this.address, url, isSecure);
  }

  /** The same, of an ingress controller at another address. */
  getAt(address: string, url: string, isSecure = false): string {
    const [, name = '', target = ''] = /^([^/]*)(.*)$/.exec(url) ?? [];
    const { outside } = this.cluster.network;
    const request = { method: 'GET', target, headers: { host: name }, body: new Uint8Array() };
    let said: string | undefined;
    runTask(
      (function* () {
        const { status, body } = yield* outside.exchange(address, isSecure ? 443 : 80, request, { isSecure });
        return `${status} ${yield* readBodyText(body)}`.trim();
      })(),
      (text) => (said = text),
      (error) => (said = (error as { readonly code?: string }).code ?? String(error)),
    );
    this.cluster.until(() => said !== undefined, '1m');
    return said ?? 'no answer';
  }

  /** Addresses that an Ingress shows. */
  addressOf(name: string): readonly (string | undefined)[] {
    const ingress = this.cluster.client.get(INGRESSES, 'default', name);
    return (ingress?.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
  }
}
