import { compare } from 'fast-json-patch';
import { kuarJobs } from '../../../src/workshop/stacks/kuar-jobs';
import { stagesOf } from './stack-objects';

const { broken = {}, fixed = {}, run = {} } = stagesOf(kuarJobs);

test.each(['Job/oneshot', 'Job/parallel'])('the command is all that %s was missing', (job) => {
  expect(compare(broken[job] as object, fixed[job] as object)).toEqual([
    { op: 'add', path: '/spec/template/spec/containers/0/command', value: ['/kuard'] },
  ]);
});

test('the Job that kubectl run once made has no command either, so that it can be seen failing', () => {
  const { template } = run['Job/oneshot']?.spec as { template: { spec: { containers: object[] } } };
  expect(template.spec.containers).toHaveLength(1);
  expect(template.spec.containers[0]).not.toHaveProperty('command');
});
