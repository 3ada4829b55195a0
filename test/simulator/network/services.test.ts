import { type Coroutine, runTask } from '../../../src/simulator/process';
import { answering, SmallNetwork, textResponse } from './small-network';

/** Three Pods on two nodes, a client on `n1`, and the Service `web`. */
function web(spec: Record<string, unknown> = {}, seed = 1) {
  const small = new SmallNetwork(seed);
  small.pod('a', { node: 'n1' });
  small.pod('b', { node: 'n2' });
  small.pod('c', { node: 'n2' });
  const client = small.pod('client', { labels: { app: 'client' } });
  return { small, client, ip: small.service('web', spec) };
}

test('a virtual address leads to each ready endpoint about equally often', () => {
  const { small, client, ip } = web();
  const counts = small.count(client, ip, 80, 300);
  expect(Object.keys(counts).sort()).toEqual(['a', 'b', 'c']);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(70);
});

test('equal seeds choose equally, others do not', () => {
  const sequence = (seed: number): string[] => {
    const { small, client, ip } = web({}, seed);
    return Array.from({ length: 12 }, () => small.ask(client, ip, 80));
  };
  expect(sequence(1)).toEqual(sequence(1));
  expect(sequence(1)).not.toEqual(sequence(2));
});

test('the server sees the address of the client, not that of the Service', () => {
  const { small, client, ip } = web();
  const pod = small.pod('only', { labels: { app: 'only' } });
  const only = small.service('only', { selector: { app: 'only' } });
  small.ask(client, only, 80);
  expect(pod.requests).toMatchObject([{ remoteAddress: client.address, localPort: 8080 }]);
  expect(only).not.toBe(ip);
});

test('a Pod that is not ready gets nothing; with none ready connections are refused', () => {
  const { small, client, ip } = web();
  small.setReady('a', false);
  expect(Object.keys(small.count(client, ip, 80, 30)).sort()).toEqual(['b', 'c']);
  small.setReady('b', false);
  small.setReady('c', false);
  expect(small.run(small.asking(client, ip, 80))).toEqual({ value: 'ECONNREFUSED', tookMs: 1 });
});

test('publishNotReadyAddresses sends to Pods that are not ready, too', () => {
  const { small, client, ip } = web({ publishNotReadyAddresses: true });
  for (const name of ['a', 'b', 'c']) small.setReady(name, false);
  expect(small.ask(client, ip, 80)).toMatch(/^[abc]$/);
});

test.each([
  { what: 'the port of the Service', port: 80, answer: /^[abc]$/ },
  { what: 'the port of the Pods', port: 8080, answer: /^ETIMEDOUT$/ },
])('of a virtual address $what: $answer', ({ port, answer }) => {
  const { small, client, ip } = web();
  expect(small.ask(client, ip, port)).toMatch(answer);
});

test.each([
  { selector: { app: 'web' }, targetPort: 8080, answer: /^[abc]$/ },
  { selector: { app: 'web' }, targetPort: 'http', answer: /^[abc]$/ },
  { selector: { app: 'web' }, targetPort: 'nothing', answer: /^ECONNREFUSED$/ },
  { selector: { app: 'web' }, targetPort: 9999, answer: /^ECONNREFUSED$/ },
  { selector: { app: 'wob' }, targetPort: 8080, answer: /^ECONNREFUSED$/ },
])('selector $selector and target port $targetPort: $answer', ({ answer, selector, targetPort }) => {
  const { small, client, ip } = web({ selector, ports: [{ port: 80, targetPort }] });
  expect(small.ask(client, ip, 80)).toMatch(answer);
});

test('without a Service its address leads nowhere', () => {
  const { small, client, ip } = web();
  small.client.delete('services', 'demo', 'web');
  expect(small.ask(client, ip, 80)).toBe('ETIMEDOUT');
});

test('a Pod reaches itself through its Service', () => {
  const small = new SmallNetwork();
  const pod = small.pod('a');
  expect(small.ask(pod, small.service('web'), 80)).toBe('a');
});

test('an endpoint that ends still serves when no other one is ready', () => {
  const { small, client, ip } = web();
  for (const name of ['b', 'c']) small.setReady(name, false);
  small.client.delete('pods', 'demo', 'a', { gracePeriodSeconds: 30 });
  small.settle();
  expect(small.ask(client, ip, 80)).toBe('a');
});

test('a connection stays when its endpoint leaves the Service', () => {
  const { small, client, ip } = web({ selector: { app: 'echo' }, ports: [{ port: 80, targetPort: 7 }] });
  const echo = small.pod('echo', { labels: { app: 'echo' } });
  const listener = echo.listen({ port: 7 });
  runTask(
    (function* (): Coroutine<void> {
      const accepted = yield* listener.accept();
      for (let read = yield* accepted.read(); read !== undefined; read = yield* accepted.read())
        yield* accepted.write(read);
    })(),
  );
  small.settle();
  const connection = small.run(client.connect(ip, 80)).value;
  small.setReady('echo', false);
  const talk = function* (): Coroutine<Uint8Array | undefined> {
    yield* connection.write(new Uint8Array([42]));
    return yield* connection.read();
  };
  expect(small.run(talk()).value).toEqual(new Uint8Array([42]));
  expect(small.ask(client, ip, 80)).toBe('ECONNREFUSED');
});

test('with sessionAffinity ClientIP a client keeps its endpoint until it has been away for the timeout', () => {
  const affinity = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } };
  const { small, client, ip } = web(affinity);
  expect(Object.keys(small.count(client, ip, 80, 20))).toHaveLength(1);
  const first = small.ask(client, ip, 80);
  const later = Array.from({ length: 12 }, () => {
    small.plane.advance(61_000);
    return small.ask(client, ip, 80);
  });
  expect(new Set(later).size).toBeGreaterThan(1);
  small.setReady(first, false);
  expect(small.ask(client, ip, 80)).not.toBe(first);
});

test.each([
  { policy: 'Cluster', answers: ['a', 'b', 'c'] },
  { policy: 'Local', answers: ['a'] },
])('internalTrafficPolicy $policy from n1: $answers', ({ policy, answers }) => {
  const { small, client, ip } = web({ internalTrafficPolicy: policy });
  expect(Object.keys(small.count(client, ip, 80, 40)).sort()).toEqual(answers);
});

test('internalTrafficPolicy Local without an endpoint on the node drops', () => {
  const { small, client, ip } = web({ internalTrafficPolicy: 'Local' });
  small.setReady('a', false);
  expect(small.ask(client, ip, 80)).toBe('ETIMEDOUT');
});

test('a Service without selector leads to what its Endpoints name, inside and outside of the cluster', () => {
  const small = new SmallNetwork();
  const client = small.pod('client');
  const host = small.network.addHost({ name: 'database.company.com', addresses: ['198.51.100.7'] });
  small.serve(
    host,
    5432,
    answering(() => textResponse('database')),
  );
  const ip = small.service('db', { selector: undefined, ports: [{ port: 80, targetPort: 5432 }] });
  expect(small.ask(client, ip, 80)).toBe('ECONNREFUSED');
  const subset = (address: string) => [{ addresses: [{ ip: address }], ports: [{ port: 5432 }] }];
  const metadata = { name: 'db', namespace: 'demo' };
  const endpoints = small.client.create('endpoints', { metadata, subsets: subset('198.51.100.7') });
  small.settle();
  expect(small.ask(client, ip, 80)).toBe('database');
  small.client.update('endpoints', { ...endpoints, subsets: subset('198.51.100.8') });
  small.settle();
  expect(small.ask(client, ip, 80)).toBe('ETIMEDOUT');
});

test('a headless Service has no address of its own', () => {
  const { ip } = web({ clusterIP: 'None' });
  expect(ip).toBe('None');
});

test('external IPs lead to the Service, inside and from outside', () => {
  const { small, client } = web({ externalIPs: ['198.51.100.50'] });
  expect(small.ask(client, '198.51.100.50', 80)).toMatch(/^[abc]$/);
  expect(small.ask(small.network.outside, '198.51.100.50', 80)).toMatch(/^[abc]$/);
  expect(small.ask(small.network.outside, '198.51.100.51', 80)).toBe('ETIMEDOUT');
});

test('two ports of a Service lead to their own ports of the Pods', () => {
  const ports = [
    { name: 'one', port: 80, targetPort: 8080 },
    { name: 'two', port: 81, targetPort: 9090 },
  ];
  const { small, client, ip } = web({ selector: { app: 'two' }, ports });
  const pod = small.pod('two', { labels: { app: 'two' } });
  small.serve(
    pod,
    9090,
    answering(() => textResponse('second port')),
  );
  small.settle();
  expect([small.ask(client, ip, 80), small.ask(client, ip, 81)]).toEqual(['two', 'second port']);
});

test('the Service of the API server answers over TLS', () => {
  const small = new SmallNetwork();
  const pod = small.pod('a');
  small.client.create('services', {
    metadata: { name: 'kubernetes', namespace: 'default' },
    spec: { clusterIP: '10.0.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
  } as never);
  small.client.create('discovery.k8s.io/endpointslices', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  });
  expect(small.ask(pod, '10.0.0.1', 443, { isSecure: true })).toBe('api server /');
});
