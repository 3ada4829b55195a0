import type { Construct } from 'constructs';
import { Service, Worker } from '../../constructs';
import type { StackDefinition } from '../stack';
import {
  addServices,
  database,
  DATABASE_PORT,
  type Poll,
  podOf,
  redis,
  result,
  resultsPod,
  vote,
  voterPod,
  worker,
} from '../voting-pods/voting-app';
import { production } from './production';

/** Every part of the state beside the page that needs it. */
function addWithState(scope: Construct, poll: Poll): void {
  new Worker(scope, 'voter-pods', { name: 'voter', replicas: 1, ...voterPod(poll) });
  new Worker(scope, 'results-pods', { name: 'results', replicas: 1, ...resultsPod(poll) });
  addServices(scope);
}

/** The state in Pods of its own; the pages find it through Services. */
function addApartFromState(scope: Construct, poll: Poll): void {
  const state = podOf([redis, database, worker], ['redis', 'db']);
  new Worker(scope, 'data-pods', { name: 'data', replicas: 1, ...state });
  new Worker(scope, 'voter-pods', { name: 'voter', replicas: 1, ...podOf([vote(poll)]) });
  new Worker(scope, 'results-pods', { name: 'results', replicas: 1, ...podOf([result(poll)]) });
  addServices(scope, { redisIn: 'data' });
  new Service(scope, 'db', { pods: { app: 'data' }, ports: [DATABASE_PORT] });
}

/** The voting app as Deployments, in three versions. */
export const votingDeployments: StackDefinition = {
  id: 'voting-deployments',
  title: 'The voting app as Deployments',
  source: 'Voting app workshop: exercise 6',
  lessons: [
    {
      stage: 'v1',
      summary: 'Deployments own ReplicaSets, which own Pods: a new template now replaces the Pods by itself.',
      build: (scope) => addWithState(scope, 'before'),
    },
    {
      stage: 'v2',
      summary: 'The new poll appears by itself, but the votes are lost: the state was replaced with the pages.',
      build: (scope) => addWithState(scope, 'after'),
    },
    {
      stage: 'v3',
      summary: 'The state has Pods of its own: from now on the pages change without disturbing it.',
      build: (scope) => addApartFromState(scope, 'after'),
    },
  ],
  production,
};
