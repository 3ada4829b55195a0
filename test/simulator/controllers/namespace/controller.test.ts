import { namespaceController } from '../../../../src/simulator/controllers/namespace/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const conditionOf = (plane: SmallControlPlane, type: string): string => {
  const condition = plane.client.get('namespaces', '', 'demo')?.status.conditions?.find((each) => each.type === type);
  return `${condition?.status ?? 'none'}: ${condition?.message ?? ''}`;
};

test('a deleted namespace goes with all that is in it, and with nothing else', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.addNamespace('other');
  for (const namespace of ['demo', 'other']) {
    plane.client.create('configmaps', { metadata: { name: 'c', namespace } });
    plane.client.create('services', { metadata: { name: 's', namespace }, spec: { ports: [{ port: 80 }] } });
  }
  plane.client.delete('namespaces', '', 'demo');
  expect(plane.client.get('namespaces', '', 'demo')?.status.phase).toBe('Terminating');
  plane.advance();
  expect(plane.names('namespaces')).toEqual(['default', 'other']);
  expect(plane.names('configmaps')).toEqual(['other/c']);
  expect(plane.names('services')).toEqual(['other/s']);
});

test('Pods go first: the rest waits until the last of them has ended', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.client.create('configmaps', { metadata: { name: 'c', namespace: 'demo' } });
  plane.putPod('p1');
  plane.putPod('p2');
  plane.client.delete('namespaces', '', 'demo');
  plane.advance(1000);
  expect(plane.names('pods')).toEqual(['p1', 'p2']);
  expect(plane.client.get('pods', 'demo', 'p1')?.metadata.deletionTimestamp).toBeDefined();
  expect(plane.names('configmaps')).toEqual(['c']);
  plane.killPod('p1');
  plane.advance(1000);
  expect(plane.names('configmaps')).toEqual(['c']);
  plane.killPod('p2');
  plane.advance();
  expect(plane.names('namespaces')).toEqual(['default']);
  expect(plane.names('configmaps')).toEqual([]);
});

test('a Pod that does not end in its grace is reported', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.putPod('p1');
  plane.client.delete('namespaces', '', 'demo');
  plane.advance(1000);
  expect(conditionOf(plane, 'NamespaceDeletionContentFailure')).toBe(
    'False: All content successfully deleted, may be waiting on finalization',
  );
  plane.advance(60_000);
  expect(conditionOf(plane, 'NamespaceDeletionContentFailure')).toBe(
    'True: Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: demo for gvr: /v1, Resource=pods',
  );
});

test('what finalizers hold is named, and the namespace waits for it', () => {
  const plane = new SmallControlPlane(namespaceController);
  const held = plane.client.create('configmaps', {
    metadata: { name: 'c', namespace: 'demo', finalizers: ['example.com/hold'] },
  });
  plane.client.delete('namespaces', '', 'demo');
  plane.advance();
  expect(conditionOf(plane, 'NamespaceContentRemaining')).toBe(
    'True: Some resources are remaining: configmaps. has 1 resource instances',
  );
  expect(conditionOf(plane, 'NamespaceFinalizersRemaining')).toBe(
    'True: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  );
  const before = plane.writes;
  plane.advance(600_000);
  expect(plane.writes).toBe(before);
  const { finalizers: _finalizers, ...metadata } = held.metadata;
  plane.client.update('configmaps', { ...held, metadata: { ...metadata, resourceVersion: '' } });
  plane.advance();
  expect(plane.names('namespaces')).toEqual(['default']);
});

test('an owner that waits for its dependents does not hold its namespace', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.client.create('configmaps', { metadata: { name: 'c', namespace: 'demo' } });
  plane.client.delete('configmaps', 'demo', 'c', { propagationPolicy: 'Foreground' });
  plane.client.delete('namespaces', '', 'demo');
  plane.advance();
  expect(plane.names('namespaces')).toEqual(['default']);
});

test('custom resources go too', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.client.create('apiextensions.k8s.io/customresourcedefinitions', {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  } as never);
  plane.client.create('example.com/widgets', { metadata: { name: 'w', namespace: 'demo' } });
  plane.client.delete('namespaces', '', 'demo');
  plane.advance();
  expect(plane.names('example.com/widgets')).toEqual([]);
  expect(plane.names('namespaces')).toEqual(['default']);
});

test('other finalizers of a namespace stay, and hold it', () => {
  const plane = new SmallControlPlane(namespaceController);
  plane.client.create('namespaces', { metadata: { name: 'held' }, spec: { finalizers: ['example.com/hold'] } });
  plane.client.delete('namespaces', '', 'held');
  plane.advance();
  expect(plane.client.get('namespaces', '', 'held')?.spec.finalizers).toEqual(['example.com/hold']);
});
