import fc from 'fast-check';
import { compareQuantities } from '../../../../src/simulator/api';
import { findVolume, whyNot } from '../../../../src/simulator/controllers/persistent-volume-binder/match';
import { claim, referenceTo, volume } from './storage-objects';

const wanted = claim('data', { resources: { requests: { storage: '2Gi' } } });

test.each([
  [
    'the smallest that is large enough',
    [volume('a', { capacity: { storage: '5Gi' } }), volume('b', { capacity: { storage: '3Gi' } }), volume('c')],
    'b',
  ],
  [
    'the first by name of equal ones',
    [volume('b', { capacity: { storage: '3Gi' } }), volume('a', { capacity: { storage: '3Gi' } })],
    'a',
  ],
  [
    'one with fewer ways to mount it before a smaller one',
    [
      volume('a', { capacity: { storage: '3Gi' }, accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }),
      volume('b', { capacity: { storage: '9Gi' } }),
    ],
    'b',
  ],
  [
    'one that is reserved for the claim before all others',
    [
      volume('a', { capacity: { storage: '2Gi' } }),
      volume('b', { capacity: { storage: '9Gi' }, claimRef: referenceTo(wanted) }),
    ],
    'b',
  ],
  [
    'none that is reserved for another claim',
    [volume('a', { capacity: { storage: '9Gi' }, claimRef: referenceTo(claim('other')) })],
    undefined,
  ],
  [
    'none that is reserved for an earlier claim of the same name',
    [volume('a', { capacity: { storage: '9Gi' }, claimRef: { ...referenceTo(wanted), uid: 'old' } })],
    undefined,
  ],
  ['none of a class', [volume('a', { capacity: { storage: '9Gi' }, storageClassName: 'fast' })], undefined],
  ['none that is a disk', [volume('a', { capacity: { storage: '9Gi' }, volumeMode: 'Block' })], undefined],
  [
    'none without the way to mount it',
    [volume('a', { capacity: { storage: '9Gi' }, accessModes: ['ReadOnlyMany'] })],
    undefined,
  ],
  ['none that was released', [volume('a', { capacity: { storage: '9Gi' } }, 'Released')], undefined],
])('a claim gets %s', (_, volumes, name) => {
  expect(findVolume(wanted, volumes, false)?.metadata.name).toBe(name);
  expect(findVolume(wanted, [...volumes].reverse(), false)?.metadata.name).toBe(name);
});

test('a selector chooses by labels', () => {
  const labelled = { ...volume('b'), metadata: { ...volume('b').metadata, labels: { volume: 'mine' } } };
  const choosy = claim('data', { selector: { matchLabels: { volume: 'mine' } } });
  expect(findVolume(choosy, [volume('a'), labelled], false)?.metadata.name).toBe('b');
});

test('a claim that waits for its Pod takes only what the scheduler reserved for it', () => {
  const reserved = volume('b', { claimRef: referenceTo(claim('data')) });
  expect(findVolume(claim('data'), [volume('a')], true)).toBeUndefined();
  expect(findVolume(claim('data'), [volume('a'), reserved], true)).toBe(reserved);
});

test.each([
  [volume('a', { capacity: { storage: '1Gi' } }), 'requested PV is too small'],
  [volume('a', { capacity: { storage: '2Gi' }, storageClassName: 'fast' }), 'storageClassName does not match'],
  [volume('a', { capacity: { storage: '2Gi' }, volumeMode: 'Block' }), 'incompatible volumeMode'],
  [volume('a', { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteMany'] }), 'incompatible accessMode'],
  [volume('a', { capacity: { storage: '2Gi' } }), undefined],
])('says why a volume that was asked for cannot be had', (offered, reason) => {
  expect(whyNot(offered, wanted)).toBe(reason);
});

const sizes = fc.constantFrom('500Mi', '1Gi', '2Gi', '3Gi', '10Gi');
const modes = fc.subarray(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'], { minLength: 1 });

test('what is found is large enough, can be mounted as asked, and nothing that fits is smaller in as many ways', () => {
  const specs = fc.record({ storage: sizes, accessModes: modes, storageClassName: fc.constantFrom('', 'fast') });
  fc.assert(
    fc.property(fc.array(specs, { maxLength: 8 }), specs, (offers, asked) => {
      const volumes = offers.map(({ storage, ...spec }, index) =>
        volume(`v${index}`, { capacity: { storage }, ...spec }),
      );
      const { storage, ...spec } = asked;
      const found = findVolume(claim('c', { ...spec, resources: { requests: { storage } } }), volumes, false);
      const fitting = offers.filter(
        (offer) =>
          compareQuantities(offer.storage, storage) >= 0 &&
          offer.storageClassName === spec.storageClassName &&
          spec.accessModes.every((mode) => offer.accessModes.includes(mode)),
      );
      if (fitting.length === 0) return expect(found).toBeUndefined();
      const least = Math.min(...fitting.map(({ accessModes }) => accessModes.length));
      const candidates = fitting.filter(({ accessModes }) => accessModes.length === least);
      expect(found?.spec.accessModes).toHaveLength(least);
      for (const { storage: size } of candidates) {
        expect(compareQuantities(found?.spec.capacity?.['storage'] ?? '0', size)).toBeLessThanOrEqual(0);
      }
    }),
  );
});
