import {
  decideCollection,
  type ClassifiedReference,
  type OwnerState,
} from '../../../../src/simulator/controllers/garbage-collector/decide-collection';

const references = (states: readonly OwnerState[]): ClassifiedReference[] =>
  states.map((state, index) => ({
    reference: { apiVersion: 'v1', kind: 'ConfigMap', name: `owner-${index}`, uid: `uid-${index}` },
    state,
  }));

const background = { type: 'delete', policy: 'Background', unblocksOwners: false };
const foreground = { type: 'delete', policy: 'Foreground', unblocksOwners: false };

test.each([
  { owners: [], want: { type: 'keep' } },
  { owners: ['solid'], want: { type: 'keep' } },
  { owners: ['solid', 'solid'], want: { type: 'keep' } },
  { owners: ['solid', 'dangling'], want: { type: 'dropReferences', uids: ['uid-1'] } },
  { owners: ['waiting', 'solid', 'dangling'], want: { type: 'dropReferences', uids: ['uid-0', 'uid-2'] } },
  { owners: ['dangling'], want: background },
  { owners: ['dangling', 'dangling'], want: background },
  { owners: ['waiting'], want: background },
  { owners: ['waiting', 'dangling'], dependents: true, want: foreground },
  { owners: ['dangling'], dependents: true, want: background },
  { owners: ['waiting'], dependents: true, circle: true, want: { ...foreground, unblocksOwners: true } },
  { owners: ['dangling'], finalizers: ['orphan'], want: { ...background, policy: 'Orphan' } },
  { owners: ['dangling'], finalizers: ['foregroundDeletion'], want: foreground },
  { owners: ['dangling'], finalizers: ['example.com/other'], want: background },
] as const)(
  'owners $owners, dependents: $dependents, finalizers: $finalizers',
  ({ owners, want, ...rest }: { owners: readonly OwnerState[]; want: object } & Record<string, unknown>) => {
    const decision = decideCollection({
      references: references(owners),
      finalizers: (rest['finalizers'] ?? []) as readonly string[],
      hasDependents: rest['dependents'] === true,
      hasWaitingDependents: rest['circle'] === true,
    });
    expect(decision).toEqual(want);
  },
);
