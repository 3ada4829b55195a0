import type { KubeObject, ObjectMeta } from '../../../src/simulator/api';
import {
  nameIsDnsLabel,
  nameIsPathSegment,
  validateMetadata,
  validateMetadataUpdate,
} from '../../../src/simulator/resources/metadata';

const object = (metadata: ObjectMeta): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
const rules = { isNamespaced: true };

const wrong = (metadata: ObjectMeta): string[] =>
  validateMetadata(object({ name: 'ok', namespace: 'default', ...metadata }), rules).map(
    ({ field, body }) => `${field}: ${body}`,
  );

test.each<{ metadata: ObjectMeta; errors: string[] }>([
  { metadata: {}, errors: [] },
  { metadata: { name: '' }, errors: ['metadata.name: Required value: name or generateName is required'] },
  { metadata: { generateName: 'web-', name: 'web-abcde' }, errors: [] },
  { metadata: { namespace: '' }, errors: ['metadata.namespace: Required value'] },
  { metadata: { name: 'a'.repeat(254) }, errors: [expect.stringContaining('must be no more than 253 characters')] },
  {
    metadata: { ownerReferences: [{ apiVersion: 'v1', kind: '', name: 'a', uid: '' }] },
    errors: [
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ],
  },
  {
    metadata: { finalizers: ['orphan', 'foregroundDeletion'] },
    errors: [
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: ' +
        'finalizer orphan and foregroundDeletion cannot be both set',
    ],
  },
  {
    metadata: { annotations: { a: 'x'.repeat(256 * 1024) } },
    errors: ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  },
])('metadata $metadata has the errors $errors', ({ metadata, errors }) => {
  expect(wrong(metadata)).toEqual(errors);
});

test('only one owner controls an object', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', uid: 'u', controller: true };
  const [error] = wrong({
    ownerReferences: [
      { ...owner, name: 'a' },
      { ...owner, name: 'b' },
    ],
  });
  expect(error).toContain(
    'Only one reference can have Controller set to true. ' +
      'Found "true" in references for ReplicaSet/a and ReplicaSet/b',
  );
});

test('a cluster-scoped object has no namespace', () => {
  const errors = validateMetadata(object({ name: 'a', namespace: 'b' }), { isNamespaced: false });
  expect(errors.map(({ body }) => body)).toEqual(['Forbidden: not allowed on this type']);
});

test('a prefix may end in a dash, a name may not', () => {
  expect(nameIsDnsLabel('web-', true)).toEqual([]);
  expect(nameIsDnsLabel('web-', false)).not.toEqual([]);
});

test('a path segment may hold anything but slashes and percent signs', () => {
  expect(nameIsPathSegment('system:node', false)).toEqual([]);
  expect(nameIsPathSegment('a/b%', false)).toEqual(["may not contain '/'", "may not contain '%'"]);
});

const stored: ObjectMeta = { name: 'a', namespace: 'b', uid: 'u', generation: 2, creationTimestamp: 't' };

test.each<{ change: ObjectMeta; old?: ObjectMeta; errors: string[] }>([
  { change: {}, errors: [] },
  { change: { uid: 'other' }, errors: ['metadata.uid: Invalid value: "other": field is immutable'] },
  { change: { generation: 1 }, errors: ['metadata.generation: Invalid value: 1: must not be decremented'] },
  {
    change: { deletionTimestamp: 'now', finalizers: ['example.com/b', 'example.com/a'] },
    old: { deletionTimestamp: 'now' },
    errors: [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, ' +
        'found new finalizers []string{"example.com/a", "example.com/b"}',
    ],
  },
])('the change $change has the errors $errors', ({ change, old = {}, errors }) => {
  const found = validateMetadataUpdate(object({ ...stored, ...change }), object({ ...stored, ...old }));
  expect(found.map(({ field, body }) => `${field}: ${body}`)).toEqual(errors);
});
