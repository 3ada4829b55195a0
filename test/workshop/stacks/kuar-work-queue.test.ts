import { kuarWorkQueue } from '../../../src/workshop/stacks/kuar-work-queue';
import { type BuiltStack, builtLesson, builtProduction, builtTemplate } from '../../support/built-stack';

const lesson = builtLesson(kuarWorkQueue);
const live = builtProduction(kuarWorkQueue);

const argumentsOf = (objects: BuiltStack): string[] => {
  const { template } = objects.get('Job/consumers')['spec'] as {
    template: { spec: { containers: { args: string[] }[] } };
  };
  return template.spec.containers.flatMap(({ args }) => args);
};

test.each([
  { form: 'lesson', objects: lesson },
  { form: 'production form', objects: live },
])('the consumers of the $form ask for the queue by the name and port of its Service', ({ objects }) => {
  expect(objects.get('Service/queue')).toMatchObject({ spec: { ports: [{ port: 8080 }] } });
  expect(argumentsOf(objects)).toContain('--keygen-memq-server=http://queue:8080/memq/server');
});

test('in production a Deployment keeps the queue, and never two of them at once', () => {
  expect(lesson.names).toContain('ReplicaSet/queue');
  expect(live.get('Deployment/queue')).toMatchObject({ spec: { replicas: 1, strategy: { type: 'Recreate' } } });
});

test('a template keeps the number of consumers open', () => {
  const job = builtTemplate(kuarWorkQueue).get('Job/consumers');
  expect(job).toMatchObject({ spec: { parallelism: '{{consumersParallelism}}' } });
});
