import {
  currentAnnotations,
  nextRevision,
  replicasAnnotations,
} from '../../../../src/simulator/controllers/deployment/annotations';
import { sampleDeployment, sampleReplicaSet } from './sample-deployment';

const PREFIX = 'deployment.kubernetes.io/';
const revision = (value: string) => ({ [`${PREFIX}revision`]: value });

test('a ReplicaSet gets the annotations of its Deployment, but not those that belong to either alone', () => {
  const deployment = sampleDeployment(
    {},
    {},
    {
      'kubernetes.io/change-cause': 'second',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      [`${PREFIX}desired-replicas`]: '7',
      [`${PREFIX}max-replicas`]: '8',
      [`${PREFIX}revision-history`]: '1,2',
      ...revision('9'),
    },
  );
  expect(currentAnnotations(deployment, { kept: 'yes' }, 3)).toEqual({
    kept: 'yes',
    'kubernetes.io/change-cause': 'second',
    ...revision('3'),
  });
});

test.each<[present: Record<string, string>, next: number, want: Record<string, string>]>([
  [{}, 1, revision('1')],
  [revision('2'), 2, revision('2')],
  [revision('5'), 3, revision('5')],
  [revision('9'), 10, { ...revision('10'), [`${PREFIX}revision-history`]: '9' }],
  [
    { ...revision('3'), [`${PREFIX}revision-history`]: '1' },
    4,
    { ...revision('4'), [`${PREFIX}revision-history`]: '1,3' },
  ],
  [revision('mine'), 4, revision('mine')],
])('%j at revision %i becomes %j', (present, next, want) => {
  expect(currentAnnotations(sampleDeployment(), present, next)).toEqual(want);
});

test('what does not change comes back as it is', () => {
  const present = revision('2');
  expect(currentAnnotations(sampleDeployment(), present, 1)).toBe(present);
});

test('the oldest revisions are forgotten when the history becomes too long', () => {
  const history = Array.from({ length: 500 }, (_, index) => String(1000 + index)).join(',');
  const present = { ...revision('7777'), [`${PREFIX}revision-history`]: history };
  const text = currentAnnotations(sampleDeployment(), present, 9999)[`${PREFIX}revision-history`] ?? '';
  expect(text.length).toBeLessThanOrEqual(2000);
  expect(text.endsWith('1499,7777')).toBe(true);
});

test('the next revision follows the highest, and what is no number does not count', () => {
  const sets = ['2', 'x', '11'].map((value, age) => sampleReplicaSet({ age, size: 0, annotations: revision(value) }));
  expect(nextRevision(sets)).toBe(12);
  expect(nextRevision([])).toBe(1);
});

test('a ReplicaSet is told the size of its Deployment with and without the surge', () => {
  expect(replicasAnnotations(sampleDeployment())).toEqual({
    [`${PREFIX}desired-replicas`]: '10',
    [`${PREFIX}max-replicas`]: '13',
  });
});
