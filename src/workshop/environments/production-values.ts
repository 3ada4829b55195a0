/** Values that several environments have in common; each takes what fits and states the rest itself. */
import type { EnvironmentSettings } from './environment';

/** Where the workshop's own images are kept. The same images run everywhere: only configuration differs. */
export const OWN_IMAGES: EnvironmentSettings = { registry: 'registry.example.com/workshop' };

/** One Pod of everything that may be alone: enough to develop. */
export const ONE_OF_EACH: EnvironmentSettings = {
  replicas: 1,
  alpacaReplicas: 1,
  backendReplicas: 1,
  bandicootReplicas: 1,
  beDefaultReplicas: 1,
  consumersParallelism: 2,
  flaskReplicas: 1,
  frontendReplicas: 1,
  hasherReplicas: 1,
  kuardReplicas: 1,
  parseReplicas: 1,
  resultReplicas: 1,
  service1Replicas: 1,
  service2Replicas: 1,
  voteReplicas: 1,
  webuiReplicas: 1,
  workerReplicas: 1,
};

/** Two Pods of everything: what breaks with more than one breaks here. */
export const TWO_OF_EACH: EnvironmentSettings = {
  replicas: 2,
  alpacaReplicas: 2,
  backendReplicas: 2,
  bandicootReplicas: 2,
  beDefaultReplicas: 2,
  consumersParallelism: 2,
  flaskReplicas: 2,
  frontendReplicas: 2,
  hasherReplicas: 2,
  kuardReplicas: 2,
  parseReplicas: 2,
  resultReplicas: 2,
  service1Replicas: 2,
  service2Replicas: 2,
  voteReplicas: 2,
  webuiReplicas: 2,
  workerReplicas: 2,
};

/** Three Pods of everything: one may fail during a rollout. */
export const THREE_OF_EACH: EnvironmentSettings = {
  replicas: 3,
  alpacaReplicas: 3,
  backendReplicas: 3,
  bandicootReplicas: 3,
  beDefaultReplicas: 3,
  consumersParallelism: 5,
  flaskReplicas: 3,
  frontendReplicas: 3,
  hasherReplicas: 3,
  kuardReplicas: 3,
  parseReplicas: 3,
  resultReplicas: 3,
  service1Replicas: 3,
  service2Replicas: 3,
  voteReplicas: 3,
  webuiReplicas: 3,
  workerReplicas: 10,
};

const AMPLE = { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '2', memory: '4Gi' } };

/** Room and power for databases with real data. */
export const AMPLE_DATABASES: EnvironmentSettings = {
  databaseSize: '50Gi',
  databaseResources: AMPLE,
  mongoResources: AMPLE,
  mysqlResources: AMPLE,
};

/** The cloud that staging, canary and production run in. */
export const CLOUD: EnvironmentSettings = { storageClass: 'managed-csi', ingressClass: 'contour' };
