import type { Pod, PodSpec } from '../../../src/simulator/api';
import { hostsFile, podHostname } from '../../../src/simulator/network/dns/hosts-file';
import { resolvConf } from '../../../src/simulator/network/dns/resolv-conf';

const settings = {
  dnsAddress: '10.96.0.10',
  domain: 'cluster.local',
  hostNameservers: ['192.0.2.53'],
  hostSearches: ['corp.example.com'],
};

const podWith = (spec: Partial<PodSpec>): Pod =>
  ({ metadata: { name: 'web-0', namespace: 'demo' }, spec: { containers: [], ...spec } }) as unknown as Pod;

const CLUSTER_SEARCH = 'search demo.svc.cluster.local svc.cluster.local cluster.local corp.example.com';

test.each<{ readonly spec: Partial<PodSpec>; readonly lines: readonly string[] }>([
  {
    spec: { dnsPolicy: 'ClusterFirst' },
    lines: [CLUSTER_SEARCH, 'nameserver 10.96.0.10', 'options ndots:5'],
  },
  {
    spec: { dnsPolicy: 'ClusterFirst', hostNetwork: true },
    lines: ['search corp.example.com', 'nameserver 192.0.2.53'],
  },
  {
    spec: { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true },
    lines: [CLUSTER_SEARCH, 'nameserver 10.96.0.10', 'options ndots:5'],
  },
  { spec: { dnsPolicy: 'Default' }, lines: ['search corp.example.com', 'nameserver 192.0.2.53'] },
  {
    spec: { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a.b'] } },
    lines: ['search a.b', 'nameserver 1.1.1.1'],
  },
  {
    spec: {
      dnsPolicy: 'ClusterFirst',
      dnsConfig: {
        nameservers: ['1.1.1.1', '10.96.0.10', '1.1.1.2', '1.1.1.3'],
        searches: ['cluster.local', 'a.b'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      },
    },
    lines: [
      `${CLUSTER_SEARCH} a.b`,
      'nameserver 10.96.0.10',
      'nameserver 1.1.1.1',
      'nameserver 1.1.1.2',
      'options ndots:2 edns0',
    ],
  },
])('resolv.conf of a Pod with $spec', ({ spec, lines }) => {
  expect(resolvConf(podWith(spec), settings)).toBe(`${lines.join('\n')}\n`);
});

const LOCAL = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

test.each<{ readonly spec: Partial<PodSpec>; readonly lines: readonly string[] }>([
  { spec: {}, lines: ['# Kubernetes-managed hosts file.', ...LOCAL, '10.244.1.5\tweb-0'] },
  {
    spec: { hostname: 'host-1', subdomain: 'web' },
    lines: ['# Kubernetes-managed hosts file.', ...LOCAL, '10.244.1.5\thost-1.web.demo.svc.cluster.local\thost-1'],
  },
  {
    spec: { hostAliases: [{ ip: '1.2.3.4', hostnames: ['foo', 'foo.local'] }] },
    lines: [
      '# Kubernetes-managed hosts file.',
      ...LOCAL,
      '10.244.1.5\tweb-0',
      '',
      '# Entries added by HostAliases.',
      '1.2.3.4\tfoo\tfoo.local',
    ],
  },
  { spec: { hostNetwork: true }, lines: ['# Kubernetes-managed hosts file (host network).', '127.0.0.1\tlocalhost'] },
])('hosts of a Pod with $spec', ({ spec, lines }) => {
  expect(hostsFile(podWith(spec), '10.244.1.5', 'cluster.local')).toBe(`${lines.join('\n')}\n`);
});

test.each<{ readonly spec: Partial<PodSpec>; readonly name: string }>([
  { spec: {}, name: 'web-0' },
  { spec: { hostname: 'h' }, name: 'h' },
  { spec: { hostname: 'h', subdomain: 's' }, name: 'h' },
  { spec: { hostname: 'h', subdomain: 's', setHostnameAsFQDN: true }, name: 'h.s.demo.svc.cluster.local' },
  { spec: { hostname: `${'a'.repeat(62)}-b` }, name: 'a'.repeat(62) },
])('name of the machine of a Pod with $spec: $name', ({ spec, name }) => {
  expect(podHostname(podWith(spec), 'cluster.local')).toBe(name);
});
