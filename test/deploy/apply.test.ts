import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { ServedCluster } from '../support/simulated-cluster';
import { claim, configMap, deployment, namespace, service, widget, widgetDefinition } from './manifests';

jest.setTimeout(60_000);

let served: ServedCluster;
let deployer: Deployer;
beforeEach(async () => {
  served = await ServedCluster.start({ nodes: 2, profile: 'desktop' });
  served.pacing.setSpeed(50);
  deployer = new Deployer(served.kubeconfig);
});
afterEach(async () => {
  deployer.close();
  await served.stop();
});

const SHOP = [
  namespace('shop'),
  configMap('shop', 'settings'),
  service('shop', 'web'),
  deployment('shop', 'web', { replicas: 2 }),
];

const names = (storage: string, of = 'shop'): string[] =>
  (served.cluster.client.list(storage as 'configmaps', of) as readonly { metadata: { name: string } }[])
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt');

test('makes everything, waits until it is ready, and changes nothing the second time', async () => {
  const first = await deployer.apply(wantedOf(SHOP));
  expect(first).toMatchObject({ isDone: true, unpruned: 0 });
  expect(first.outcomes).toEqual([
    'created ConfigMap shop/settings',
    'created Deployment shop/web',
    'created Namespace shop',
    'created Service shop/web',
  ]);
  expect(served.cluster.client.get('apps/deployments', 'shop', 'web')?.status.availableReplicas).toBe(2);
  const versions = (): unknown[] =>
    ['configmaps', 'services', 'apps/deployments'].map((each) =>
      served.cluster.client.list(each as 'services', 'shop').map(({ metadata }) => metadata.resourceVersion),
    );
  const before = versions();
  const second = await deployer.apply(wantedOf(SHOP));
  expect(second.outcomes.map((text) => text.split(' ')[0])).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
    'unchanged',
  ]);
  expect(versions()).toEqual(before);
});

test('marks members and their parent as KEP-3659 says', async () => {
  await deployer.apply(wantedOf(SHOP));
  const parent = served.cluster.client.get('configmaps', 'shop', SET_NAME);
  const id = parent?.metadata.labels?.['applyset.kubernetes.io/id'];
  // The id that kubectl computes: base64url(sha256('workshop-stacks-test.shop.ConfigMap.')).
  expect(id).toBe('applyset-I5_JBtJxwuDNSpxBsHTd1ODRBDOFOS2UN5wuQi5byiQ-v1');
  expect(parent?.metadata.annotations).toEqual({
    'applyset.kubernetes.io/tooling': 'kubectl/v1.36.0+workshop-stacks',
    'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps,Service',
    'applyset.kubernetes.io/contains-group-resources': 'configmaps,deployments.apps,services',
    'applyset.kubernetes.io/additional-namespaces': '',
  });
  expect(served.cluster.client.get('services', 'shop', 'web')?.metadata.labels).toEqual({
    'applyset.kubernetes.io/part-of': id,
  });
  expect(served.cluster.client.get('namespaces', '', 'shop')?.metadata.labels).toMatchObject({
    'workshop-stacks/set': id,
  });
});

test('deletes what is no longer wanted, after everything else, and keeps claims', async () => {
  await deployer.apply(wantedOf([...SHOP, configMap('shop', 'old'), claim('shop', 'data')]));
  const { isDone, outcomes, events } = await deployer.apply(wantedOf(SHOP));
  expect(isDone).toBe(true);
  expect(outcomes.filter((text) => !text.startsWith('unchanged'))).toEqual([
    'deleted ConfigMap shop/old',
    'kept PersistentVolumeClaim shop/data',
  ]);
  expect(events.at(-1)).toMatchObject({ outcome: 'deleted' });
  expect(names('configmaps')).toEqual(['settings', SET_NAME]);
  // What was kept is remembered, and goes when somebody says so.
  const last = await deployer.apply(wantedOf(SHOP), { deletesClaims: true });
  expect(last.outcomes).toContain('deleted PersistentVolumeClaim shop/data');
});

test('of some stacks, deletes nothing of the others', async () => {
  const cart = [namespace('cart'), configMap('cart', 'settings'), configMap('cart', 'old')];
  await deployer.apply([...wantedOf([...SHOP, configMap('shop', 'old')]), ...wantedOf(cart, 'cart')]);
  const { outcomes } = await deployer.apply(wantedOf(cart.slice(0, 2), 'cart'), {}, { stacks: ['cart'] });
  expect(outcomes).toEqual([
    'deleted ConfigMap cart/old',
    'unchanged ConfigMap cart/settings',
    'unchanged Namespace cart',
  ]);
  expect(names('configmaps')).toEqual(['old', 'settings', SET_NAME]);
});

test('a stack that is gone from the environment goes with its namespace', async () => {
  const cart = [namespace('cart'), configMap('cart', 'settings')];
  await deployer.apply([...wantedOf(SHOP), ...wantedOf(cart, 'cart')]);
  const { isDone, outcomes } = await deployer.apply(wantedOf(SHOP));
  expect(isDone).toBe(true);
  expect(outcomes.filter((text) => text.startsWith('deleted'))).toEqual([
    'deleted ConfigMap cart/settings',
    'deleted Namespace cart',
  ]);
  expect(served.cluster.client.get('namespaces', '', 'cart')).toBeUndefined();
});

test('definitions come first: objects of their kinds are applied in the same run', async () => {
  const { isDone, outcomes } = await deployer.apply(
    wantedOf([widget('shop', 'small', 1), namespace('shop'), widgetDefinition(), widget('shop', 'large', 9)]),
  );
  expect(isDone).toBe(true);
  expect(outcomes).toEqual([
    'created CustomResourceDefinition widgets.example.com',
    'created Namespace shop',
    'created Widget shop/large',
    'created Widget shop/small',
  ]);
});

test('a field that somebody else changed stays theirs unless it is taken over', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { client } = served.cluster;
  const web = client.get('apps/deployments', 'shop', 'web');
  if (web === undefined) throw new Error('it was applied');
  client.update('apps/deployments', { ...web, spec: { ...web.spec, replicas: 3 } });
  const refused = await deployer.apply(wantedOf(SHOP));
  expect(refused).toMatchObject({ isDone: false });
  expect(refused.events.find((event) => event.type === 'object' && event.outcome === 'failed')).toMatchObject({
    conflicts: [{ field: '.spec.replicas' }],
    advice: expect.stringContaining('--force-conflicts'),
  });
  const forced = await deployer.apply(wantedOf(SHOP), { isForced: true });
  expect(forced.outcomes).toContain('changed Deployment shop/web');
  expect(client.get('apps/deployments', 'shop', 'web')?.spec.replicas).toBe(2);
});

test('what is refused stops its own stack at the next wave, and nothing is deleted', async () => {
  const cart = [namespace('cart'), configMap('cart', 'settings'), deployment('cart', 'cart')];
  await deployer.apply([...wantedOf([...SHOP, configMap('shop', 'old')]), ...wantedOf(cart, 'cart')]);
  const broken = [
    namespace('shop'),
    { ...configMap('shop', 'settings'), unknown: true },
    deployment('shop', 'web', { replicas: 1 }),
  ];
  const { isDone, unpruned, outcomes, events } = await deployer.apply([
    ...wantedOf(broken),
    ...wantedOf([...cart.slice(0, 2), deployment('cart', 'cart', { replicas: 2 })], 'cart'),
  ]);
  expect({ isDone, unpruned }).toEqual({ isDone: false, unpruned: 2 });
  expect(outcomes).toEqual([
    'changed Deployment cart/cart',
    'failed ConfigMap shop/settings',
    'skipped Deployment shop/web',
    'unchanged ConfigMap cart/settings',
    'unchanged Namespace cart',
    'unchanged Namespace shop',
  ]);
  const failure = events.find((event) => event.type === 'object' && event.outcome === 'failed');
  expect(failure).toMatchObject({ message: expect.stringContaining('unknown') });
  expect(names('configmaps')).toContain('old');
});

test('what does not become ready is explained with what the cluster says about it', async () => {
  const broken = deployment('shop', 'web', { image: 'nginx:no-such-tag' });
  const { isDone, events } = await deployer.apply(wantedOf([namespace('shop'), broken]), { timeoutMs: 2_000 });
  expect(isDone).toBe(false);
  const unready = events.find((event) => event.type === 'object' && event.outcome === 'unready');
  expect(unready).toMatchObject({ message: '0 of 1 Pods are available' });
  const texts = unready?.type === 'object' ? (unready.evidence ?? []).map(({ text }) => text) : [];
  expect(texts.join('\n')).toMatch(/container main waits, (ErrImagePull|ImagePullBackOff)/);
  expect(texts.join('\n')).toMatch(/Failed: Failed to pull image/);
});

test('the last lines of a container that fails are told, without what is secret', async () => {
  const web = deployment('shop', 'web') as { spec: { template: { spec: { containers: object[] } } } };
  const command = ['sh', '-c', 'echo the password is geheim123; exit 3'];
  web.spec.template.spec.containers = [{ name: 'main', image: 'busybox:1.36', command }];
  deployer.redaction.add('geheim123');
  const { events } = await deployer.apply(wantedOf([namespace('shop'), web]), { timeoutMs: 3_000 });
  const unready = events.find((event) => event.type === 'object' && event.outcome === 'unready');
  const evidence = unready?.type === 'object' ? (unready.evidence ?? []) : [];
  expect(evidence.filter(({ kind }) => kind === 'log').map(({ text }) => text)).toEqual(['the password is ***']);
  expect(evidence.find(({ kind }) => kind === 'container')?.text).toMatch(/exit code 3/);
});

test('who interrupts leaves a state that the next run finishes', async () => {
  const controller = new AbortController();
  const objects = wantedOf([...SHOP, ...Array.from({ length: 40 }, (_, index) => configMap('shop', `map-${index}`))]);
  let seen = 0;
  const listener = (): void => {
    seen += 1;
    if (seen === 10) controller.abort();
  };
  await expect(deployer.apply(objects, { listener }, { signal: controller.signal })).rejects.toMatchObject({
    problem: 'interrupted',
  });
  const made = names('configmaps').length;
  expect(made).toBeLessThan(42);
  const { isDone, outcomes } = await deployer.apply(objects);
  expect(isDone).toBe(true);
  expect(outcomes).toHaveLength(44);
  expect(names('configmaps')).toHaveLength(42);
});

test('a namespace that is on its way out is made again when it is gone', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { client } = served.cluster;
  const before = client.get('namespaces', '', 'shop')?.metadata.uid;
  client.delete('namespaces', '', 'shop');
  const { isDone, outcomes } = await deployer.apply(wantedOf(SHOP));
  expect(isDone).toBe(true);
  expect(outcomes).toContain('created Namespace shop');
  expect(client.get('namespaces', '', 'shop')?.metadata.uid).not.toBe(before);
  expect(client.get('apps/deployments', 'shop', 'web')?.status.availableReplicas).toBe(2);
});

test('an object of another environment is not taken away from it', async () => {
  await deployer.apply(wantedOf([namespace('shop'), configMap('shop', 'settings')]));
  const other = deployer.apply(wantedOf([configMap('shop', 'settings')]), {}, { setName: 'workshop-stacks-other' });
  await expect(other).rejects.toThrow('ConfigMap shop/settings belongs to another set');
});

test.each([
  {
    what: 'a kind that is not served',
    object: { ...deployment('shop', 'web'), apiVersion: 'apps/v1beta1' },
    says: 'the cluster serves no Deployment of apps/v1beta1 (apps in v1 only)',
  },
  {
    what: 'a generated name',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'web-' } },
    says: 'Pod has no name',
  },
])('$what is refused before anything changes', async ({ object, says }) => {
  await expect(deployer.apply(wantedOf([namespace('shop'), object]))).rejects.toThrow(says);
  expect(served.cluster.client.get('namespaces', '', 'shop')).toBeUndefined();
});

test('two manifests of the same object are refused', async () => {
  const twice = wantedOf([configMap('default', 'settings'), configMap('default', 'settings')]);
  await expect(deployer.apply(twice)).rejects.toThrow(
    'ConfigMap default/settings is there twice: in shop-0.yaml and shop-1.yaml',
  );
});
