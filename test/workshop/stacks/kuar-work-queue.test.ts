import { kuarWorkQueue } from '../../../src/workshop/stacks/kuar-work-queue';
import { type Objects, liveObjects, stagesOf, templateOf } from './stack-objects';

interface Queue {
  readonly spec: { readonly replicas: number; readonly strategy?: object };
}

const lesson = stagesOf(kuarWorkQueue)[''] ?? {};
const live = liveObjects(kuarWorkQueue);

const argumentsOf = (objects: Objects): string[] => {
  const { template } = objects['Job/consumers']?.spec as { template: { spec: { containers: { args: string[] }[] } } };
  return template.spec.containers.flatMap(({ args }) => args);
};

test.each([
  { form: 'lesson', objects: lesson },
  { form: 'production form', objects: live },
])('the consumers of the $form ask for the queue by the name and port of its Service', ({ objects }) => {
  expect(objects['Service/queue']?.spec).toMatchObject({ ports: [{ port: 8080 }] });
  expect(argumentsOf(objects)).toContain('--keygen-memq-server=http://queue:8080/memq/server');
});

test('in production a Deployment keeps the queue, and never two of them at once', () => {
  expect(lesson['ReplicaSet/queue']).toBeDefined();
  const { spec } = live['Deployment/queue'] as unknown as Queue;
  expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('a template keeps the number of consumers open', () => {
  const job = templateOf(kuarWorkQueue).objects.find(({ manifest }) => manifest.kind === 'Job');
  expect(job?.manifest.spec).toMatchObject({ parallelism: '{{consumersParallelism}}' });
});
