import { Deployer, wantedOf } from '../support/deploying';
import { ServedCluster } from '../support/simulated-cluster';
import { claim, configMap, deployment, namespace, widget, widgetDefinition } from './manifests';

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

const SHOP = [namespace('shop'), configMap('shop', 'settings'), deployment('shop', 'web')];

/** `change ConfigMap settings`, drifted ones with a star. */
const summary = (differences: Awaited<ReturnType<Deployer['diff']>>): string[] =>
  differences.map(({ action, key, hasDrifted }) => `${action}${hasDrifted ? '*' : ''} ${key.kind} ${key.name}`);

test('what is not there is created, also in namespaces and of kinds that come with it; nothing is changed', async () => {
  const objects = wantedOf([...SHOP, widgetDefinition(), widget('shop', 'one', 1)]);
  const differences = await deployer.diff(objects);
  expect(summary(differences)).toEqual([
    'create Namespace shop',
    'create ConfigMap settings',
    'create Deployment web',
    'create CustomResourceDefinition widgets.example.com',
    'create Widget one',
  ]);
  expect(differences[1]?.lines).toEqual(expect.arrayContaining(['@@ -0,0 +1,11 @@', '+  key: value']));
  expect(served.cluster.client.get('namespaces', '', 'shop')).toBeUndefined();
});

test('what is as wanted does not differ, and what the server fills in does not count', async () => {
  await deployer.apply(wantedOf(SHOP));
  expect(summary(await deployer.diff(wantedOf(SHOP)))).toEqual([
    'none Namespace shop',
    'none ConfigMap settings',
    'none Deployment web',
  ]);
});

test('a changed manifest is a change, an object that somebody changed has drifted', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { client } = served.cluster;
  const map = client.get('configmaps', 'shop', 'settings');
  if (map === undefined) throw new Error('it was applied');
  client.update('configmaps', { ...map, data: { key: 'theirs' } });
  const differences = await deployer.diff(
    wantedOf([SHOP[0] as object, SHOP[1] as object, deployment('shop', 'web', { replicas: 3 })]),
  );
  expect(summary(differences)).toEqual(['none Namespace shop', 'change* ConfigMap settings', 'change Deployment web']);
  expect(differences[1]).toMatchObject({ conflicts: [{ field: '.data.key' }] });
  expect(differences[1]?.lines.filter((line) => /^[-+]/.test(line))).toEqual(['-  key: theirs', '+  key: value']);
  expect(differences[2]?.lines.filter((line) => /^[-+]/.test(line))).toEqual(['-  replicas: 1', '+  replicas: 3']);
});

test('a field that somebody took out has drifted, though nobody owns it', async () => {
  await deployer.apply(wantedOf(SHOP));
  const { client } = served.cluster;
  const map = client.get('configmaps', 'shop', 'settings');
  if (map === undefined) throw new Error('it was applied');
  client.update('configmaps', { ...map, data: {} });
  expect(summary(await deployer.diff(wantedOf(SHOP)))).toContain('change* ConfigMap settings');
});

test('what is no longer wanted is deleted, but for claims', async () => {
  await deployer.apply(wantedOf([...SHOP, configMap('shop', 'old'), claim('shop', 'data')]));
  const differences = await deployer.diff(wantedOf(SHOP));
  expect(summary(differences).slice(3).sort()).toEqual(['delete ConfigMap old', 'keep PersistentVolumeClaim data']);
  expect(differences.find(({ key }) => key.name === 'old')?.lines).toContain('-  key: value');
});

test('what the cluster would refuse is said', async () => {
  await deployer.apply(wantedOf(SHOP));
  const broken = deployment('shop', 'web') as { spec: { selector: object } };
  broken.spec.selector = { matchLabels: { app: 'other' } };
  const [difference] = (await deployer.diff(wantedOf([broken]))).filter(({ action }) => action === 'refused');
  expect(difference?.message).toMatch(/selector/);
});
