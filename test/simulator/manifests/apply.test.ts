import { createCluster } from '../../../src/simulator';
import type { KubeObject } from '../../../src/simulator/api';
import { type Applied, applyManifests, objectName } from '../../../src/simulator/manifests';

const manifest = (object: object, file = 'a.yaml') => ({ file, object: object as KubeObject });
const configMap = (data: object, namespace?: string) =>
  manifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace }, data });
const namespace = (name: string) => manifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const outcomes = (applied: readonly Applied[]): string[] =>
  applied.map((each) => `${objectName(each)} ${each.outcome}`);

const crd = manifest({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.x.io' },
  spec: {
    group: 'x.io',
    names: { kind: 'Thing', plural: 'things' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
});
const thing = manifest({ apiVersion: 'x.io/v1', kind: 'Thing', metadata: { name: 'one' }, spec: { a: 1 } });

test('an object is created, left alone, and changed', () => {
  const { handle, client } = createCluster();
  const apply = (data: object): string[] => outcomes(applyManifests(handle, [configMap(data)]));
  expect(apply({ a: '1', b: '2' })).toEqual(['configmap/settings created']);
  expect(apply({ a: '1', b: '2' })).toEqual(['configmap/settings unchanged']);
  expect(apply({ a: '3' })).toEqual(['configmap/settings configured']);
  expect(client.get('configmaps', 'default', 'settings')?.data).toEqual({ a: '3' });
});

test('what others changed stays where nothing is wanted', () => {
  const { handle, client } = createCluster();
  applyManifests(handle, [configMap({ a: '1' })]);
  const object = client.get('configmaps', 'default', 'settings');
  client.update('configmaps', { ...(object as NonNullable<typeof object>), data: { a: '9', other: 'x' } });
  applyManifests(handle, [configMap({ a: '2' })]);
  expect(client.get('configmaps', 'default', 'settings')?.data).toEqual({ a: '2', other: 'x' });
});

test('namespaces come first, wherever they stand', () => {
  const { handle } = createCluster();
  expect(outcomes(applyManifests(handle, [configMap({}, 'shop'), namespace('shop')]))).toEqual([
    'namespace/shop created',
    'configmap/settings created',
  ]);
});

test('a kind and its objects are applied together', () => {
  const { handle } = createCluster();
  expect(outcomes(applyManifests(handle, [thing, crd]))).toEqual([
    'customresourcedefinition.apiextensions.k8s.io/things.x.io created',
    'thing.x.io/one created',
  ]);
});

test('an object that names no namespace goes where the options say', () => {
  const { handle, client } = createCluster();
  const [, applied] = applyManifests(handle, [namespace('shop'), configMap({})], { namespace: 'shop' });
  expect(applied).toMatchObject({ namespace: 'shop', outcome: 'created' });
  expect(client.get('configmaps', 'shop', 'settings')).toBeDefined();
});

test('what cannot be applied is told in the words of the server, with its file, and the others are applied', () => {
  const { handle } = createCluster();
  const bad = manifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Bad Name' }, unknown: 1 }, 'bad.yaml');
  const [first, second, third] = applyManifests(handle, [bad, configMap({}, 'missing'), configMap({})]);
  expect(first).toMatchObject({
    file: 'bad.yaml',
    outcome: 'error',
    message: expect.stringContaining('unknown field'),
  });
  expect(second).toMatchObject({ outcome: 'error', message: 'namespaces "missing" not found' });
  expect(third).toMatchObject({ outcome: 'created' });
});

test('a kind that nobody defines is told', () => {
  const [applied] = applyManifests(createCluster().handle, [thing]);
  expect(applied?.message).toBe('no matches for kind "Thing" in version "x.io/v1"; ensure CRDs are installed first');
});

test('what needs time is tried again after it has passed', () => {
  const { handle, client } = createCluster();
  let waited = 0;
  const applied = applyManifests(handle, [configMap({}, 'later')], {
    wait: () => {
      waited += 1;
      if (waited === 3) client.create('namespaces', { metadata: { name: 'later' } });
    },
  });
  expect(outcomes(applied)).toEqual(['configmap/settings created']);
  expect(waited).toBe(3);
});

test('warnings of the server come along', () => {
  const { handle } = createCluster();
  const old = manifest({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'old' } });
  expect(applyManifests(handle, [old])[0]?.warnings).toEqual([
    'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  ]);
});
