import { rootCaController } from '../../../../src/simulator/controllers/root-ca/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const NAME = 'kube-root-ca.crt';

test('every namespace finds the certificate of the authority, with its description', () => {
  const plane = new SmallControlPlane(rootCaController('PEM'));
  plane.advance();
  expect(plane.client.get('configmaps', 'demo', NAME)).toMatchObject({
    metadata: { annotations: { 'kubernetes.io/description': expect.stringMatching(/^Contains a CA bundle/) } },
    data: { 'ca.crt': 'PEM' },
  });
});

test.each([
  { change: 'other data', data: { 'ca.crt': 'FORGED' } },
  { change: 'no annotations', annotations: {} },
])('$change is put right', ({ data, annotations }) => {
  const plane = new SmallControlPlane(rootCaController('PEM'));
  plane.advance();
  const before = plane.client.get('configmaps', 'demo', NAME);
  if (before === undefined) throw new Error('not there');
  plane.client.update('configmaps', {
    ...before,
    metadata: { ...before.metadata, annotations: annotations ?? before.metadata.annotations ?? {} },
    data: data ?? { 'ca.crt': 'PEM' },
  });
  plane.advance();
  const after = plane.client.get('configmaps', 'demo', NAME);
  expect([after?.data, after?.metadata.annotations]).toEqual([before.data, before.metadata.annotations]);
});

test('it comes back when it is deleted, and nothing is written when all is well', () => {
  const plane = new SmallControlPlane(rootCaController('PEM'));
  plane.advance();
  const before = plane.writes;
  plane.advance(60_000);
  expect(plane.writes).toBe(before);
  plane.client.delete('configmaps', 'demo', NAME);
  plane.advance();
  expect(plane.client.get('configmaps', 'demo', NAME)?.data).toEqual({ 'ca.crt': 'PEM' });
});
