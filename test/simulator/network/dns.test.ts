import { type DnsRecord } from '../../../src/simulator/process';
import { SmallNetwork } from './small-network';

/** A client in `demo`, the Service `web` with one Pod, and the headless `db` with the Pods of a StatefulSet. */
function names() {
  const small = new SmallNetwork();
  const client = small.pod('client', { labels: { app: 'client' } });
  small.pod('web-x', { labels: { app: 'web' } });
  const db = { labels: { app: 'db' }, subdomain: 'db' };
  small.pod('db-0', { ...db, hostname: 'db-0' });
  small.pod('db-1', { ...db, hostname: 'db-1', node: 'n2' });
  const ip = small.service('web', { ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] });
  small.service('db', {
    clusterIP: 'None',
    selector: { app: 'db' },
    ports: [{ name: 'sql', port: 3306, targetPort: 8080 }],
  });
  return { small, client, ip };
}

test.each([
  { what: 'a Service', name: 'web.demo.svc.cluster.local', answer: 'NOERROR; A IP' },
  { what: 'a Service, whatever the case', name: 'WEB.Demo.svc.cluster.local.', answer: 'NOERROR; A IP' },
  { what: 'a Service without its domain', name: 'web', answer: 'NXDOMAIN' },
  { what: 'a Service of another namespace', name: 'web.default.svc.cluster.local', answer: 'NXDOMAIN' },
  { what: 'a namespace that there is not', name: 'web.nowhere.svc.cluster.local', answer: 'NXDOMAIN' },
  { what: 'a namespace', name: 'demo.svc.cluster.local', answer: 'NOERROR' },
  { what: 'the zone', name: 'cluster.local', answer: 'NOERROR' },
  { what: 'a name of neither Services nor Pods', name: 'web.demo.cluster.local', answer: 'NXDOMAIN' },
  { what: 'a Pod of a StatefulSet', name: 'db-0.db.demo.svc.cluster.local', answer: 'NOERROR; A 10.244.1.4' },
  { what: 'a Pod that there is not', name: 'db-2.db.demo.svc.cluster.local', answer: 'NXDOMAIN' },
  {
    what: 'an endpoint by its address',
    name: '10-244-1-3.web.demo.svc.cluster.local',
    answer: 'NOERROR; A 10.244.1.3',
  },
  { what: 'any address as a Pod', name: '1-2-3-4.demo.pod.cluster.local', answer: 'NOERROR; A 1.2.3.4' },
  { what: 'no address as a Pod', name: 'web-x.demo.pod.cluster.local', answer: 'NXDOMAIN' },
  { what: 'a name of the world', name: 'example.com', answer: 'NXDOMAIN' },
])('the address of $what ($name): $answer', ({ name, answer }) => {
  const { small, client, ip } = names();
  expect(small.resolve(client, name)).toBe(answer.replace('IP', ip));
});

test('there is a name but no IPv6 address: an answer without records, not NXDOMAIN', () => {
  const { small, client } = names();
  expect(small.resolve(client, 'web.demo.svc.cluster.local', 'AAAA')).toBe('NOERROR');
  expect(small.resolve(client, 'wob.demo.svc.cluster.local', 'AAAA')).toBe('NXDOMAIN');
});

test('records of the cluster may be kept for 30 seconds', () => {
  const { small, client, ip } = names();
  const { records } = small.run(client.query('web.demo.svc.cluster.local', 'A')).value;
  expect(records).toEqual<DnsRecord[]>([{ name: 'web.demo.svc.cluster.local.', type: 'A', ttl: 30, data: ip }]);
});

test('a headless Service has the addresses of its ready Pods, in changing order', () => {
  const { small, client } = names();
  const answers = new Set(Array.from({ length: 20 }, () => small.resolve(client, 'db.demo.svc.cluster.local')));
  expect([...answers].sort()).toEqual(['NOERROR; A 10.244.1.4; A 10.244.2.5', 'NOERROR; A 10.244.2.5; A 10.244.1.4']);
  small.setReady('db-1', false);
  expect(small.resolve(client, 'db.demo.svc.cluster.local')).toBe('NOERROR; A 10.244.1.4');
  expect(small.resolve(client, 'db-1.db.demo.svc.cluster.local')).toBe('NXDOMAIN');
  small.setReady('db-0', false);
  expect(small.resolve(client, 'db.demo.svc.cluster.local')).toBe('NXDOMAIN');
});

test('SRV records name ports and who has them', () => {
  const { small, client } = names();
  expect(small.resolve(client, '_http._tcp.web.demo.svc.cluster.local', 'SRV')).toBe(
    'NOERROR; SRV 0 100 80 web.demo.svc.cluster.local.',
  );
  expect(small.resolve(client, '_https._tcp.web.demo.svc.cluster.local', 'SRV')).toBe('NXDOMAIN');
  expect(small.resolve(client, 'db.demo.svc.cluster.local', 'SRV')).toBe(
    'NOERROR; SRV 0 50 8080 db-0.db.demo.svc.cluster.local.; SRV 0 50 8080 db-1.db.demo.svc.cluster.local.',
  );
});

test('an address written backwards has the name of its Service or its endpoint', () => {
  const { small, client, ip } = names();
  const backwards = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  expect(small.resolve(client, backwards(ip), 'PTR')).toBe('NOERROR; PTR web.demo.svc.cluster.local.');
  expect(small.resolve(client, backwards('10.244.1.4'), 'PTR')).toBe('NOERROR; PTR db-0.db.demo.svc.cluster.local.');
  expect(small.resolve(client, backwards('10.244.1.3'), 'PTR')).toBe(
    'NOERROR; PTR 10-244-1-3.web.demo.svc.cluster.local.',
  );
  expect(small.resolve(client, backwards('10.244.1.99'), 'PTR')).toBe('NXDOMAIN');
});

test('an ExternalName is another name, with its addresses where there are some', () => {
  const { small, client } = names();
  small.service('redis', {
    type: 'ExternalName',
    externalName: 'redis.example.com',
    selector: undefined,
    ports: undefined,
  });
  const name = 'redis.demo.svc.cluster.local';
  expect(small.resolve(client, name)).toBe('NOERROR; CNAME redis.example.com.');
  small.network.addHost({ name: 'redis.example.com', addresses: ['198.51.100.9'] });
  expect(small.resolve(client, name)).toBe('NOERROR; CNAME redis.example.com.; A 198.51.100.9');
  expect(small.resolve(client, name, 'CNAME')).toBe('NOERROR; CNAME redis.example.com.');
});

test('the version of the names, and who is in charge', () => {
  const { small, client } = names();
  expect(small.resolve(client, 'dns-version.cluster.local', 'TXT')).toBe('NOERROR; TXT "1.1.0"');
  expect(small.resolve(client, 'cluster.local', 'NS')).toBe('NOERROR; NS ns.dns.cluster.local.');
  expect(small.resolve(client, 'cluster.local', 'SOA')).toMatch(/^NOERROR; SOA ns\.dns\.cluster\.local\. hostmaster/);
});

test('a name follows the Service', () => {
  const { small, client } = names();
  small.client.delete('services', 'demo', 'web');
  expect(small.resolve(client, 'web.demo.svc.cluster.local')).toBe('NXDOMAIN');
});

test('nodes and the outside ask another server, which knows nothing of the cluster', () => {
  const { small } = names();
  const { outside } = small.network;
  small.network.addHost({ name: 'www.example.com', addresses: ['198.51.100.80'] });
  expect(small.resolve(outside, 'web.demo.svc.cluster.local')).toBe('NXDOMAIN');
  expect(small.resolve(outside, 'www.example.com')).toBe('NOERROR; A 198.51.100.80');
  expect(small.resolve(small.network.nodeStack('n1'), 'web.demo.svc.cluster.local')).toBe('NXDOMAIN');
  expect(small.resolve(small.network.nodeStack('n1'), 'web.demo.svc.cluster.local', 'A', '10.0.0.10')).toMatch(
    /^NOERROR/,
  );
});

test('where DNS runs in Pods it answers while one of them is ready', () => {
  const { small, client } = names();
  small.pod('dns', { labels: { app: 'dns' } });
  const ports = [{ name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' }];
  small.service('kube-dns', { clusterIP: '10.0.0.10', selector: { app: 'dns' }, ports });
  const name = 'web.demo.svc.cluster.local';
  expect(small.resolve(client, name)).toMatch(/^NOERROR/);
  expect(small.resolve(client, name, 'A', '10.244.1.6')).toMatch(/^NOERROR/);
  small.setReady('dns', false);
  expect(small.resolve(client, name)).toBe('ECONNREFUSED');
});

test('a server that nobody knows does not answer, one that is no DNS server refuses', () => {
  const { small, client } = names();
  expect(small.resolve(client, 'web.demo.svc.cluster.local', 'A', '203.0.113.1')).toBe('ETIMEDOUT');
  expect(small.resolve(client, 'web.demo.svc.cluster.local', 'A', '10.244.1.3')).toBe('ECONNREFUSED');
});

test('an answer that was given before follows what has changed since', () => {
  const small = new SmallNetwork();
  const client = small.pod('client', { labels: { app: 'client' } });
  const name = 'web.demo.svc.cluster.local';
  expect(small.resolve(client, name)).toBe('NXDOMAIN');
  const first = small.service('web', { ports: [{ port: 80 }] });
  expect(small.resolve(client, name)).toBe(`NOERROR; A ${first}`);
  small.client.delete('services', 'demo', 'web');
  expect(small.resolve(client, name)).toBe('NXDOMAIN');
  small.pod('web-x', { labels: { app: 'web' } });
  small.service('web', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] });
  expect(small.resolve(client, name)).toMatch(/^NOERROR; A 10\.244\./);
});
