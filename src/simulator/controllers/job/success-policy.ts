import type { SuccessPolicy } from '../../api';
import { IndexSet } from './index-set';

/**
 * The number of the first rule by which an Indexed Job has succeeded already; undefined when there is none.
 * Source: Kubernetes 1.36, pkg/controller/job/success_policy.go `matchSuccessPolicy`.
 */
export function matchedSuccessRule(
  policy: SuccessPolicy | undefined,
  completions: number,
  completed: IndexSet,
): number | undefined {
  if (completed.size === 0) return undefined;
  const found = (policy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && completed.size >= succeededCount;
    const required = IndexSet.parse(succeededIndexes, completions);
    if (required.size === 0) return false;
    const contained = required.overlap(completed);
    return contained === required.size || (succeededCount !== undefined && contained >= succeededCount);
  });
  return found < 0 ? undefined : found;
}
