import type { Chapter } from '../../model';
import { deployments } from './deployments';
import { redisPod } from './redis-pod';
import { replicaSetUpdates } from './replica-set-updates';
import { replicaSets } from './replica-sets';
import { twoPods } from './two-pods';

/** "Workload Resources and Workflows": the voting app. */
export const votingChapters: readonly Chapter[] = [redisPod, twoPods, replicaSets, replicaSetUpdates, deployments];
