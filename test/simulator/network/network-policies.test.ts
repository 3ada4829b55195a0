import type { NetworkPolicySpec } from '../../../src/simulator/api';
import { SmallNetwork } from './small-network';

/** `server` and two clients in `demo`, one more in `other`, and the policies of `demo`. */
function policed(...specs: readonly NetworkPolicySpec[]) {
  const small = new SmallNetwork();
  small.client.create('namespaces', { metadata: { name: 'other', labels: { team: 'other' } } });
  small.client.create('serviceaccounts', { metadata: { name: 'default', namespace: 'other' } });
  const server = small.pod('server', { labels: { app: 'server' }, node: 'n2' });
  const friend = small.pod('friend', { labels: { app: 'friend' } });
  const stranger = small.pod('stranger', { labels: { app: 'stranger' } });
  const foreigner = small.pod('foreigner', { labels: { app: 'friend' }, namespace: 'other' });
  specs.forEach((spec, index) =>
    small.client.create('networking.k8s.io/networkpolicies', {
      metadata: { name: `policy-${index}`, namespace: 'demo' },
      spec,
    }),
  );
  const node = small.network.nodeStack('n2');
  const clients = { friend, stranger, foreigner, node };
  /** Who of all clients gets through to the server. */
  const whoGetsIn = (port = 8080): string[] =>
    Object.entries(clients).flatMap(([name, from]) =>
      small.ask(from, server.address, port) === 'server' ? [name] : [],
    );
  return { small, server, friend, stranger, foreigner, whoGetsIn };
}

const server = { matchLabels: { app: 'server' } };
const friends = { matchLabels: { app: 'friend' } };
const others = { matchLabels: { team: 'other' } };

interface Case {
  readonly rule: string;
  readonly spec: NetworkPolicySpec;
  readonly getIn: readonly string[];
}

test.each<Case>([
  { rule: 'another Pod is meant', spec: { podSelector: friends }, getIn: ['friend', 'stranger', 'foreigner', 'node'] },
  { rule: 'nobody may', spec: { podSelector: {} }, getIn: ['node'] },
  {
    rule: 'everybody may',
    spec: { podSelector: {}, ingress: [{}] },
    getIn: ['friend', 'stranger', 'foreigner', 'node'],
  },
  {
    rule: 'friends of the namespace',
    spec: { podSelector: server, ingress: [{ from: [{ podSelector: friends }] }] },
    getIn: ['friend', 'node'],
  },
  {
    rule: 'a namespace',
    spec: { podSelector: server, ingress: [{ from: [{ namespaceSelector: others }] }] },
    getIn: ['foreigner', 'node'],
  },
  {
    rule: 'friends everywhere',
    spec: { podSelector: server, ingress: [{ from: [{ namespaceSelector: {}, podSelector: friends }] }] },
    getIn: ['friend', 'foreigner', 'node'],
  },
  {
    rule: 'a namespace or friends',
    spec: { podSelector: server, ingress: [{ from: [{ namespaceSelector: others }, { podSelector: friends }] }] },
    getIn: ['friend', 'foreigner', 'node'],
  },
  {
    rule: 'a block of addresses but one',
    spec: {
      podSelector: server,
      ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.4/32'] } }] }],
    },
    getIn: ['friend', 'foreigner', 'node'],
  },
  {
    rule: 'the port by its number',
    spec: { podSelector: server, ingress: [{ ports: [{ port: 8080 }] }] },
    getIn: ['friend', 'stranger', 'foreigner', 'node'],
  },
  {
    rule: 'the port by its name',
    spec: { podSelector: server, ingress: [{ ports: [{ port: 'http' }] }] },
    getIn: ['friend', 'stranger', 'foreigner', 'node'],
  },
  { rule: 'another port', spec: { podSelector: server, ingress: [{ ports: [{ port: 8081 }] }] }, getIn: ['node'] },
  { rule: 'another name', spec: { podSelector: server, ingress: [{ ports: [{ port: 'sql' }] }] }, getIn: ['node'] },
  {
    rule: 'another protocol',
    spec: { podSelector: server, ingress: [{ ports: [{ protocol: 'UDP' }] }] },
    getIn: ['node'],
  },
  {
    rule: 'a range of ports',
    spec: { podSelector: server, ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] },
    getIn: ['friend', 'stranger', 'foreigner', 'node'],
  },
  {
    rule: 'egress alone says nothing of who comes in',
    spec: { podSelector: server, policyTypes: ['Egress'] },
    getIn: ['friend', 'stranger', 'foreigner', 'node'],
  },
])('ingress: $rule: $getIn', ({ spec, getIn }) => {
  expect(policed(spec).whoGetsIn()).toEqual(getIn);
});

test('several policies allow what any of them allows', () => {
  const { whoGetsIn } = policed(
    { podSelector: {} },
    { podSelector: server, ingress: [{ from: [{ podSelector: friends }] }] },
    { podSelector: server, ingress: [{ from: [{ namespaceSelector: others }] }] },
  );
  expect(whoGetsIn()).toEqual(['friend', 'foreigner', 'node']);
});

test('what is not allowed is silent, and works once the policy is gone', () => {
  const { small, friend, server: target } = policed({ podSelector: {} });
  expect(small.run(small.asking(friend, target.address))).toEqual({ value: 'ETIMEDOUT', tookMs: 5000 });
  small.client.delete('networking.k8s.io/networkpolicies', 'demo', 'policy-0');
  expect(small.ask(friend, target.address)).toBe('server');
});

test('a client that keeps trying gets through when the policy goes', () => {
  const { small, friend, server: target } = policed({ podSelector: {} });
  small.loop.after(2500, () => small.client.delete('networking.k8s.io/networkpolicies', 'demo', 'policy-0'));
  expect(small.run(small.asking(friend, target.address))).toEqual({ value: 'server', tookMs: 3001 });
});

test('a policy follows labels of Pods', () => {
  const {
    small,
    stranger,
    server: target,
  } = policed({ podSelector: server, ingress: [{ from: [{ podSelector: friends }] }] });
  expect(small.ask(stranger, target.address)).toBe('ETIMEDOUT');
  const pod = small.client.get('pods', 'demo', 'stranger');
  if (pod === undefined) throw new Error('the Pod is missing');
  small.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { app: 'friend' } } });
  expect(small.ask(stranger, target.address)).toBe('server');
});

test('egress: only where it is allowed, names too', () => {
  const egress = [{ to: [{ podSelector: server }], ports: [{ port: 8080 }] }];
  const {
    small,
    friend,
    stranger,
    server: target,
  } = policed({ podSelector: friends, policyTypes: ['Egress'], egress });
  expect(small.ask(friend, target.address)).toBe('server');
  expect(small.ask(friend, stranger.address)).toBe('ETIMEDOUT');
  expect(small.resolve(friend, 'server.demo.svc.cluster.local')).toBe('ETIMEDOUT');
  expect(small.resolve(stranger, 'server.demo.svc.cluster.local')).toBe('NXDOMAIN');
});

test('policies judge what is behind a Service, not its address', () => {
  const { small, friend, stranger } = policed({ podSelector: server, ingress: [{ from: [{ podSelector: friends }] }] });
  const ip = small.service('server', { selector: { app: 'server' } });
  expect([small.ask(friend, ip, 80), small.ask(stranger, ip, 80)]).toEqual(['server', 'ETIMEDOUT']);
});

test('a Pod always reaches itself', () => {
  const { small, server: target } = policed({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  expect(small.ask(target, '127.0.0.1')).toBe('server');
});
