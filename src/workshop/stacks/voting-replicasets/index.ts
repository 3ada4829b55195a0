import { ReplicatedPods } from '../../constructs';
import type { Lesson, StackDefinition } from '../stack';
import { addServices, type Poll, resultsPod, voterPod } from '../voting-pods/voting-app';

const build =
  (poll: Poll): Lesson['build'] =>
  (scope) => {
    new ReplicatedPods(scope, 'voter-pods', { name: 'voter', replicas: 1, ...voterPod(poll) });
    new ReplicatedPods(scope, 'results-pods', { name: 'results', replicas: 1, ...resultsPod(poll) });
    addServices(scope);
  };

/** The voting app as ReplicaSets. */
export const votingReplicasets: StackDefinition = {
  id: 'voting-replicasets',
  title: 'The voting app as ReplicaSets',
  source: 'Voting app workshop: exercises 4 and 5',
  lessons: [
    {
      stage: '01-before',
      summary: 'A ReplicaSet replaces a Pod that is deleted; the votes in that Pod are gone.',
      isMain: true,
      build: build('before'),
    },
    {
      stage: '02-after',
      summary: 'New images in the template change nothing yet: only Pods made from now on have them.',
      build: build('after'),
    },
  ],
};
