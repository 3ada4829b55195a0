/**
 * The voting app: people vote on one page and see the result on another. The vote goes through redis to a worker,
 * which writes it to the database that the result is read from.
 */
import type { Construct } from 'constructs';
import { type ContainerProps, type PodProps, Service, Volume } from '../../constructs';

/** Port of both web pages. */
export const WEB_PORT = 80;
/** Port of redis. */
export const REDIS_PORT = 6379;
/** Port of the database. */
export const DATABASE_PORT = 5432;

/** The question: cats or dogs `before`, Java or .NET `after`. It is the tag of both web images. */
export type Poll = 'before' | 'after';

/** Queue of votes. */
export const redis: ContainerProps = { name: 'redis', image: 'redis:alpine', ports: [REDIS_PORT] };

/** Page on which people vote. */
export const vote = (poll: Poll): ContainerProps => ({
  name: 'vote',
  image: `dockersamples/examplevotingapp_vote:${poll}`,
  ports: [WEB_PORT],
  connectsTo: [`redis:${REDIS_PORT}`],
});

/** Counted votes; they are lost with the Pod. */
export const database: ContainerProps = {
  name: 'db',
  image: 'postgres:9.4',
  ports: [DATABASE_PORT],
  mounts: { '/var/lib/postgresql/data': Volume.emptyDir('db-data') },
};

/** Moves votes from the queue to the database. */
export const worker: ContainerProps = {
  name: 'worker',
  image: 'dockersamples/examplevotingapp_worker',
  connectsTo: [`redis:${REDIS_PORT}`, `db:${DATABASE_PORT}`],
};

/** Page that shows the result. */
export const result = (poll: Poll): ContainerProps => ({
  name: 'result',
  image: `dockersamples/examplevotingapp_result:${poll}`,
  ports: [WEB_PORT],
  connectsTo: [`db:${DATABASE_PORT}`],
});

/** A Pod of these containers. Programs that look for one of `neighbours` by name find it in their own Pod. */
export const podOf = (containers: readonly ContainerProps[], neighbours: readonly string[] = []): PodProps => ({
  podLabels: { version: 'v1' },
  hostAliases: neighbours.length === 0 ? undefined : { '127.0.0.1': neighbours },
  containers,
});

/** Voting, with the queue in the same Pod. */
export const voterPod = (poll: Poll): PodProps => podOf([redis, vote(poll)], ['redis']);

/** The result, with worker and database in the same Pod. */
export const resultsPod = (poll: Poll): PodProps => podOf([database, worker, result(poll)], ['db']);

/** Props of `addServices`. */
export interface ServicesProps {
  /** Namespace of the Services. @default - none */
  readonly namespace?: string;
  /** Port of every node that leads to voting. @default 30000 */
  readonly votePort?: number;
  /** Port of every node that leads to the result. @default 30001 */
  readonly resultPort?: number;
  /** Label `app` of the Pods that hold redis. @default voter */
  readonly redisIn?: 'voter' | 'data';
}

/** The three ways in: redis for other Pods, and both pages from outside the cluster. */
export function addServices(scope: Construct, props: ServicesProps = {}): void {
  const { namespace, votePort = 30000, resultPort = 30001, redisIn = 'voter' } = props;
  const page = (app: string, nodePort: number) =>
    ({ namespace, type: 'NodePort', pods: { app }, ports: [{ port: WEB_PORT, nodePort }] }) as const;
  new Service(scope, 'redis', { namespace, pods: { app: redisIn }, ports: [REDIS_PORT] });
  new Service(scope, 'vote', page('voter', votePort));
  new Service(scope, 'result', page('results', resultPort));
}
