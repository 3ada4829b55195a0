import type {
  ContainerStatus,
  Pod,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '../../api';

/** What a policy says of a failed Pod. */
export interface FailureVerdict {
  /** Whether the failure counts against the limits. */
  readonly isCounted: boolean;
  /** Whether the index of the Pod has failed for good. */
  readonly failsIndex: boolean;
  /** Why the whole Job fails. @default - it does not */
  readonly failJobMessage?: string;
}

const COUNTED: FailureVerdict = { isCounted: true, failsIndex: false };

/** The first container that ended with a code that a rule is about; a code of 0 is no failure. */
function matchingContainer(
  containers: readonly ContainerStatus[] | undefined,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  return containers?.find(({ name, state }) => {
    const code = state.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code);
  });
}

/** What of a Pod a rule matches, in the words of its message; undefined when it does not match. */
function matchedPart(rule: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  const name = `${metadata.namespace}/${metadata.name}`;
  if (rule.onExitCodes !== undefined) {
    const container =
      matchingContainer(status.containerStatuses, rule.onExitCodes) ??
      matchingContainer(status.initContainerStatuses, rule.onExitCodes);
    if (container === undefined) return undefined;
    return `Container ${container.name} for pod ${name} failed with exit code ${container.state.terminated?.exitCode ?? 0}`;
  }
  const condition = status.conditions?.find((each) =>
    rule.onPodConditions?.some((pattern) => pattern.type === each.type && pattern.status === each.status),
  );
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`;
}

/**
 * What a policy says of a failed Pod: the first rule that matches decides, and a Pod that none matches is counted.
 * Source: Kubernetes 1.36, pkg/controller/job/pod_failure_policy.go `matchPodFailurePolicy`.
 */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const part = matchedPart(rule, pod);
    if (part === undefined) continue;
    switch (rule.action) {
      case 'Ignore':
        return { isCounted: false, failsIndex: false };
      case 'FailIndex':
        return { isCounted: true, failsIndex: true };
      case 'FailJob':
        return { ...COUNTED, failJobMessage: `${part} matching ${rule.action} rule at index ${index}` };
      case 'Count':
        return COUNTED;
    }
  }
  return COUNTED;
}
