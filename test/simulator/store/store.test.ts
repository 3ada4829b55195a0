import fc from 'fast-check';
import type { KubeObject } from '../../../src/simulator/api';
import { Store, StoreError, type Change } from '../../../src/simulator/store';

const object = (namespace: string, name: string, data = ''): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name },
  data,
});

const names = (objects: readonly KubeObject[]): string[] =>
  objects.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`);

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error.refusal;
    throw error;
  }
  return 'none';
}

function storeWith(...keys: readonly (readonly [string, string])[]): Store {
  const store = new Store();
  for (const [namespace, name] of keys) store.create('configmaps', namespace, name, object(namespace, name));
  return store;
}

test('gives every write the next revision as resourceVersion', () => {
  const store = new Store();
  const first = store.create('configmaps', 'a', 'x', object('a', 'x'));
  const second = store.update('configmaps', 'a', 'x', { ...first, data: 'new' }, first);
  expect([first.metadata.resourceVersion, second.metadata.resourceVersion]).toEqual(['2', '3']);
  expect(store.revision).toBe(3);
});

test('stores an object that bears the next version itself, and a copy of any other', () => {
  const store = new Store();
  const bare = object('a', 'x');
  expect(store.create('configmaps', 'a', 'x', bare)).not.toBe(bare);
  expect(bare.metadata.resourceVersion).toBeUndefined();
  const versioned = { ...bare, metadata: { ...bare.metadata, name: 'y', resourceVersion: store.nextVersion } };
  expect(store.create('configmaps', 'a', 'y', versioned)).toBe(versioned);
  expect(store.update('configmaps', 'a', 'y', versioned, versioned).metadata.resourceVersion).toBe('4');
});

test('lists by key as etcd does: a dash sorts before the slash between namespace and name', () => {
  const store = storeWith(['a', 'z'], ['b', 'y'], ['a-b', 'x'], ['a', 'b']);
  expect(names(store.list('configmaps'))).toEqual(['a-b/x', 'a/b', 'a/z', 'b/y']);
  expect(names(store.list('configmaps', 'a'))).toEqual(['a/b', 'a/z']);
  expect(store.count('configmaps', { namespace: 'a' })).toBe(2);
});

test('refuses what does not fit the stored state and changes nothing then', () => {
  const store = storeWith(['a', 'x']);
  const stored = store.get('configmaps', 'a', 'x') as KubeObject;
  const stale = object('a', 'x');
  expect(refusal(() => store.create('configmaps', 'a', 'x', stale))).toBe('exists');
  expect(refusal(() => store.update('configmaps', 'a', 'x', stale, stale))).toBe('changed');
  expect(refusal(() => store.update('configmaps', 'a', 'y', stale, stale))).toBe('missing');
  expect(refusal(() => store.delete('configmaps', 'a', 'x', stale))).toBe('changed');
  expect(store.get('configmaps', 'a', 'x')).toBe(stored);
  expect(store.revision).toBe(2);
});

test('tells a watch of the past and of the future in the order of revisions', () => {
  const store = storeWith(['a', 'x'], ['a', 'y']);
  const seen: string[] = [];
  const stop = store.watch('configmaps', 2, ({ type, name, revision }) => seen.push(`${revision} ${type} ${name}`));
  const stored = store.get('configmaps', 'a', 'x') as KubeObject;
  store.delete('configmaps', 'a', 'x', stored);
  stop();
  store.create('configmaps', 'a', 'z', object('a', 'z'));
  expect(seen).toEqual(['3 ADDED y', '4 DELETED x']);
});

test('gives the last state of a deleted object the revision of its deletion', () => {
  const store = storeWith(['a', 'x']);
  const last = store.delete('configmaps', 'a', 'x', store.get('configmaps', 'a', 'x') as KubeObject);
  expect(last.metadata.resourceVersion).toBe('3');
  expect(store.get('configmaps', 'a', 'x')).toBeUndefined();
});

test('everyone hears of a write before anyone hears of the write that it causes', () => {
  const store = new Store();
  const heard: string[] = [];
  store.watch('configmaps', store.revision, ({ name }) => {
    heard.push(`first ${name}`);
    if (name === 'cause') store.create('configmaps', 'a', 'effect', object('a', 'effect'));
  });
  store.watch('configmaps', store.revision, ({ name }) => heard.push(`second ${name}`));
  store.create('configmaps', 'a', 'cause', object('a', 'cause'));
  expect(heard).toEqual(['first cause', 'second cause', 'first effect', 'second effect']);
});

test('answers no question about forgotten revisions, and none about revisions to come', () => {
  const store = storeWith(['a', 'x'], ['a', 'y'], ['a', 'z']);
  store.compact(3);
  expect(refusal(() => store.watch('configmaps', 2, () => undefined))).toBe('compacted');
  expect(refusal(() => store.entries('configmaps', { revision: 2 }))).toBe('compacted');
  expect(refusal(() => store.watch('configmaps', 3, () => undefined))).toBe('none');
  expect(refusal(() => store.entries('configmaps', { revision: 99 }))).toBe('future');
});

test('keeps no more changes than it may', () => {
  const store = new Store({ changesMax: 8 });
  for (let index = 0; index < 100; index += 1) store.create('configmaps', 'a', `n${index}`, object('a', `n${index}`));
  expect(refusal(() => store.watch('configmaps', 50, () => undefined))).toBe('compacted');
  expect(refusal(() => store.watch('configmaps', store.revision - 8, () => undefined))).toBe('none');
});

const write = fc.record({
  namespace: fc.constantFrom('a', 'a-b', 'b'),
  name: fc.constantFrom('x', 'y', 'z'),
  isDelete: fc.boolean(),
});

test('every past revision reads as it was then, and its changes lead to the present', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), fc.constantFrom('', 'a', 'b'), (writes, namespace) => {
      const store = new Store();
      const states = new Map<number, readonly KubeObject[]>([[store.revision, []]]);
      const changes: Change[] = [];
      store.watch('configmaps', store.revision, (change) => changes.push(change));
      for (const { isDelete, namespace: ns, name } of writes) {
        const stored = store.get('configmaps', ns, name);
        const next = object(ns, name, String(store.revision));
        if (stored === undefined) store.create('configmaps', ns, name, next);
        else if (isDelete) store.delete('configmaps', ns, name, stored);
        else store.update('configmaps', ns, name, next, stored);
        states.set(store.revision, store.list('configmaps', namespace));
      }
      for (const [revision, state] of states) {
        const past = [...store.entries('configmaps', { namespace, revision })].map(([, each]) => each);
        expect(past).toEqual(state);
        expect(past.every((each, index) => each === state[index])).toBe(true);
        const replayed: number[] = [];
        store.watch('configmaps', revision, (change) => replayed.push(change.revision))();
        expect(replayed).toEqual(changes.filter((change) => change.revision > revision).map((each) => each.revision));
      }
    }),
  );
});
