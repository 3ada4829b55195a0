import { blueGreen } from '../../../src/workshop/stacks/blue-green';
import type { Manifest } from '../../../src/workshop/synthesis';
import { builtLesson } from '../../support/built-stack';

const stages = (blueGreen.lessons ?? []).map(({ stage }) => stage as string);

test('a redis outside the cluster changes no object but the Service of blue and its Endpoints', () => {
  const [first = '', ...others] = stages;
  const isRedisOfBlue = ({ kind, metadata }: Manifest) =>
    ['Service', 'Endpoints'].includes(kind) && metadata.namespace === 'blue' && metadata.name === 'redis';
  const manifestsOf = (stage: string) =>
    builtLesson(blueGreen, stage).manifests.filter((manifest) => !isRedisOfBlue(manifest));
  expect(others).toHaveLength(2);
  for (const stage of others) expect(manifestsOf(stage)).toEqual(manifestsOf(first));
});

test.each([
  { stage: '01-namespaces', spec: { selector: { app: 'redis' } } },
  { stage: '02-external-name', spec: { type: 'ExternalName', externalName: 'redis.example.com' } },
  { stage: '03-explicit-endpoints', spec: { ports: [{ port: 6379, targetPort: 6379 }] } },
])('in $stage the name redis of blue means $spec', ({ stage, spec }) => {
  expect(builtLesson(blueGreen, stage).get('Service/blue/redis')).toMatchObject({ spec });
});
