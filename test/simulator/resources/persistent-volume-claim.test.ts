import type { KubeObject } from '../../../src/simulator/api';
import { persistentVolumeClaimStrategy } from '../../../src/simulator/resources/persistent-volume-claim';
import { writeContext } from './write-context';

type Spec = Readonly<Record<string, unknown>>;

const SPEC: Spec = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '2Gi' } },
  storageClassName: 'fast',
  volumeMode: 'Filesystem',
};

const claim = (spec: Spec, status: Spec): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default' },
  spec,
  status,
});

const BOUND = { phase: 'Bound', capacity: { storage: '1Gi' } };
const PENDING = { phase: 'Pending' };
const sized = (storage: string): Spec => ({ resources: { requests: { storage } } });

function changed(change: Spec, status: Spec, old: Spec = SPEC): string[] {
  const errors = persistentVolumeClaimStrategy.validateUpdate?.(
    claim({ ...old, ...change }, status),
    claim(old, status),
    writeContext(),
  );
  return (errors ?? []).map(({ field, body }) => `${field}: ${body.split('\n')[0] ?? ''}`);
}

const IMMUTABLE =
  'spec: Forbidden: spec is immutable after creation except resources.requests and ' +
  'volumeAttributesClassName for bound claims';

test.each([
  { change: {}, status: PENDING, errors: [] },
  { change: { volumeName: 'pv' }, status: PENDING, errors: [] },
  { change: { accessModes: ['ReadOnlyMany'] }, status: PENDING, errors: [IMMUTABLE] },
  { change: sized('3Gi'), status: PENDING, errors: [IMMUTABLE] },
  { change: sized('3Gi'), status: BOUND, errors: [] },
  { change: { volumeAttributesClassName: 'gold' }, status: BOUND, errors: [] },
  {
    change: sized('1Gi'),
    status: BOUND,
    errors: ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'],
  },
])('$change of a claim that is $status.phase has the errors $errors', ({ change, status, errors }) => {
  expect(changed(change, status)).toEqual(errors);
});

test('a claim without a class may be given one', () => {
  const { storageClassName: _, ...without } = SPEC;
  expect(changed({ storageClassName: 'default' }, PENDING, without)).toEqual([]);
});

test('the message shows what differs', () => {
  const [error] =
    persistentVolumeClaimStrategy.validateUpdate?.(
      claim({ ...SPEC, storageClassName: 'slow' }, PENDING),
      claim(SPEC, PENDING),
      writeContext(),
    ) ?? [];
  expect(error?.body).toContain('- "StorageClassName": "fast",\n+ "StorageClassName": "slow",');
});
