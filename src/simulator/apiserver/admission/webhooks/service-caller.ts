import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../../../resources/fields';
import type { WriteContext } from '../../../resources/resource';
import type { AdmissionReview, WebhookAnswer, WebhookCaller } from './caller';
import { type ServiceTarget, serviceTarget } from './post-target';

/**
 * A program that answers reviews, in the place of what would run in the Pods of a Service. `path` is that of the
 * webhook's Service. Undefined means that it does not answer in time; what it throws is answered with 500.
 */
export type WebhookHandler = (review: AdmissionReview, path: string) => AdmissionReview | undefined;

/** How webhooks are reached. */
export interface ServiceCallerOptions {
  /** Programs by Service: `namespace/name`. */
  readonly handlers: Readonly<Record<string, WebhookHandler>>;
  /**
   * Whether the API server picks an endpoint itself (`--enable-aggregator-routing`, as Amazon EKS has it), in place of
   * the address of the Service. @default false
   */
  readonly picksEndpoints?: boolean;
}

type Lookups = Pick<WriteContext, 'lookup' | 'lookupAll'>;

const silence = (reason: string): WebhookAnswer => ({ kind: 'silence', reason });

/**
 * Reaches webhooks through their Services. Nothing runs in Pods yet: a Service that has no handler refuses connections,
 * and nothing outside the cluster is reached. Certificates are not checked, but there must be one to check by.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/util/proxy/proxy.go `ResolveEndpoint`, `ResolveCluster`;
 * cmd/kube-apiserver/app/server.go `buildServiceResolver`.
 */
export class ServiceWebhookCaller implements WebhookCaller {
  constructor(private readonly options: ServiceCallerOptions) {}

  call(clientConfig: Fields, review: AdmissionReview, context: Lookups): WebhookAnswer {
    const target = serviceTarget(clientConfig);
    if (target === undefined) return silence(unreachable(textAt(clientConfig, 'url')));
    const found = this.resolve(target, context);
    if ('reason' in found) return silence(found.reason);
    const handler = this.options.handlers[`${target.namespace}/${target.name}`];
    if (handler === undefined || !found.isReady) {
      return silence(`dial tcp ${found.address}: connect: connection refused`);
    }
    if (!hasCertificate(textAt(clientConfig, 'caBundle'))) {
      return silence('tls: failed to verify certificate: x509: certificate signed by unknown authority');
    }
    return answerOf(handler, review, target.path);
  }

  /** Where the API server connects to, or why it cannot. */
  private resolve(
    { namespace, name, port }: ServiceTarget,
    context: Lookups,
  ): { readonly address: string; readonly isReady: boolean } | { readonly reason: string } {
    const service = context.lookup('services', namespace, name);
    if (service === undefined) return { reason: `service "${name}" not found` };
    const spec = fieldsAt(service, 'spec');
    if (textAt(spec, 'type') === 'ExternalName') {
      if (this.options.picksEndpoints === true) return { reason: 'unsupported service type "ExternalName"' };
      return { reason: unreachable(`https://${textAt(spec, 'externalName')}`) };
    }
    const ofService = listAt(spec, 'ports').find((each) => numberAt(each, 'port') === port);
    const address = textAt(spec, 'clusterIP');
    if (this.options.picksEndpoints !== true && address === 'None') {
      return { reason: 'cannot route to service with ClusterIP "None"' };
    }
    if (ofService === undefined) return { reason: `no service port ${port} found for service "${name}"` };
    const [endpoint] = endpointsOf(namespace, name, textAt(ofService, 'name'), context);
    if (this.options.picksEndpoints !== true) return { address: `${address}:${port}`, isReady: endpoint !== undefined };
    if (endpoint === undefined) return { reason: `no endpoints available for service "${name}"` };
    return { address: endpoint, isReady: true };
  }
}

/** Addresses and ports that serve a port of a Service. */
function endpointsOf(namespace: string, name: string, portName: string, context: Lookups): readonly string[] {
  const slices = context
    .lookupAll('discovery.k8s.io/endpointslices', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
  return slices.flatMap((slice) => {
    const port = listAt(slice, 'ports').find((each) => textAt(each, 'name') === portName);
    if (port === undefined) return [];
    return listAt(slice, 'endpoints')
      .filter((each) => fieldsAt(each, 'conditions')?.['ready'] !== false)
      .flatMap((each) => (each['addresses'] as readonly string[]).map((ip) => `${ip}:${numberAt(port, 'port') ?? 0}`));
  });
}

/** What looking for a host outside the cluster ends with. */
function unreachable(url: string): string {
  const { host, port } = /^[a-z]+:\/\/(?<host>\[[^\]]*\]|[^/:]*)(?::(?<port>\d+))?/.exec(url)?.groups ?? {};
  const isAddress = /^(?:\d+(?:\.\d+){3}|\[.*\])$/.test(host ?? '');
  return isAddress
    ? `dial tcp ${host ?? ''}:${port ?? '443'}: connect: connection refused`
    : `dial tcp: lookup ${host ?? ''}: no such host`;
}

/** Whether a bundle holds a certificate. */
function hasCertificate(base64: string): boolean {
  try {
    return atob(base64).includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
}

function answerOf(handler: WebhookHandler, review: AdmissionReview, path: string): WebhookAnswer {
  try {
    const body = handler(review, path);
    return body === undefined ? silence('context deadline exceeded') : { kind: 'answer', body };
  } catch (error) {
    return { kind: 'failure', text: error instanceof Error ? error.message : String(error) };
  }
}
