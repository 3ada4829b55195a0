import type { KubeObject } from '../../../../src/simulator/api';
import { customResourceCleanupController } from '../../../../src/simulator/controllers/custom-resource-cleanup/controller';
import { conditionsOf } from '../../../../src/simulator/controllers/custom-resource-cleanup/decide-cleanup';
import { SmallControlPlane } from '../../../support/small-control-plane';

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
const WIDGETS = 'example.com/widgets';

class Sample extends SmallControlPlane {
  constructor() {
    super(customResourceCleanupController);
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
    const names = { plural: 'widgets', kind: 'Widget' };
    this.client.create(DEFINITIONS, {
      metadata: { name: 'widgets.example.com' },
      spec: { group: 'example.com', scope: 'Namespaced', names, versions },
    } as never);
  }

  put(name: string, finalizers: readonly string[] = []): KubeObject {
    return this.client.create(WIDGETS, { metadata: { name, namespace: 'demo', finalizers } });
  }

  remove(): void {
    this.client.delete(DEFINITIONS, '', 'widgets.example.com');
    this.advance();
  }

  get isServed(): boolean {
    return this.client.resources().some(({ storage }) => storage === WIDGETS);
  }
}

test('a deleted definition takes its objects along and goes', () => {
  const plane = new Sample();
  plane.put('a');
  plane.put('b');
  plane.remove();
  expect(plane.client.count(WIDGETS)).toBe(0);
  expect(plane.names(DEFINITIONS)).toEqual([]);
  expect(plane.isServed).toBe(false);
});

test('a definition without objects goes as well', () => {
  const plane = new Sample();
  plane.remove();
  expect(plane.names(DEFINITIONS)).toEqual([]);
});

test('it waits for objects that finalizers hold, and says so', () => {
  const plane = new Sample();
  plane.put('a', ['example.com/hold']);
  plane.remove();
  plane.advance(60_000);
  const definition = plane.client.get(DEFINITIONS, '', 'widgets.example.com') as KubeObject;
  expect(conditionsOf(definition)).toContainEqual({
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    reason: 'InstanceDeletionInProgress',
    message: 'CustomResource deletion is in progress',
  });
  expect(plane.isServed).toBe(true);
  const held = plane.client.get(WIDGETS, 'demo', 'a') as KubeObject;
  const { finalizers: _finalizers, ...metadata } = held.metadata;
  plane.client.update(WIDGETS, { ...held, metadata });
  plane.advance();
  expect(plane.names(DEFINITIONS)).toEqual([]);
});
