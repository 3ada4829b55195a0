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

const SHOP = [namespace('shop'), configMap('shop', 'settings'), service('shop', 'web'), deployment('shop', 'web')];

const database = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'database', namespace: 'shop' },
  spec: {
    serviceName: 'database',
    replicas: 1,
    selector: { matchLabels: { app: 'database' } },
    template: {
      metadata: { labels: { app: 'database' } },
      spec: {
        containers: [{ name: 'main', image: 'nginx:1.27', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  },
};

const exists = (storage: string, namespaceName: string, name: string): boolean =>
  served.cluster.client.get(storage as 'configmaps', namespaceName, name) !== undefined;

test('deletes what reaches others before what is reached, and namespaces last', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { isDone, outcomes } = await deployer.destroy();
  expect(isDone).toBe(true);
  expect(outcomes[0]).toBe('deleted Deployment shop/web');
  expect(outcomes.at(-1)).toBe('deleted Namespace shop');
  expect([...outcomes].sort()).toEqual([
    'deleted ConfigMap shop/settings',
    'deleted Deployment shop/web',
    'deleted Namespace shop',
    'deleted Service shop/web',
  ]);
  expect(exists('namespaces', '', 'shop')).toBe(false);
  expect(await deployer.destroy()).toEqual({ isDone: true, outcomes: [] });
});

test('leaves alone what is not of the environment, and the namespace that holds it', async () => {
  await deployer.apply(wantedOf(SHOP));
  served.cluster.client.create('configmaps', { metadata: { name: 'theirs', namespace: 'shop' } } as never);
  const { isDone, outcomes } = await deployer.destroy();
  expect(isDone).toBe(true);
  expect(outcomes).toContain('kept Namespace shop');
  expect(exists('configmaps', 'shop', 'theirs')).toBe(true);
  expect(exists('configmaps', 'shop', 'settings')).toBe(false);
  served.cluster.client.delete('configmaps', 'shop', 'theirs');
  expect(await deployer.destroy()).toEqual({ isDone: true, outcomes: ['deleted Namespace shop'] });
});

test('keeps claims, those of StatefulSets too, unless they are to go', async () => {
  await deployer.apply(wantedOf([...SHOP, claim('shop', 'files'), service('shop', 'database'), database]));
  expect(exists('persistentvolumeclaims', 'shop', 'data-database-0')).toBe(true);
  const first = await deployer.destroy();
  expect(first.isDone).toBe(true);
  expect(first.outcomes).toEqual(
    expect.arrayContaining(['kept PersistentVolumeClaim shop/files', 'kept Namespace shop']),
  );
  expect(exists('persistentvolumeclaims', 'shop', 'data-database-0')).toBe(true);
  expect(exists('apps/statefulsets', 'shop', 'database')).toBe(false);
  const second = await deployer.destroy({ deletesClaims: true });
  expect(second.outcomes).toContain('deleted PersistentVolumeClaim shop/files');
});

test('with claims, those that a StatefulSet made go as well', async () => {
  await deployer.apply(wantedOf([...SHOP, service('shop', 'database'), database]));
  const { isDone, outcomes } = await deployer.destroy({ deletesClaims: true });
  expect(isDone).toBe(true);
  expect(outcomes).toEqual(
    expect.arrayContaining(['deleted PersistentVolumeClaim shop/data-database-0', 'deleted Namespace shop']),
  );
});

test('keeps a definition while there are objects of its kind that are not of the environment', async () => {
  await deployer.apply(wantedOf([...SHOP, widgetDefinition(), widget('shop', 'ours', 1)]));
  const { api } = await deployer.session();
  const body = JSON.stringify(widget('default', 'theirs', 2));
  await api.request({ method: 'POST', path: '/apis/example.com/v1/namespaces/default/widgets', body });
  const { outcomes } = await deployer.destroy();
  expect(outcomes).toContain('kept CustomResourceDefinition widgets.example.com');
  expect(outcomes).toContain('deleted Widget shop/ours');
});

test('of one stack, leaves the others', async () => {
  const cart = [namespace('cart'), configMap('cart', 'settings')];
  await deployer.apply([...wantedOf(SHOP), ...wantedOf(cart, 'cart')]);
  const { outcomes } = await deployer.destroy({ stacks: ['cart'] });
  expect(outcomes).toEqual(['deleted ConfigMap cart/settings', 'deleted Namespace cart']);
  expect(exists('configmaps', 'shop', SET_NAME)).toBe(true);
});

test('an object that was made again under the same name is not the one that was meant', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { client } = served.cluster;
  client.delete('configmaps', 'shop', 'settings');
  client.create('configmaps', { metadata: { name: 'settings', namespace: 'shop' } } as never);
  const { outcomes } = await deployer.destroy();
  expect(outcomes).not.toContain('deleted ConfigMap shop/settings');
  expect(exists('configmaps', 'shop', 'settings')).toBe(true);
});
