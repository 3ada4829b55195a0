import { compare } from 'fast-json-patch';
import { kuarJobs } from '../../../src/workshop/stacks/kuar-jobs';
import { builtLesson } from '../../support/built-stack';

test.each(['Job/oneshot', 'Job/parallel'])('the command is all that %s was missing', (job) => {
  expect(compare(builtLesson(kuarJobs, 'broken').get(job), builtLesson(kuarJobs, 'fixed').get(job))).toEqual([
    { op: 'add', path: '/spec/template/spec/containers/0/command', value: ['/kuard'] },
  ]);
});

test('the Job that kubectl run once made has no command either, so that it can be seen failing', () => {
  const { template } = builtLesson(kuarJobs, 'run').get('Job/oneshot')['spec'] as {
    template: { spec: { containers: object[] } };
  };
  expect(template.spec.containers).toHaveLength(1);
  expect(template.spec.containers[0]).not.toHaveProperty('command');
});
