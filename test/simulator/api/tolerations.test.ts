import {
  hasUntoleratedTaint,
  tolerates,
  untoleratedPreferences,
  type Taint,
  type Toleration,
} from '../../../src/simulator/api';

const taint = (effect: string): Taint => ({ key: 'dedicated', value: 'db', effect });
const CLOSED = taint('NoSchedule');

test.each<[Toleration, boolean]>([
  [{ operator: 'Exists' }, true],
  [{ key: 'dedicated', operator: 'Exists' }, true],
  [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }, true],
  [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'dedicated', operator: 'Equal', value: 'db' }, true],
  [{ key: 'dedicated', value: 'db' }, true],
  [{ key: 'dedicated', operator: '', value: 'db', effect: '' }, true],
  [{ key: 'dedicated', operator: 'Equal', value: 'web' }, false],
  [{ key: 'dedicated', operator: 'Equal' }, false],
  [{ key: 'other', operator: 'Exists' }, false],
  [{ key: 'dedicated', operator: 'Unknown', value: 'db' }, false],
])('%j covers dedicated=db:NoSchedule: %p', (toleration, covers) => {
  expect(tolerates(toleration, CLOSED)).toBe(covers);
});

test('a taint without value is covered by a toleration without value', () => {
  expect(tolerates({ key: 'dedicated' }, { key: 'dedicated', effect: 'NoExecute' })).toBe(true);
});

test('only NoSchedule and NoExecute keep a Pod away', () => {
  expect(hasUntoleratedTaint([CLOSED])).toBe(true);
  expect(hasUntoleratedTaint([taint('NoExecute')], [{ operator: 'Exists', effect: 'NoSchedule' }])).toBe(true);
  expect(hasUntoleratedTaint([taint('PreferNoSchedule')])).toBe(false);
  expect(hasUntoleratedTaint([CLOSED], [{ operator: 'Exists' }])).toBe(false);
});

test('preferences count that are not tolerated', () => {
  const taints = [CLOSED, taint('PreferNoSchedule')];
  expect(untoleratedPreferences(taints)).toBe(1);
  expect(untoleratedPreferences(taints, [{ operator: 'Exists', effect: 'NoSchedule' }])).toBe(1);
  expect(untoleratedPreferences(taints, [{ operator: 'Exists', effect: 'PreferNoSchedule' }])).toBe(0);
});
