import type { Chapter } from '../../model';
import { affinity } from './affinity';
import { backendService } from './backend-service';
import { databaseService } from './database-service';
import { firstPods } from './first-pods';
import { limits, sidecar } from './limits';
import { loadBalancer } from './load-balancer';
import { initContainers } from './init-containers';
import { secrets } from './secrets';

/** "Pods and Services": the sample application on AWS. */
export const awsmeChapters: readonly Chapter[] = [
  firstPods,
  databaseService,
  backendService,
  loadBalancer,
  secrets,
  initContainers,
  affinity,
  limits,
  sidecar,
];
