import { type Fields, fieldsAt, numberAt, textAt } from '../../../resources/fields';

/** Where a Service of a webhook is asked. */
export interface ServiceTarget {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
}

/** The Service of a webhook; undefined for one with a URL. */
export function serviceTarget(clientConfig: Fields): ServiceTarget | undefined {
  const service = fieldsAt(clientConfig, 'service');
  if (service === undefined) return undefined;
  const path = textAt(service, 'path');
  return {
    namespace: textAt(service, 'namespace'),
    name: textAt(service, 'name'),
    port: numberAt(service, 'port') ?? 443,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

/**
 * The URL that is asked, as errors show it.
 * Source: Kubernetes 1.36, apiserver/pkg/util/webhook/client.go `HookClient`.
 */
export function postTarget(clientConfig: Fields, timeoutSeconds: number): string {
  const service = serviceTarget(clientConfig);
  if (service !== undefined) {
    const { namespace, name, port, path } = service;
    return `https://${name}.${namespace}.svc:${port}${path}?timeout=${timeoutSeconds}s`;
  }
  const url = textAt(clientConfig, 'url');
  const isBare = /^[a-z]+:\/\/[^/]+$/.test(url);
  return `${url}${isBare ? '/' : ''}?timeout=${timeoutSeconds}s`;
}
