import type { Service } from '../../../src/simulator/api';
import { SmallNetwork } from './small-network';

/** A Pod on each node, and the Service `web` with node port 30080. */
function web(spec: Record<string, unknown> = {}) {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a', { node: 'n1' }), small.pod('b', { node: 'n2' })];
  const ports = [{ port: 80, targetPort: 8080, nodePort: 30_080 }];
  const ip = small.service('web', { type: 'NodePort', ports, ...spec });
  return { small, a, b, ip, outside: small.network.outside };
}

/** Gives the Service `web` a load balancer. */
function balance(small: SmallNetwork, ingress: { readonly ip?: string; readonly hostname?: string }): void {
  const service = small.client.get('services', 'demo', 'web') as Service;
  const mode = ingress.ip === undefined ? {} : { ipMode: 'VIP' };
  const status = { ...service.status, loadBalancer: { ingress: [{ ...ingress, ...mode }] } };
  small.client.updateStatus('services', { ...service, status });
}

test('from outside neither Pods nor Services answer, nor is there a refusal', () => {
  const { small, a, ip, outside } = web();
  expect(small.ask(outside, a.address)).toBe('ETIMEDOUT');
  expect(small.ask(outside, ip, 80)).toBe('ETIMEDOUT');
});

test('from a node both answer', () => {
  const { small, a, ip } = web();
  const node = small.network.nodeStack('n2');
  expect(small.ask(node, a.address)).toBe('a');
  expect(small.ask(node, ip, 80)).toMatch(/^[ab]$/);
});

test('a node port answers on every node, leads to all Pods, and hides the client behind the node', () => {
  const { small, a, b, outside } = web();
  expect(Object.keys(small.count(outside, '172.18.0.11', 30_080, 20)).sort()).toEqual(['a', 'b']);
  expect(Object.keys(small.count(outside, '172.18.0.12', 30_080, 20)).sort()).toEqual(['a', 'b']);
  expect(new Set(a.requests.map(({ remoteAddress }) => remoteAddress))).toEqual(new Set(['10.244.1.1', '172.18.0.12']));
  expect(new Set(b.requests.map(({ remoteAddress }) => remoteAddress))).toEqual(new Set(['10.244.2.1', '172.18.0.11']));
});

test.each([
  { type: 'NodePort', port: 30_080, answer: /^[ab]$/ },
  { type: 'NodePort', port: 30_081, answer: /^ECONNREFUSED$/ },
  { type: 'NodePort', port: 80, answer: /^ECONNREFUSED$/ },
  { type: 'ClusterIP', port: 30_080, answer: /^ECONNREFUSED$/ },
])('a Service of type $type on port $port of a node: $answer', ({ type, port, answer }) => {
  const ports = [{ port: 80, targetPort: 8080, ...(type === 'NodePort' ? { nodePort: 30_080 } : {}) }];
  const { small, outside } = web({ type, ports });
  expect(small.ask(outside, '172.18.0.11', port)).toMatch(answer);
});

test('a node port answers on the loopback of each node, and to Pods', () => {
  const { small, a } = web();
  expect(small.ask(small.network.nodeStack('n1'), '127.0.0.1', 30_080)).toMatch(/^[ab]$/);
  expect(small.ask(a, '172.18.0.12', 30_080)).toMatch(/^[ab]$/);
  expect(small.ask(a, '127.0.0.1', 30_080)).toBe('ECONNREFUSED');
});

test('with externalTrafficPolicy Local a node sends to its own Pods, shows the client, and drops when it has none', () => {
  const { small, a, outside } = web({ externalTrafficPolicy: 'Local' });
  expect(small.count(outside, '172.18.0.11', 30_080, 10)).toEqual({ a: 10 });
  expect(a.requests[0]?.remoteAddress).toBe(outside.addresses[0]);
  small.setReady('a', false);
  expect(small.ask(outside, '172.18.0.11', 30_080)).toBe('ETIMEDOUT');
  expect(small.ask(outside, '172.18.0.12', 30_080)).toBe('b');
  expect(small.ask(small.network.nodeStack('n1'), '172.18.0.11', 30_080)).toBe('b');
});

test('a load balancer answers once it has an address', () => {
  const { small, a, outside } = web({ type: 'LoadBalancer' });
  expect(small.ask(outside, '198.51.100.10', 80)).toBe('ETIMEDOUT');
  balance(small, { ip: '198.51.100.10' });
  expect(Object.keys(small.count(outside, '198.51.100.10', 80, 20)).sort()).toEqual(['a', 'b']);
  expect(small.ask(a, '198.51.100.10', 80)).toMatch(/^[ab]$/);
  expect(small.ask(outside, '198.51.100.10', 81)).toBe('ETIMEDOUT');
});

test('a load balancer with a name is found by it, from outside and from Pods', () => {
  const { small, a, outside } = web({ type: 'LoadBalancer' });
  const name = 'web-1.elb.example.com';
  expect(small.resolve(outside, name)).toBe('NXDOMAIN');
  balance(small, { hostname: name });
  const address = small.resolve(outside, name).replace('NOERROR; A ', '');
  expect(small.ask(outside, address, 80)).toMatch(/^[ab]$/);
  expect(small.ask(a, address, 80)).toMatch(/^[ab]$/);
});

test('a load balancer called localhost answers on the own machine', () => {
  const { small, outside } = web({ type: 'LoadBalancer' });
  expect(small.ask(outside, '127.0.0.1', 80)).toBe('ECONNREFUSED');
  balance(small, { hostname: 'localhost' });
  expect(small.ask(outside, '127.0.0.1', 80)).toMatch(/^[ab]$/);
});

test.each([
  { ranges: ['203.0.113.0/24'], answer: /^[ab]$/ },
  { ranges: ['192.0.2.0/24'], answer: /^ETIMEDOUT$/ },
])('loadBalancerSourceRanges $ranges: $answer', ({ ranges, answer }) => {
  const { small, outside } = web({ type: 'LoadBalancer', loadBalancerSourceRanges: ranges });
  balance(small, { ip: '198.51.100.10' });
  expect(small.ask(outside, '198.51.100.10', 80)).toMatch(answer);
});

test('a load balancer with externalTrafficPolicy Local only sends to nodes with Pods', () => {
  const { small, outside } = web({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
  balance(small, { ip: '198.51.100.10' });
  small.setReady('b', false);
  expect(small.count(outside, '198.51.100.10', 80, 10)).toEqual({ a: 10 });
});

test('a host port leads to its Pod, on its node alone', () => {
  const small = new SmallNetwork();
  const pod = small.pod('a', { hostPort: 8088 });
  expect(small.ask(small.network.outside, '172.18.0.11', 8088)).toBe('a');
  expect(small.ask(small.network.outside, '172.18.0.12', 8088)).toBe('ECONNREFUSED');
  pod.close();
  expect(small.ask(small.network.outside, '172.18.0.11', 8088)).toBe('ECONNREFUSED');
});

test('a node without power does not answer on its node ports', () => {
  const { small, outside } = web();
  small.network.setPower('n1', false);
  expect(small.ask(outside, '172.18.0.11', 30_080)).toBe('ETIMEDOUT');
});

test('what can be reached from outside is listed, and changes are told', () => {
  const { small } = web({ type: 'LoadBalancer' });
  let changes = 0;
  const stop = small.network.onEndpointsChange(() => (changes += 1));
  const nodePort = { kind: 'nodePort', name: 'demo/web', address: '172.18.0.11', port: 30_080 };
  expect(small.network.endpoints()).toMatchObject([nodePort]);
  balance(small, { ip: '198.51.100.10' });
  const balancer = { kind: 'loadBalancer', name: 'demo/web', address: '198.51.100.10', port: 80 };
  expect(small.network.endpoints()).toMatchObject([nodePort, balancer]);
  small.service('other');
  expect(changes).toBe(1);
  small.client.delete('services', 'demo', 'web');
  expect([small.network.endpoints(), changes]).toEqual([[], 2]);
  stop();
});
