import type { KubeObject, OwnerReference } from '../../../src/simulator/api';
import { statusErrors } from '../../../src/simulator/api';
import { adopted, decideClaim, released } from '../../../src/simulator/controllers/claim';
import { inSlowStartBatches } from '../../../src/simulator/controllers/slow-start';

const owner: KubeObject = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'd', uid: 'owner' } };
const leaving: KubeObject = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
const reference = (uid: string, controller = true): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  name: 'd',
  uid,
  controller,
});
const pod = (owners: readonly OwnerReference[], isEnding = false): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ownerReferences: owners, ...(isEnding ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
});

describe('what an owner does with an object', () => {
  test.each([
    { by: owner, object: pod([reference('owner')]), isSelected: true, claim: 'keep' },
    { by: owner, object: pod([reference('owner')]), isSelected: false, claim: 'release' },
    { by: owner, object: pod([reference('other')]), isSelected: true, claim: 'ignore' },
    { by: owner, object: pod([]), isSelected: true, claim: 'adopt' },
    { by: owner, object: pod([reference('other', false)]), isSelected: true, claim: 'adopt' },
    { by: owner, object: pod([]), isSelected: false, claim: 'ignore' },
    { by: owner, object: pod([], true), isSelected: true, claim: 'ignore' },
    { by: leaving, object: pod([reference('owner')]), isSelected: true, claim: 'keep' },
    { by: leaving, object: pod([reference('owner')]), isSelected: false, claim: 'ignore' },
    { by: leaving, object: pod([]), isSelected: true, claim: 'ignore' },
  ])('$claim', ({ by, object, isSelected, claim }) => {
    expect(decideClaim(by, object, isSelected)).toBe(claim);
  });

  test('adopting adds a reference, releasing takes it away again', () => {
    const owned = adopted(pod([reference('other', false)]), owner);
    expect(owned.metadata.ownerReferences).toEqual([
      reference('other', false),
      { ...reference('owner'), blockOwnerDeletion: true },
    ]);
    expect(released(owned, owner)).toEqual(pod([reference('other', false)]));
    expect(released(adopted(pod([]), owner), owner).metadata.ownerReferences).toBeUndefined();
  });
});

describe('slow start', () => {
  test('ends with the batch in which something fails', () => {
    const tried: number[] = [];
    const failure = inSlowStartBatches([1, 2, 3, 4, 5, 6, 7, 8, 9], (item) => {
      tried.push(item);
      if (item === 4 || item === 5) throw statusErrors.badRequest(`not ${item}`);
    });
    expect(tried).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(failure?.message).toBe('not 4');
  });

  test('does all when nothing fails, and hides no defect', () => {
    const tried: string[] = [];
    expect(inSlowStartBatches(['a', 'b', 'c'], (item) => tried.push(item))).toBeUndefined();
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(() =>
      inSlowStartBatches(['a'], () => {
        throw new TypeError('a defect');
      }),
    ).toThrow('a defect');
  });
});
