import type { OwnerReference } from '../../../../src/simulator/api';
import {
  decideClaimOwners,
  hasConflictingController,
  isStaleClaim,
} from '../../../../src/simulator/controllers/stateful-set/claim-owners';
import { storedClaim, storedSet } from './observed-pods';

const SET: OwnerReference = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  name: 'web',
  uid: 'set-uid',
  controller: true,
  blockOwnerDeletion: true,
};
const POD: OwnerReference = { ...SET, apiVersion: 'v1', kind: 'Pod', name: 'web-1', uid: 'pod-uid' };
const OTHER: OwnerReference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'other' };
const BOSS: OwnerReference = { ...OTHER, controller: true };

const RETAIN = { whenDeleted: 'Retain', whenScaled: 'Retain' };
const WITH_SET = { whenDeleted: 'Delete', whenScaled: 'Retain' };
const WITH_SCALE = { whenDeleted: 'Retain', whenScaled: 'Delete' };
const WITH_BOTH = { whenDeleted: 'Delete', whenScaled: 'Delete' };

const setOf = (policy: typeof RETAIN, replicas: number): ReturnType<typeof storedSet> =>
  storedSet({ replicas, persistentVolumeClaimRetentionPolicy: policy });
const user = { name: 'web-1', uid: 'pod-uid', ordinal: 1 };

describe('the owners of a claim', () => {
  test.each([
    { policy: RETAIN, replicas: 3, have: [], want: undefined },
    { policy: RETAIN, replicas: 3, have: [SET], want: [] },
    { policy: RETAIN, replicas: 3, have: [BOSS], want: undefined },
    { policy: WITH_SET, replicas: 3, have: [], want: [SET] },
    { policy: WITH_SET, replicas: 3, have: [SET], want: undefined },
    { policy: WITH_SET, replicas: 3, have: [OTHER], want: [OTHER, SET] },
    { policy: WITH_SET, replicas: 1, have: [POD], want: [SET] },
    { policy: WITH_SET, replicas: 3, have: [{ ...SET, controller: false }], want: [SET] },
    { policy: WITH_SET, replicas: 3, have: [{ ...SET, uid: 'earlier' }], want: undefined },
    { policy: WITH_SET, replicas: 3, have: [BOSS], want: undefined },
    { policy: WITH_SET, replicas: 3, have: [SET, BOSS], want: [BOSS] },
    { policy: WITH_SCALE, replicas: 3, have: [], want: undefined },
    { policy: WITH_SCALE, replicas: 1, have: [], want: [POD] },
    { policy: WITH_SCALE, replicas: 3, have: [POD], want: [] },
    { policy: WITH_SCALE, replicas: 1, have: [{ ...POD, uid: 'earlier' }], want: undefined },
    { policy: WITH_BOTH, replicas: 3, have: [], want: [SET] },
    { policy: WITH_BOTH, replicas: 1, have: [SET], want: [POD] },
    { policy: WITH_BOTH, replicas: 1, have: [POD], want: undefined },
  ])('with $policy.whenDeleted, $policy.whenScaled, $replicas replicas and $have: $want', (each) => {
    const set = setOf(each.policy, each.replicas);
    expect(decideClaimOwners(set, user, storedClaim('data-web-1', each.have))).toEqual(each.want);
  });

  test('are right after they have been decided', () => {
    for (const policy of [RETAIN, WITH_SET, WITH_SCALE, WITH_BOTH]) {
      for (const replicas of [1, 3]) {
        for (const have of [[], [SET], [POD], [OTHER], [SET, BOSS], [SET, POD]]) {
          const set = setOf(policy, replicas);
          const claim = storedClaim('data-web-1', have);
          const owners = decideClaimOwners(set, user, claim) ?? have;
          expect(decideClaimOwners(set, user, storedClaim('data-web-1', owners))).toBeUndefined();
        }
      }
    }
  });
});

test.each([
  { policy: RETAIN, have: [BOSS], conflicts: false },
  { policy: WITH_SET, have: [BOSS], conflicts: true },
  { policy: WITH_SET, have: [OTHER], conflicts: false },
  { policy: WITH_SET, have: [SET, POD], conflicts: false },
  { policy: WITH_SCALE, have: [{ ...POD, uid: 'earlier' }], conflicts: true },
])('a claim of $have conflicts with $policy.whenDeleted, $policy.whenScaled: $conflicts', (each) => {
  const claim = storedClaim('data-web-1', each.have);
  expect(hasConflictingController(setOf(each.policy, 3), user, claim)).toBe(each.conflicts);
});

test.each([
  { policy: RETAIN, have: [{ ...POD, uid: 'earlier' }], isStale: false },
  { policy: WITH_SCALE, have: [{ ...POD, uid: 'earlier' }], isStale: true },
  { policy: WITH_SCALE, have: [{ ...POD, name: 'web-2' }], isStale: false },
  { policy: WITH_SCALE, have: [SET], isStale: false },
])('a claim of $have keeps a new Pod waiting: $isStale', ({ policy, have, isStale }) => {
  const claim = storedClaim('data-web-1', have);
  expect(isStaleClaim(setOf(policy, 3), { name: 'web-1', ordinal: 1 }, claim)).toBe(isStale);
});
