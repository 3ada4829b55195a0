import type { KubeObject } from '../../../src/simulator/api';
import { StoreIndexes } from '../../../src/simulator/apiserver/store-indexes';
import type { IndexKind, StoreIndex } from '../../../src/simulator/resources/store-index';
import { Store } from '../../../src/simulator/store';

/** Counts objects, and how often it was made. */
class Count implements StoreIndex {
  static made = 0;

  constructor(public count: number) {
    Count.made += 1;
  }

  change(_storage: string, _namespace: string, previous: KubeObject | undefined, object: KubeObject | undefined): void {
    this.count += (object === undefined ? 0 : 1) - (previous === undefined ? 0 : 1);
  }
}

const COUNT: IndexKind<Count> = { name: 'count', create: (read) => new Count(read('pods').length) };

const pod = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'demo' } });

beforeEach(() => {
  Count.made = 0;
});

test('an index is made once and hears of every write', () => {
  const store = new Store();
  const indexes = new StoreIndexes(store);
  store.create('pods', 'demo', 'a', pod('a'));
  expect(indexes.get(COUNT).count).toBe(1);
  const b = store.create('pods', 'demo', 'b', pod('b'));
  store.update('pods', 'demo', 'b', { ...b, spec: {} }, b);
  expect(indexes.get(COUNT).count).toBe(2);
  store.delete('pods', 'demo', 'a', store.get('pods', 'demo', 'a') as KubeObject);
  expect(indexes.get(COUNT).count).toBe(1);
  expect(Count.made).toBe(1);
});

test('an index knows a write that others have not heard of', () => {
  const store = new Store();
  const indexes = new StoreIndexes(store);
  const seen: number[] = [];
  indexes.get(COUNT);
  store.watch('pods', store.revision, ({ name }) => {
    if (name === 'a') store.create('pods', 'demo', 'b', pod('b'));
    seen.push(indexes.get(COUNT).count);
  });
  store.create('pods', 'demo', 'a', pod('a'));
  expect(seen).toEqual([2, 2]);
  expect(indexes.get(COUNT).count).toBe(2);
});

test('an index is made again for a store that was filled', () => {
  const store = new Store();
  const indexes = new StoreIndexes(store);
  expect(indexes.get(COUNT).count).toBe(0);
  store.restore([{ storage: 'pods', namespace: 'demo', name: 'a', object: pod('a') }], 7);
  expect(indexes.get(COUNT).count).toBe(1);
});
