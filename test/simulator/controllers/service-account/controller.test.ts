import { serviceAccountController } from '../../../../src/simulator/controllers/service-account/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

test('a new namespace gets its service account, and gets it back when it is deleted', () => {
  const plane = new SmallControlPlane(serviceAccountController);
  plane.client.create('namespaces', { metadata: { name: 'shop' } });
  plane.advance(5);
  expect(plane.client.get('serviceaccounts', 'shop', 'default')).toBeDefined();
  plane.client.delete('serviceaccounts', 'shop', 'default');
  plane.advance(5);
  expect(plane.client.get('serviceaccounts', 'shop', 'default')).toBeDefined();
});

test('other accounts and namespaces that go away are left alone', () => {
  const plane = new SmallControlPlane(serviceAccountController);
  plane.client.create('serviceaccounts', { metadata: { name: 'robot', namespace: 'demo' } });
  plane.client.delete('serviceaccounts', 'demo', 'robot');
  plane.client.delete('namespaces', '', 'demo');
  plane.client.delete('serviceaccounts', 'demo', 'default');
  plane.advance(1000);
  expect(plane.names('serviceaccounts')).toEqual(['default/default']);
});
