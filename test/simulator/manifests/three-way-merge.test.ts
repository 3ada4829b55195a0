import type { KubeObject } from '../../../src/simulator/api';
import { threeWayMerge } from '../../../src/simulator/manifests/three-way-merge';

const deployment = (spec: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
});
const containers = (...list: readonly object[]): object => ({ template: { spec: { containers: list } } });

test.each([
  {
    name: 'a field that is wanted wins',
    original: {},
    wanted: { replicas: 2 },
    current: { replicas: 5 },
    spec: { replicas: 2 },
  },
  {
    name: 'a field that nobody applied stays',
    original: {},
    wanted: {},
    current: { replicas: 5 },
    spec: { replicas: 5 },
  },
  {
    name: 'a field that is no longer wanted goes',
    original: { paused: true },
    wanted: {},
    current: { paused: true },
    spec: {},
  },
  { name: 'null takes away', original: {}, wanted: { paused: null }, current: { paused: true }, spec: {} },
  {
    name: 'containers are merged by name, and keep what the server filled in',
    original: containers({ name: 'a', image: 'a:1' }),
    wanted: containers({ name: 'a', image: 'a:2' }),
    current: containers({ name: 'a', image: 'a:1', imagePullPolicy: 'Always' }),
    spec: containers({ name: 'a', image: 'a:2', imagePullPolicy: 'Always' }),
  },
  {
    name: 'a container that somebody else added stays, one that is no longer wanted goes',
    original: containers({ name: 'a' }, { name: 'b' }),
    wanted: containers({ name: 'b' }),
    current: containers({ name: 'a' }, { name: 'injected' }, { name: 'b' }),
    spec: containers({ name: 'injected' }, { name: 'b' }),
  },
  {
    name: 'the order that is wanted is kept',
    original: containers({ name: 'a' }, { name: 'b' }),
    wanted: containers({ name: 'b' }, { name: 'a' }),
    current: containers({ name: 'a' }, { name: 'b' }, { name: 'injected' }),
    spec: containers({ name: 'b' }, { name: 'a' }, { name: 'injected' }),
  },
  {
    name: 'a list without merge key is replaced',
    original: containers({ name: 'a', args: ['x'] }),
    wanted: containers({ name: 'a', args: ['y'] }),
    current: containers({ name: 'a', args: ['x', 'z'] }),
    spec: containers({ name: 'a', args: ['y'] }),
  },
  {
    name: 'what belonged to another strategy goes with it',
    original: {},
    wanted: { strategy: { type: 'Recreate' } },
    current: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } },
    spec: { strategy: { type: 'Recreate' } },
  },
  {
    name: 'what belongs to the same strategy stays',
    original: {},
    wanted: { strategy: { type: 'RollingUpdate' } },
    current: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } },
    spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } },
  },
])('$name', ({ original, wanted, current, spec }) => {
  expect(threeWayMerge(deployment(original), deployment(wanted), deployment(current))['spec']).toEqual(spec);
});

test('finalizers are a set to which others add', () => {
  const object = (...finalizers: string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', finalizers },
  });
  const merged = threeWayMerge(
    object('x.io/a', 'x.io/b'),
    object('x.io/b', 'x.io/c'),
    object('x.io/a', 'x.io/b', 'y.io/z'),
  );
  expect(merged.metadata.finalizers).toEqual(['x.io/b', 'y.io/z', 'x.io/c']);
});

test('a custom object is merged by keys, its lists as a whole', () => {
  const object = (spec: object): KubeObject => ({
    apiVersion: 'x.io/v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    spec,
  });
  const merged = threeWayMerge(
    object({ gone: 1, list: [{ name: 'a' }] }),
    object({ list: [{ name: 'b' }] }),
    object({ gone: 1, kept: { deep: true }, list: [{ name: 'a' }] }),
  );
  expect(merged['spec']).toEqual({ kept: { deep: true }, list: [{ name: 'b' }] });
});
