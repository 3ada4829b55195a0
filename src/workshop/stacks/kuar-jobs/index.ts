import type { Construct } from 'constructs';
import { type ContainerProps, Task } from '../../constructs';
import { kuard } from '../kuard';
import type { StackDefinition } from '../stack';

/** Makes kuard compute ten keys and exit, instead of serving for ever. */
const tenKeys = ['--keygen-enable', '--keygen-exit-on-complete', '--keygen-num-to-gen=10'];

/** One Pod that succeeds once, and ten completions five at a time, of the same program. */
function jobs(scope: Construct, program: Pick<ContainerProps, 'command'>): void {
  const container: ContainerProps = {
    name: 'kuard',
    image: kuard('blue'),
    imagePullPolicy: 'Always',
    args: tenKeys,
    ...program,
  };
  new Task(scope, 'oneshot', { restartPolicy: 'OnFailure', containers: [container] });
  new Task(scope, 'parallel', {
    labels: { chapter: 'jobs' },
    podLabels: { chapter: 'jobs' },
    parallelism: 5,
    completions: 10,
    restartPolicy: 'OnFailure',
    containers: [container],
  });
}

/** Programs that end: once, and many times in parallel. */
export const kuarJobs: StackDefinition = {
  id: 'kuar-jobs',
  title: 'One-shot and parallel jobs',
  source: 'Notes on "Kubernetes: Up and Running": 12. Jobs',
  lessons: [
    {
      stage: 'run',
      summary:
        'What `kubectl run --restart=OnFailure` once made. It fails: the arguments take the place of the program.',
      build: (scope) => {
        new Task(scope, 'oneshot', {
          labels: { run: 'oneshot' },
          podLabels: { run: 'oneshot' },
          restartPolicy: 'OnFailure',
          containers: [
            {
              image: kuard('blue'),
              stdin: true,
              stdinOnce: true,
              args: ['--keygen-enable', '--keygen-exit-on-complete', '--keygen-num-to-gen', '10'],
            },
          ],
        });
      },
    },
    {
      stage: 'broken',
      summary: 'Arguments without a command: the image names its program as arguments, so nothing is left to start.',
      build: (scope) => jobs(scope, {}),
    },
    {
      stage: 'fixed',
      summary: 'With the command stated the keys are made: once, and ten times by at most five Pods at a time.',
      build: (scope) => jobs(scope, { command: ['/kuard'] }),
    },
  ],
};
