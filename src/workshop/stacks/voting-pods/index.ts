import type { Construct } from 'constructs';
import { SinglePod } from '../../constructs';
import type { StackDefinition } from '../stack';
import { addServices, resultsPod, type ServicesProps, voterPod } from './voting-app';

function addVotingApp(scope: Construct, props: ServicesProps = {}): void {
  const { namespace } = props;
  new SinglePod(scope, 'voter', { namespace, labels: { app: 'voter' }, ...voterPod('before') });
  new SinglePod(scope, 'results', { namespace, labels: { app: 'results' }, ...resultsPod('before') });
  addServices(scope, props);
}

/** The voting app as two Pods and three Services. */
export const votingPods: StackDefinition = {
  id: 'voting-pods',
  title: 'The voting app as two Pods and three Services',
  source: 'Voting app workshop: exercise 3',
  lessons: [
    {
      stage: 'ex3',
      summary: 'Five programs in two Pods: neighbours meet on localhost under a name, strangers through a Service.',
      isMain: true,
      build: (scope) => addVotingApp(scope),
    },
    {
      stage: 'ex3-solution',
      summary: 'The same in the namespace of the solutions, on node ports of its own: those are one set per cluster.',
      build: (scope) =>
        addVotingApp(scope, { namespace: 'workshop-day1-solutions', votePort: 31000, resultPort: 31001 }),
    },
  ],
};
