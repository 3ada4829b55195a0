import type { Rules, World } from '../world';
import { daemonSetRules } from './daemon-sets';
import { deploymentRules } from './deployments';
import { jobRules } from './jobs';
import { podRules } from './nodes-and-pods';
import { ownershipRules } from './ownership';
import { replicaSetRules } from './replica-sets';
import { reportRules } from './reports';
import { statefulSetRules } from './stateful-sets';
import { storeRules } from './store';
import { storedObjectRules } from './stored-objects';

/** All that must hold in a cluster, whatever happens to it. */
export const allRules = (world: World): readonly Rules[] =>
  [
    storeRules,
    storedObjectRules,
    podRules,
    ownershipRules,
    replicaSetRules,
    deploymentRules,
    statefulSetRules,
    daemonSetRules,
    jobRules,
    reportRules,
  ].map((rules) => rules(world));
