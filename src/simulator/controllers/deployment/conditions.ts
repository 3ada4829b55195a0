import { toTimestamp, type DeploymentCondition } from '../../api';

/** Conditions of a Deployment, in the order in which they last changed. */
export type Conditions = readonly DeploymentCondition[];

/** A condition that begins now. */
export const newCondition = (
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  nowMs: number,
): DeploymentCondition => ({
  type,
  status,
  lastUpdateTime: toTimestamp(nowMs),
  lastTransitionTime: toTimestamp(nowMs),
  reason,
  message,
});

/** Conditions without the one of a type. */
export const withoutCondition = (conditions: Conditions, type: string): Conditions =>
  conditions.filter((condition) => condition.type !== type);

/**
 * Conditions with `condition` as the last one. Nothing changes when there is one of its status and reason, whatever its
 * message says.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `SetDeploymentCondition`.
 */
export function setCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const present = conditions.find(({ type }) => type === condition.type);
  if (present?.status === condition.status && present.reason === condition.reason) return conditions;
  const lastTransitionTime =
    present?.status === condition.status ? present.lastTransitionTime : condition.lastTransitionTime;
  return [
    ...withoutCondition(conditions, condition.type),
    { ...condition, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) },
  ];
}
