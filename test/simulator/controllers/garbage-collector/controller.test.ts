import { type KubeObject, type OwnerReference } from '../../../../src/simulator/api';
import { garbageCollectorController } from '../../../../src/simulator/controllers/garbage-collector/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const refer = (owner: KubeObject, blocks = false): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name as string,
  uid: owner.metadata.uid as string,
  ...(blocks ? { blockOwnerDeletion: true } : {}),
});

class Sample extends SmallControlPlane {
  constructor() {
    super(garbageCollectorController);
  }

  /** Makes a ConfigMap with owners. */
  put(name: string, owners: readonly OwnerReference[] = [], finalizers: readonly string[] = []): KubeObject {
    const metadata = { name, namespace: 'demo', ownerReferences: owners, finalizers };
    return this.client.create('configmaps', { metadata });
  }

  remove(name: string, propagationPolicy?: 'Foreground' | 'Orphan'): void {
    this.client.delete('configmaps', 'demo', name, propagationPolicy === undefined ? {} : { propagationPolicy });
  }

  get configMaps(): readonly string[] {
    return this.names('configmaps');
  }

  ownersOf(name: string): readonly string[] {
    const { ownerReferences = [] } = this.client.get('configmaps', 'demo', name)?.metadata ?? {};
    return ownerReferences.map((reference) => reference.name);
  }
}

describe('in the background', () => {
  test('dependents go after their owner, theirs after them, and nothing else', () => {
    const plane = new Sample();
    const owner = plane.put('a');
    const middle = plane.put('b', [refer(owner)]);
    plane.put('c', [refer(middle)]);
    plane.put('other');
    plane.remove('a');
    expect(plane.configMaps).toEqual(['b', 'c', 'other']);
    plane.advance();
    expect(plane.configMaps).toEqual(['other']);
  });

  test('one owner that is left keeps a dependent, which forgets the others', () => {
    const plane = new Sample();
    const owners = ['a', 'b'].map((name) => plane.put(name));
    plane.put(
      'c',
      owners.map((owner) => refer(owner)),
    );
    plane.remove('a');
    plane.advance();
    expect(plane.configMaps).toEqual(['b', 'c']);
    expect(plane.ownersOf('c')).toEqual(['b']);
    plane.remove('b');
    plane.advance();
    expect(plane.configMaps).toEqual([]);
  });

  test('who refers to an owner that never was goes, and so does who refers to one of the same name', () => {
    const plane = new Sample();
    const owner = plane.put('a');
    plane.put('b', [{ ...refer(owner), uid: 'another' }]);
    plane.put('c', [{ ...refer(owner), name: 'nobody' }]);
    plane.put('d', [refer(owner)]);
    plane.advance();
    expect(plane.configMaps).toEqual(['a', 'd']);
  });

  test('an owner of a kind that nobody serves keeps its dependents until it is served', () => {
    const plane = new Sample();
    plane.put('a', [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid: 'u' }]);
    plane.advance(10_000);
    expect(plane.configMaps).toEqual(['a']);
    plane.client.create('apiextensions.k8s.io/customresourcedefinitions', widgets() as never);
    plane.advance();
    expect(plane.configMaps).toEqual([]);
  });

  test('custom resources own and are owned', () => {
    const plane = new Sample();
    plane.client.create('apiextensions.k8s.io/customresourcedefinitions', widgets() as never);
    const owner = plane.put('a');
    const metadata = { name: 'w', namespace: 'demo', ownerReferences: [refer(owner)] };
    const widget = plane.client.create('example.com/widgets', { metadata });
    plane.put('b', [refer(widget)]);
    plane.remove('a');
    plane.advance();
    expect(plane.configMaps).toEqual([]);
    expect(plane.names('example.com/widgets')).toEqual([]);
  });
});

describe('in the foreground', () => {
  test('an owner waits for the dependents that block it', () => {
    const plane = new Sample();
    const owner = plane.put('a');
    plane.put('held', [refer(owner, true)], ['example.com/hold']);
    plane.put('free', [refer(owner, true)]);
    plane.remove('a', 'Foreground');
    plane.advance();
    expect(plane.configMaps).toEqual(['a', 'held']);
    const held = plane.client.get('configmaps', 'demo', 'held') as KubeObject;
    plane.client.update('configmaps', { ...held, metadata: { ...held.metadata, finalizers: [] } } as never);
    plane.advance();
    expect(plane.configMaps).toEqual([]);
  });

  test('an owner does not wait for the others, but they go too', () => {
    const plane = new Sample();
    const owner = plane.put('a');
    plane.put('held', [refer(owner)], ['example.com/hold']);
    plane.remove('a', 'Foreground');
    plane.advance();
    expect(plane.configMaps).toEqual(['held']);
    expect(plane.client.get('configmaps', 'demo', 'held')?.metadata.deletionTimestamp).toBeDefined();
  });

  test('dependents of dependents go first', () => {
    const plane = new Sample();
    const order: string[] = [];
    plane.client.watch('configmaps', ({ type, object }) => {
      if (type === 'DELETED') order.push(object.metadata.name);
    });
    const owner = plane.put('a');
    const middle = plane.put('b', [refer(owner, true)]);
    plane.put('c', [refer(middle, true)]);
    plane.remove('a', 'Foreground');
    plane.advance();
    expect(order).toEqual(['c', 'b', 'a']);
  });

  test('a circle of owners does not hold itself', () => {
    const plane = new Sample();
    const first = plane.put('a');
    const second = plane.put('b', [refer(first, true)]);
    plane.client.update('configmaps', {
      ...first,
      metadata: { ...first.metadata, ownerReferences: [refer(second, true)] },
    } as never);
    plane.remove('a', 'Foreground');
    plane.advance(1000);
    expect(plane.configMaps).toEqual([]);
  });

  test('an owner without dependents goes', () => {
    const plane = new Sample();
    plane.put('a');
    plane.remove('a', 'Foreground');
    expect(plane.configMaps).toEqual(['a']);
    plane.advance();
    expect(plane.configMaps).toEqual([]);
  });
});

test('orphans stay and forget their owner', () => {
  const plane = new Sample();
  const owner = plane.put('a');
  const middle = plane.put('b', [refer(owner, true)]);
  plane.put('c', [refer(middle)]);
  plane.remove('a', 'Orphan');
  plane.advance();
  expect(plane.configMaps).toEqual(['b', 'c']);
  expect(plane.ownersOf('b')).toEqual([]);
  expect(plane.ownersOf('c')).toEqual(['b']);
});

describe('owners out of reach', () => {
  test('an owner in another namespace is none: an Event says so', () => {
    const plane = new Sample();
    plane.addNamespace('other');
    const owner = plane.client.create('configmaps', { metadata: { name: 'a', namespace: 'other' } });
    plane.put('b', [refer(owner)]);
    plane.advance();
    expect(plane.configMaps).toEqual(['other/a']);
    const { uid } = owner.metadata;
    expect(plane.events).toEqual([
      `demo Warning OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: demo, name: a, uid: ${uid}] does not exist in namespace "demo"`,
    ]);
  });

  test('a namespaced owner of a cluster-scoped object is an error that deletes nothing', () => {
    const plane = new Sample();
    const owner = plane.put('a');
    const metadata = { name: 'r', ownerReferences: [refer(owner)] };
    plane.client.create('rbac.authorization.k8s.io/clusterroles', { metadata, rules: [] });
    plane.advance();
    plane.remove('a');
    plane.advance();
    expect(plane.names('rbac.authorization.k8s.io/clusterroles')).toEqual(['r']);
    expect(plane.events.map((text) => text.split(':')[0])).toEqual(['default Warning OwnerRefInvalidNamespace']);
  });

  test('a cluster-scoped owner has dependents in every namespace', () => {
    const plane = new Sample();
    const owner = plane.client.create('rbac.authorization.k8s.io/clusterroles', { metadata: { name: 'r' }, rules: [] });
    plane.put('a', [refer(owner)]);
    plane.advance();
    expect(plane.configMaps).toEqual(['a']);
    plane.client.delete('rbac.authorization.k8s.io/clusterroles', '', 'r');
    plane.advance();
    expect(plane.configMaps).toEqual([]);
  });
});

test.each(['Background', 'Foreground', 'Orphan'] as const)(
  'the work for many dependents grows with their number (%s)',
  (propagationPolicy) => {
    const actionsFor = (count: number): number => {
      const plane = new Sample();
      const owner = plane.put('owner');
      for (let index = 0; index < count; index += 1) plane.put(`d-${index}`, [refer(owner, true)]);
      plane.advance();
      const before = plane.loop.actions;
      plane.client.delete('configmaps', 'demo', 'owner', { propagationPolicy });
      plane.advance(1000);
      expect(plane.configMaps).toHaveLength(propagationPolicy === 'Orphan' ? count : 0);
      return plane.loop.actions - before;
    };
    expect(actionsFor(400)).toBeLessThanOrEqual(5 * Math.max(actionsFor(100), 3));
  },
);

function widgets(): object {
  return {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
}
