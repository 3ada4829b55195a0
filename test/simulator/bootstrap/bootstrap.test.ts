import { bootstrap, NODES_MAX } from '../../../src/simulator/bootstrap';
import { SeededRandom, VirtualClock } from '../../../src/simulator/engine';
import { Store } from '../../../src/simulator/store';

const RBAC = 'rbac.authorization.k8s.io';

function booted(options: { readonly nodes?: number; readonly seed?: number } = {}): Store {
  const store = new Store();
  bootstrap({
    store,
    clock: new VirtualClock(Date.UTC(2026, 0, 1)),
    random: new SeededRandom(options.seed ?? 1),
    nodes: options.nodes ?? 3,
    authority: 'PEM',
    serviceCidr: '10.0.0.0/16',
    serverAddress: '10.0.0.1',
  });
  return store;
}

const names = (store: Store, storage: string, namespace = ''): (string | undefined)[] =>
  store.list(storage, namespace).map(({ metadata }) => metadata.name);

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

/** What a cluster role allows: `verb resource.group`. */
const powers = (store: Store, name: string): string[] =>
  (store.get(`${RBAC}/clusterroles`, '', name)?.['rules'] as readonly Rule[]).flatMap(
    ({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
      ),
  );

describe('a new cluster', () => {
  const store = booted();

  test('has the namespaces of every cluster', () => {
    expect(names(store, 'namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  });

  test('gives every namespace its account and its certificate', () => {
    for (const namespace of names(store, 'namespaces') as string[]) {
      expect(names(store, 'serviceaccounts', namespace)).toEqual(['default']);
      expect(store.get('configmaps', namespace, 'kube-root-ca.crt')?.['data']).toEqual({ 'ca.crt': 'PEM' });
    }
  });

  test('serves itself at the first address', () => {
    expect(store.get('services', 'default', 'kubernetes')?.['spec']).toMatchObject({ clusterIP: '10.0.0.1' });
    expect(names(store, 'discovery.k8s.io/endpointslices', 'default')).toEqual(['kubernetes']);
  });

  test('has three ready nodes without taints, each with a lease', () => {
    const nodes = store.list('nodes');
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2', 'node-3']);
    for (const { spec, status } of nodes) {
      expect(spec).not.toHaveProperty('taints');
      expect(status).toMatchObject({
        conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]),
      });
    }
    expect(names(store, 'coordination.k8s.io/leases', 'kube-node-lease')).toEqual(['node-1', 'node-2', 'node-3']);
  });

  test('gives every object an identity of its own and the time of the beginning', () => {
    const objects = ['nodes', 'namespaces', `${RBAC}/clusterroles`, 'serviceaccounts'].flatMap((key) =>
      store.list(key),
    );
    expect(new Set(objects.map(({ metadata }) => metadata.uid)).size).toBe(objects.length);
    expect(new Set(objects.map(({ metadata }) => metadata.creationTimestamp))).toEqual(
      new Set(['2026-01-01T00:00:00Z']),
    );
  });

  test('binds every controller to a role of its own', () => {
    const roles = new Set(names(store, `${RBAC}/clusterroles`));
    for (const { metadata, roleRef } of store.list(`${RBAC}/clusterrolebindings`)) {
      expect(roleRef).toMatchObject({ name: metadata.name });
      expect(roles).toContain(metadata.name);
    }
  });

  test.each([
    { role: 'view', may: 'list pods.', mayNot: 'get secrets.' },
    { role: 'view', may: 'get configmaps.', mayNot: 'create pods.' },
    { role: 'edit', may: 'create deployments.apps', mayNot: `create roles.${RBAC}` },
    { role: 'edit', may: 'list pods.', mayNot: 'create namespaces.' },
    { role: 'admin', may: `create rolebindings.${RBAC}`, mayNot: 'update resourcequotas.' },
    { role: 'admin', may: 'get secrets.', mayNot: 'list nodes.' },
  ])('$role may $may and may not $mayNot', ({ role, may, mayNot }) => {
    const all = powers(store, role);
    expect(all).toContain(may);
    expect(all).not.toContain(mayNot);
  });

  test('each role for people holds the smaller ones', () => {
    const [view, edit, admin] = ['view', 'edit', 'admin'].map((role) => powers(store, role)) as [
      string[],
      string[],
      string[],
    ];
    expect(edit).toEqual(expect.arrayContaining(view));
    expect(admin).toEqual(expect.arrayContaining(edit));
  });
});

test('equal seeds give equal clusters, other seeds other identities', () => {
  const identities = (seed: number): unknown => booted({ seed }).list('nodes');
  expect(identities(7)).toEqual(identities(7));
  expect(identities(8)).not.toEqual(identities(7));
});

test.each([0, 1, 300])('there can be %p nodes, each with its own addresses', (nodes) => {
  const store = booted({ nodes });
  const found = store.list('nodes');
  const ranges = new Set(found.map(({ spec }) => (spec as { podCIDR: string }).podCIDR));
  const addresses = new Set(
    found.map(({ status }) => (status as { addresses: { address: string }[] }).addresses[0]?.address),
  );
  expect([found.length, ranges.size, addresses.size]).toEqual([nodes, nodes, nodes]);
});

test('the ranges of Pods and Services stay apart with the most nodes', () => {
  expect(244 - ((NODES_MAX - 1) >> 8)).toBeGreaterThan(0);
});
