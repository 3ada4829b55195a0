import type { Pod } from '../../api';

const LOCAL = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

/** Longest name of a machine. Source: Linux, HOST_NAME_MAX, less one. */
const HOSTNAME_LETTERS_MAX = 63;

/** Name that a Pod gives itself: `uname -n`. Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `GeneratePodHostNameAndDomain`. */
export function podHostname(pod: Pod, domain: string): string {
  const { setHostnameAsFQDN = false } = pod.spec;
  const name = shortHostname(pod);
  const suffix = domainOf(pod, domain);
  return setHostnameAsFQDN && suffix !== '' ? `${name}.${suffix}` : name;
}

function shortHostname({ metadata, spec }: Pod): string {
  const name = spec.hostname ?? '';
  const given = name === '' ? metadata.name : name;
  // Only what is cut off may end in a sign.
  return given.length <= HOSTNAME_LETTERS_MAX ? given : given.slice(0, HOSTNAME_LETTERS_MAX).replace(/[-.]+$/, '');
}

function domainOf({ metadata, spec: { subdomain = '' } }: Pod, domain: string): string {
  return subdomain === '' ? '' : `${subdomain}.${metadata.namespace}.svc.${domain}`;
}

/**
 * Text of `/etc/hosts` of a Pod: itself and its `hostAliases`; of a Pod in the network of its node that of the node.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `managedHostsFileContent`, `nodeHostsFileContent`.
 */
export function hostsFile(pod: Pod, address: string, domain: string): string {
  const { hostNetwork = false, hostAliases = [] } = pod.spec;
  const name = shortHostname(pod);
  const suffix = domainOf(pod, domain);
  const itself = suffix === '' ? `${address}\t${name}` : `${address}\t${name}.${suffix}\t${name}`;
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`);
  return [
    hostNetwork ? '# Kubernetes-managed hosts file (host network).' : '# Kubernetes-managed hosts file.',
    ...(hostNetwork ? ['127.0.0.1\tlocalhost'] : [...LOCAL, itself]),
    ...(aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases]),
    '',
  ].join('\n');
}
