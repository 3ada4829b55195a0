import type { Construct } from 'constructs';
import { Namespace, SinglePod } from '../../constructs';
import type { StackDefinition } from '../stack';

function addRedis(scope: Construct, namespace?: string): void {
  new SinglePod(scope, 'redis', { namespace, labels: { app: 'redis' }, containers: [{ image: 'redis:alpine' }] });
}

/** A Redis Pod, alone and in a namespace. */
export const votingRedis: StackDefinition = {
  id: 'voting-redis',
  title: 'A Redis Pod, alone and in a namespace',
  source: 'Voting app workshop: exercises 1A, 1B and 2',
  lessons: [
    {
      stage: 'ex1',
      summary: 'The smallest thing that runs: one Pod with one container, in the namespace of whoever applies it.',
      isMain: true,
      build: (scope) => addRedis(scope),
    },
    {
      stage: 'ex1-solution',
      summary: 'The same Pod in a namespace of its own: equal names do not meet, and each Pod counts for itself.',
      build: (scope) => {
        const namespace = new Namespace(scope, 'workshop-day1-solutions');
        addRedis(scope, namespace.name);
      },
    },
  ],
};
