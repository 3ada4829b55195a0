import type { IConstruct } from 'constructs';
import { ArgumentError, isToken, requireInteger } from './argument';
import type { k8s } from './k8s';
import { toIntOrString } from './quantity';

/** How a new version replaces the old one. What is left out is Kubernetes' own default. */
export interface RolloutPolicy {
  /** `Recreate` ends every old Pod first. @default - RollingUpdate */
  readonly strategy?: 'RollingUpdate' | 'Recreate';
  /** Pods that may be missing meanwhile: a number or a percentage such as '25%'. @default - 25% */
  readonly maxUnavailable?: number | string;
  /** Pods that may be there in addition: a number or a percentage. @default - 25% */
  readonly maxSurge?: number | string;
  /** Seconds a new Pod must stay ready before it counts. @default - 0 */
  readonly minReadySeconds?: number;
  /** Seconds without progress after which the rollout counts as failed. @default - 600 */
  readonly progressDeadlineSeconds?: number;
  /** Old versions kept for going back. @default - 10 */
  readonly revisionHistoryLimit?: number;
  /** Reason of the version, written on the Pod template for `kubectl rollout history`. @default - none */
  readonly changeCause?: string;
}

/** Annotation whose value `kubectl rollout history` shows. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

function requireShare(scope: IConstruct, prop: string, value: number | string | undefined): void {
  if (value === undefined || isToken(value)) return;
  const isShare = typeof value === 'number' ? Number.isInteger(value) && value >= 0 : /^[0-9]+%$/.test(value);
  if (!isShare) throw new ArgumentError(scope, prop, "must be a whole number or a percentage such as '25%'", value);
}

const isNothing = (share: number | string | undefined): boolean => share === 0 || share === '0' || share === '0%';

/** The Deployment fields that `policy` stands for. */
export function toRolloutFields(
  scope: IConstruct,
  policy: RolloutPolicy | undefined,
): Pick<k8s.DeploymentSpec, 'strategy' | 'minReadySeconds' | 'progressDeadlineSeconds' | 'revisionHistoryLimit'> {
  if (policy === undefined) return {};
  const { maxUnavailable, maxSurge } = policy;
  requireShare(scope, 'rollout.maxUnavailable', maxUnavailable);
  requireShare(scope, 'rollout.maxSurge', maxSurge);
  requireInteger(scope, 'rollout.minReadySeconds', policy.minReadySeconds, 0);
  requireInteger(scope, 'rollout.progressDeadlineSeconds', policy.progressDeadlineSeconds, 1);
  requireInteger(scope, 'rollout.revisionHistoryLimit', policy.revisionHistoryLimit, 0);
  const hasLimits = maxUnavailable !== undefined || maxSurge !== undefined;
  if (policy.strategy === 'Recreate' && hasLimits) {
    throw new ArgumentError(scope, 'rollout', "must not set limits together with strategy 'Recreate'", policy);
  }
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) {
    throw new ArgumentError(scope, 'rollout', "must allow 'maxUnavailable' or 'maxSurge' above 0", policy);
  }
  return {
    minReadySeconds: policy.minReadySeconds,
    progressDeadlineSeconds: policy.progressDeadlineSeconds,
    revisionHistoryLimit: policy.revisionHistoryLimit,
    strategy:
      policy.strategy === undefined && !hasLimits
        ? undefined
        : {
            rollingUpdate: hasLimits
              ? {
                  maxSurge: maxSurge === undefined ? undefined : toIntOrString(maxSurge),
                  maxUnavailable: maxUnavailable === undefined ? undefined : toIntOrString(maxUnavailable),
                }
              : undefined,
            type: policy.strategy ?? 'RollingUpdate',
          },
  };
}
