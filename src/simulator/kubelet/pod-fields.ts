import { parseQuantity, type Node, type Pod, type ResourceFieldSelector } from '../api';

/** Addresses that a Pod's fields tell before its status does. */
export interface PodAddressFields {
  readonly podIp: string;
  readonly hostIp: string;
}

/** Labels or annotations, a line each, sorted. Source: Kubernetes 1.36, pkg/fieldpath `FormatMap`. */
const formatMap = (values: Readonly<Record<string, string>> = {}): string =>
  Object.keys(values)
    .sort()
    .map((key) => `${key}=${JSON.stringify(values[key])}`)
    .join('\n');

/** Value of a field of the Pod. Source: Kubernetes 1.36, pkg/fieldpath and kubelet_pods.go `podFieldSelectorRuntimeValue`. */
export function fieldValue(path: string, { metadata, spec }: Pod, { podIp, hostIp }: PodAddressFields): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript !== null) return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return podIp;
    default:
      return '';
  }
}

/**
 * Value of a request or limit in units of the divisor, rounded up. A limit that is not set is what the node has for Pods.
 *
 * Source: Kubernetes 1.36, pkg/api/v1/resource/helpers.go `ExtractContainerResourceValue`, `MergeContainerResourceLimits`.
 */
export function resourceValue(
  { resource, divisor, containerName }: ResourceFieldSelector,
  { spec }: Pod,
  ownContainer: string | undefined,
  node: Node | undefined,
): string {
  const subject = [...(spec.initContainers ?? []), ...spec.containers].find(
    ({ name }) => name === (containerName ?? ownContainer),
  );
  const [kind = '', ...rest] = resource.split('.');
  const name = rest.join('.');
  const stated = subject?.resources[kind as 'limits' | 'requests']?.[name];
  const quantity = stated ?? (kind === 'limits' ? node?.status.allocatable?.[name] : undefined);
  if (quantity === undefined) return '0';
  const step = parseQuantity(divisor === undefined || divisor === '0' ? '1' : divisor).nanos;
  return String((parseQuantity(quantity).nanos + step - 1n) / step);
}
