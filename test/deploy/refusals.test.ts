import { conflictAdvice, conflictsIn, conflictText } from '../../src/deploy/apply/conflict';
import { adviceFor } from '../../src/deploy/apply/refusal-advice';

const conflictOf = (message: string, field = '.spec.replicas'): ReturnType<typeof conflictsIn> =>
  conflictsIn({
    code: 409,
    message: 'Apply failed with 1 conflict',
    details: { causes: [{ reason: 'FieldManagerConflict', message, field }] },
  });

test.each([
  {
    message: 'conflict with "kubectl" with subresource "scale" using apps/v1',
    says: "'kubectl' (kubectl scale)",
  },
  {
    message: 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1 at 2026-01-01T00:00:00Z',
    says: "'kube-controller-manager' (a HorizontalPodAutoscaler) since 2026-01-01T00:00:00Z",
  },
  { message: 'conflict with "kubectl"', says: "'kubectl' (kubectl apply --server-side)" },
  { message: 'conflict with "kubectl-edit" using apps/v1', says: "'kubectl-edit' (kubectl edit)" },
  {
    message: 'conflict with "kubectl-client-side-apply" using apps/v1',
    says: "'kubectl-client-side-apply' (kubectl apply)",
  },
  { message: 'conflict with "somebody" using apps/v1', says: "'somebody'" },
])('$message: the field is owned by $says', ({ message, says }) => {
  expect(conflictOf(message).map(conflictText)).toEqual([`.spec.replicas is owned by ${says}`]);
});

test('who scales is told to leave replicas out', () => {
  const message = 'conflict with "kube-controller-manager" with subresource "scale" using apps/v1';
  expect(conflictAdvice(conflictOf(message))).toMatch(/^leave replicas out of the manifest/);
});

test.each([
  { what: 'a Job', message: 'spec.template: Invalid value: {}: field is immutable' },
  { what: 'a RoleBinding', message: 'roleRef: Invalid value: {}: cannot change roleRef' },
  { what: 'a StorageClass', message: 'parameters: Forbidden: updates to parameters are forbidden.' },
  { what: 'a PriorityClass', message: 'value: Forbidden: may not be changed in an update.' },
  {
    what: 'a Pod',
    message: 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
  },
  {
    what: 'a volume',
    message: 'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
  },
])('what $what cannot change is made again', ({ message }) => {
  expect(adviceFor({ code: 422, message })).toBe('the cluster cannot change this: delete the object, then apply again');
});

test('of a claim that cannot change it is not said that it should be deleted', () => {
  const message =
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  expect(adviceFor({ code: 422, message })).toMatch(/^a claim can only grow/);
});
