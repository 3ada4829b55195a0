import { backend, host, IngressWorld, path } from './ingress-world';

const world = new IngressWorld();
const { client } = world.cluster;

afterEach(() => world.clear());

test('without an Ingress nobody listens; a default backend takes everything', () => {
  expect(world.get('any.example.com/')).toBe('ECONNREFUSED');
  world.add({ defaultBackend: backend('alpaca') });
  expect([world.get('any.example.com/'), world.get('/x/y')]).toEqual(['200 alpaca', '200 alpaca']);
});

test('hosts and paths lead to their Services, and nowhere when none fits', () => {
  world.add({
    rules: [
      host('alpaca.example.com', path('/', 'alpaca')),
      host('bandicoot.example.com', path('/', 'bandicoot'), path('/a/', 'alpaca')),
    ],
  });
  expect(
    ['alpaca.example.com/', 'BANDICOOT.example.com:80/x', 'bandicoot.example.com/a/b', 'other.example.com/'].map(
      (url) => world.get(url),
    ),
  ).toEqual(['200 alpaca', '200 bandicoot', '200 alpaca', '404']);
});

test('an Ingress of another class is nobody’s, beside one that is served', () => {
  const other = world.add({ ingressClassName: 'nginx', rules: [host('n.example.com', path('/', 'alpaca'))] });
  const own = world.add({ ingressClassName: 'contour', rules: [host('c.example.com', path('/', 'alpaca'))] });
  expect([world.get('n.example.com/'), world.get('c.example.com/')]).toEqual(['404', '200 alpaca']);
  expect([world.addressOf(other), world.addressOf(own)]).toEqual([[], [world.address]]);
});

test('an Ingress only reaches Services of its own namespace', () => {
  world.add({ rules: [host('h', path('/', 'alpaca'))] }, {}, 'kube-public');
  expect(world.get('h/')).toBe('503 no healthy upstream');
});

test('TLS answers for hosts whose Secret holds a certificate, and is cut off for others', () => {
  world.add({
    tls: [{ hosts: ['a.example.com'], secretName: 'cert' }],
    rules: [host('a.example.com', path('/', 'alpaca'))],
  });
  expect([world.get('a.example.com/', true), world.get('a.example.com/')]).toEqual(['ECONNREFUSED', '200 alpaca']);
  client.create('secrets', {
    metadata: { name: 'cert', namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': 'Yw==', 'tls.key': 'aw==' },
  });
  world.cluster.advance('1s');
  expect([world.get('a.example.com/', true), world.get('b.example.com/', true)]).toEqual(['200 alpaca', 'ECONNRESET']);
  client.delete('secrets', 'default', 'cert');
});

test('without a ready endpoint the answer is 503, and 200 again when there is one', () => {
  world.add({ defaultBackend: backend('bandicoot') });
  const scale = (replicas: number): void => {
    const deployment = client.get('apps/deployments', 'default', 'bandicoot');
    if (deployment === undefined) throw new Error('there is no Deployment');
    client.update('apps/deployments', { ...deployment, spec: { ...deployment.spec, replicas } });
    world.cluster.settle();
  };
  scale(0);
  expect(world.get('h/')).toBe('503 no healthy upstream');
  scale(1);
  expect(world.get('h/')).toBe('200 bandicoot');
});

test('proxies go on without their control plane, and hear of changes once it is back', () => {
  const scale = (replicas: number): void => {
    const deployment = client.get('apps/deployments', 'projectcontour', 'contour');
    if (deployment === undefined) throw new Error('there is no Deployment');
    client.update('apps/deployments', { ...deployment, spec: { ...deployment.spec, replicas } });
    world.cluster.settle();
  };
  world.add({ rules: [host('a', path('/', 'alpaca'))] });
  scale(0);
  world.add({ rules: [host('b', path('/', 'bandicoot'))] });
  expect([world.get('a/'), world.get('b/')]).toEqual(['200 alpaca', '404']);
  scale(1);
  world.cluster.advance('5s');
  expect([world.get('a/'), world.get('b/')]).toEqual(['200 alpaca', '200 bandicoot']);
});

test('another replica writes addresses when the leader is gone', () => {
  const holder = (): string =>
    client.get('coordination.k8s.io/leases', 'projectcontour', 'leader-elect')?.spec.holderIdentity ?? '';
  const leader = holder();
  client.delete('pods', 'projectcontour', leader, { gracePeriodSeconds: 0 });
  world.cluster.advance('30s');
  expect(holder()).not.toBe(leader);
  const name = world.add({ defaultBackend: backend('alpaca') });
  expect(world.addressOf(name)).toEqual([world.address]);
});

test('without the right to read Ingresses the control plane serves none', () => {
  const role = client.get('rbac.authorization.k8s.io/clusterroles', '', 'contour');
  if (role === undefined) throw new Error('there is no role');
  client.update('rbac.authorization.k8s.io/clusterroles', {
    ...role,
    rules: (role.rules ?? []).filter(({ apiGroups }) => apiGroups?.includes('networking.k8s.io') !== true),
  });
  for (const { metadata } of client.list('pods', 'projectcontour')) {
    client.delete('pods', 'projectcontour', metadata.name, { gracePeriodSeconds: 0 });
  }
  world.cluster.settle();
  world.add({ defaultBackend: backend('alpaca') });
  expect(world.get('h/')).toBe('ECONNREFUSED');
  const changed = client.get('rbac.authorization.k8s.io/clusterroles', '', 'contour');
  client.update('rbac.authorization.k8s.io/clusterroles', { ...role, metadata: (changed ?? role).metadata });
  world.cluster.advance('5s');
  expect(world.get('h/')).toBe('200 alpaca');
});
