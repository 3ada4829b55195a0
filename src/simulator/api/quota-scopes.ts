import type { PodAffinityTerm, PodSpec, ResourceQuota } from './kinds.generated';
import type { KubeObject } from './object';
import { parseQuantity } from './quantity';

const isAmount = (amount: string | undefined): boolean => amount !== undefined && !parseQuantity(amount).isZero;

/** Whether no container asks for CPU or memory. Source: Kubernetes 1.36, pkg/apis/core/v1/helper/qos. */
function isBestEffort(spec: Partial<PodSpec>): boolean {
  const parts = [spec, ...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return parts.every(({ resources }) =>
    [resources?.requests, resources?.limits].every(
      (amounts) => !isAmount(amounts?.['cpu']) && !isAmount(amounts?.['memory']),
    ),
  );
}

const isAcrossNamespaces = ({ namespaces = [], namespaceSelector }: PodAffinityTerm): boolean =>
  namespaces.length > 0 || namespaceSelector !== undefined;

/** Whether a Pod wants to be near or far from Pods of other namespaces. */
function hasCrossNamespaceAffinity({ affinity: wish }: Partial<PodSpec>): boolean {
  return [wish?.podAffinity, wish?.podAntiAffinity].some(
    (affinity) =>
      affinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(isAcrossNamespaces) === true ||
      affinity?.preferredDuringSchedulingIgnoredDuringExecution?.some(({ podAffinityTerm }) =>
        isAcrossNamespaces(podAffinityTerm),
      ) === true,
  );
}

function hasPriorityClass(
  { priorityClassName: name = '' }: Partial<PodSpec>,
  operator: string,
  values: readonly string[],
): boolean {
  switch (operator) {
    case 'In':
      return values.includes(name);
    case 'NotIn':
      return !values.includes(name);
    case 'DoesNotExist':
      return name === '';
    default:
      return name !== '';
  }
}

function matchesScope(spec: Partial<PodSpec>, scope: string, operator: string, values: readonly string[]): boolean {
  const isTerminating = spec.activeDeadlineSeconds !== undefined;
  switch (scope) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      return hasPriorityClass(spec, operator, values);
    case 'CrossNamespacePodAffinity':
      return hasCrossNamespaceAffinity(spec);
    default:
      return false;
  }
}

/**
 * Whether a quota counts an object: scopes are about Pods, and a quota with scopes counts nothing else. Pure.
 * Source: Kubernetes 1.36, pkg/quota/v1/evaluator/core/pods.go `podMatchesScopeFunc`. Not modelled: the scope
 * VolumeAttributesClass of claims.
 */
export function isInQuotaScope({ spec }: ResourceQuota, storage: string, object: KubeObject): boolean {
  const scopes = spec?.scopes ?? [];
  const expressions = spec?.scopeSelector?.matchExpressions ?? [];
  if (scopes.length + expressions.length === 0) return true;
  // The object may be one that validation has yet to refuse.
  const pod = (object['spec'] as Partial<PodSpec> | undefined) ?? {};
  return (
    storage === 'pods' &&
    scopes.every((scope) => matchesScope(pod, scope, 'Exists', [])) &&
    expressions.every(({ scopeName, operator, values = [] }) => matchesScope(pod, scopeName, operator, values))
  );
}
