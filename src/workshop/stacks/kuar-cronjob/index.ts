import { ScheduledTask } from '../../constructs';
import type { StackDefinition } from '../stack';

/** A task that runs by the clock. */
export const kuarCronjob: StackDefinition = {
  id: 'kuar-cronjob',
  title: 'CronJob every fifth hour',
  source: 'Notes on "Kubernetes: Up and Running": 12. Jobs / Cron Jobs',
  lessons: [
    {
      summary:
        'A Job at hours 0, 5, 10, 15 and 20. The image is a stand-in: its Pods show what a failed pull looks like.',
      build: (scope) => {
        new ScheduledTask(scope, 'example-cron', {
          schedule: '0 */5 * * *',
          restartPolicy: 'OnFailure',
          containers: [{ name: 'batch-job', image: 'my-batch-image' }],
        });
      },
    },
  ],
};
