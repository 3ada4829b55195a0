import { CHANGE_CAUSE } from '../../constructs';
import type { Check } from '../finding';
import { productionCheckOf } from './inventory';
import { fieldsOf, inWords } from './reading';

/**
 * `rollout-limits`: a Deployment says how far a rollout may go, when it counts as failed, how many versions stay for
 * going back, and why there is a new one.
 */
export const rolloutLimits: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    if (pod.kind !== 'apps/Deployment') continue;
    const spec = fieldsOf(pod.manifest.spec);
    const strategy = fieldsOf(spec.strategy);
    const limits = fieldsOf(strategy.rollingUpdate);
    const required = [
      ['spec.strategy.rollingUpdate.maxUnavailable', strategy.type === 'Recreate' ? 'none' : limits.maxUnavailable],
      ['spec.strategy.rollingUpdate.maxSurge', strategy.type === 'Recreate' ? 'none' : limits.maxSurge],
      ['spec.progressDeadlineSeconds', spec.progressDeadlineSeconds],
      ['spec.revisionHistoryLimit', spec.revisionHistoryLimit],
      [`the template's annotation ${CHANGE_CAUSE}`, pod.annotations[CHANGE_CAUSE]],
    ] as const;
    const missing = required.filter(([, value]) => value === undefined).map(([field]) => field);
    if (missing.length === 0) continue;
    const rule = `a rollout must be limited: ${inWords(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`;
    tell(pod, 'rollout-limits', `${rule}; set them by 'rollout'`);
  }
});
