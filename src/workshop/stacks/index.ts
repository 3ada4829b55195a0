/** The registry of stacks; a new one is a folder here and a line below. */
import { awsme } from './awsme';
import { blueGreen } from './blue-green';
import { clusterSystem } from './cluster-system';
import { dockercoins } from './dockercoins';
import { elastic } from './elastic';
import { flaskRedis } from './flask-redis';
import { frontendLayout } from './frontend-layout';
import { ghost } from './ghost';
import { helloflask } from './helloflask';
import { jupyter } from './jupyter';
import { kuarConfig } from './kuar-config';
import { kuarCronjob } from './kuar-cronjob';
import { kuarDaemonsets } from './kuar-daemonsets';
import { kuarDynamicVolumes } from './kuar-dynamic-volumes';
import { kuarExternalDb } from './kuar-external-db';
import { kuarIngress } from './kuar-ingress';
import { kuarJobs } from './kuar-jobs';
import { kuarLabels } from './kuar-labels';
import { kuarMongo } from './kuar-mongo';
import { kuarMysql } from './kuar-mysql';
import { kuarRbac } from './kuar-rbac';
import { kuarServices } from './kuar-services';
import { kuarWorkQueue } from './kuar-work-queue';
import { kuardDeployment } from './kuard-deployment';
import { kuardPods } from './kuard-pods';
import { kuardReplicaset } from './kuard-replicaset';
import { parse } from './parse';
import { pyDebug } from './py-debug';
import { redisSentinel } from './redis-sentinel';
import { sleepy } from './sleepy';
import { votingDeployments } from './voting-deployments';
import { votingPods } from './voting-pods';
import { votingRedis } from './voting-redis';
import { votingReplicasets } from './voting-replicasets';
import type { StackDefinition } from './stack';

export { productionForm } from './stack';
export type { ExpectedFinding, Lesson, ProductionForm, StackDefinition, Surroundings } from './stack';

/** Every stack, in the order of the workshops. */
export const stacks: readonly StackDefinition[] = [
  awsme,
  sleepy,
  elastic,
  dockercoins,
  blueGreen,
  clusterSystem,
  kuardPods,
  kuarLabels,
  kuarServices,
  kuarIngress,
  kuardReplicaset,
  kuardDeployment,
  kuarDaemonsets,
  kuarJobs,
  kuarWorkQueue,
  kuarCronjob,
  kuarConfig,
  kuarRbac,
  kuarExternalDb,
  kuarMysql,
  kuarDynamicVolumes,
  kuarMongo,
  jupyter,
  parse,
  ghost,
  redisSentinel,
  frontendLayout,
  votingRedis,
  votingPods,
  votingReplicasets,
  votingDeployments,
  helloflask,
  pyDebug,
  flaskRedis,
];
