import type { Check } from '../finding';
import { productionCheckOf } from './inventory';

/** Kinds that leave something to a person, and what. */
const LACKS: Readonly<Record<string, string>> = {
  Pod: 'nothing replaces a bare Pod that dies',
  ReplicationController: 'a ReplicationController never rolls out a new version',
  'apps/ReplicaSet': 'a bare ReplicaSet never rolls out a new version',
};

/** `kind-by-need`: outside lessons Pods come from a workload that replaces and renews them. */
export const kindByNeed: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    const lack = LACKS[pod.kind];
    if (lack === undefined) continue;
    const advice = 'use a Deployment, StatefulSet, DaemonSet, Job or CronJob';
    tell(pod, 'kind-by-need', `kind: ${lack}, got ${pod.manifest.kind}; ${advice}`);
  }
});
