import type { Pod, PodDNSConfigOption } from '../../api';

/** What the DNS settings of Pods depend on, beside the Pods. */
export interface DnsSettings {
  /** Address of the cluster's DNS. */
  readonly dnsAddress: string;
  /** `cluster.local`. */
  readonly domain: string;
  /** DNS servers of the nodes. */
  readonly hostNameservers: readonly string[];
  /** Domains that nodes search in. @default - none */
  readonly hostSearches?: readonly string[];
}

/** Most servers and search domains, and most letters of all domains. Source: Kubernetes 1.36, pkg/apis/core/validation. */
const SERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_LETTERS_MAX = 2_048;

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** What the policy of a Pod comes to: one of the cluster, that of the node, or nothing. */
function policyOf({ spec: { dnsPolicy = 'ClusterFirst', hostNetwork = false } }: Pod): 'cluster' | 'host' | 'none' {
  if (dnsPolicy === 'None') return 'none';
  if (dnsPolicy === 'ClusterFirstWithHostNet') return 'cluster';
  return dnsPolicy === 'ClusterFirst' && !hostNetwork ? 'cluster' : 'host';
}

function mergedOptions(options: readonly string[], added: readonly PodDNSConfigOption[]): string[] {
  const merged = new Map(options.map((option) => [option.split(':')[0] ?? '', option]));
  for (const { name = '', value } of added) {
    merged.set(name, value === undefined || value === '' ? name : `${name}:${value}`);
  }
  return [...merged.values()];
}

/** As many search domains as fit. */
function fitting(searches: readonly string[]): string[] {
  const kept = searches.slice(0, SEARCHES_MAX);
  while (kept.join(' ').length > SEARCH_LETTERS_MAX) kept.pop();
  return kept;
}

/** DNS servers of a Pod, the first to be asked first: those of `resolvConf`. */
export function nameserversOf(pod: Pod, { dnsAddress, hostNameservers }: DnsSettings): string[] {
  const policy = policyOf(pod);
  const added = pod.spec.dnsConfig?.nameservers ?? [];
  if (policy === 'cluster' && added.length === 0) return [dnsAddress];
  const base = policy === 'cluster' ? [dnsAddress] : policy === 'host' ? hostNameservers : [];
  return unique([...base, ...added]).slice(0, SERVERS_MAX);
}

/**
 * Text of `/etc/resolv.conf` of a Pod, by its `dnsPolicy` and `dnsConfig`.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/network/dns/dns.go `GetPodDNS`; containerd, pkg/cri, `parseDNSOptions` for the form.
 * Options keep their order here, where the node agent's is that of a Go map.
 */
export function resolvConf(pod: Pod, settings: DnsSettings): string {
  const { domain, hostSearches = [] } = settings;
  const { searches = [], options = [] } = pod.spec.dnsConfig ?? {};
  const policy = policyOf(pod);
  const clusterSearches = [`${pod.metadata.namespace}.svc.${domain}`, `svc.${domain}`, domain];
  const base = { cluster: [...clusterSearches, ...hostSearches], host: hostSearches, none: [] }[policy];
  const search = fitting(unique([...base, ...searches]));
  const all = mergedOptions(policy === 'cluster' ? ['ndots:5'] : [], options);
  return fileText(search, nameserversOf(pod, settings), all);
}

/** Text of `/etc/resolv.conf` of a node. */
export const hostResolvConf = ({ hostNameservers, hostSearches = [] }: DnsSettings): string =>
  fileText(hostSearches, hostNameservers, []);

const fileText = (searches: readonly string[], servers: readonly string[], options: readonly string[]): string =>
  [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}\n`]),
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}\n`]),
  ].join('');
