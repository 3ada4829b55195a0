import type { KubeObject } from '../../../api';
import { podShapeOf } from './check';
import { violationsOf } from './evaluate';
import { type LevelVersion, levelText } from './policy';

/** Pods that are looked at. Source: pod-security-admission/admission `defaultNamespaceMaxPodsToCheck`. */
const PODS_MAX = 3000;

/** One Pod of every controller comes before the others. */
function firstOfEach(pods: readonly KubeObject[]): readonly KubeObject[] {
  const controllers = new Set<string>();
  const others: KubeObject[] = [];
  const first = pods.filter((pod) => {
    const controller = (pod.metadata.ownerReferences ?? []).find((owner) => owner.controller === true)?.uid;
    if (controller === undefined) return true;
    if (!controllers.has(controller)) return controllers.add(controller);
    others.push(pod);
    return false;
  });
  return [...first, ...others];
}

/**
 * Warnings about the Pods that a namespace already has when it begins to enforce a policy. They stay.
 *
 * Source: Kubernetes 1.36, pod-security-admission/admission/admission.go `EvaluatePodsInNamespace`. Not modelled: the
 * limit of a second.
 */
export function namespaceWarnings(namespace: string, enforce: LevelVersion, pods: readonly KubeObject[]): string[] {
  const namesByReasons = new Map<string, string[]>();
  for (const pod of firstOfEach(pods).slice(0, PODS_MAX)) {
    const reasons = violationsOf(enforce, podShapeOf(pod))
      .map(({ reason }) => reason)
      .join(', ');
    if (reasons === '') continue;
    namesByReasons.set(reasons, [...(namesByReasons.get(reasons) ?? []), pod.metadata.name ?? '']);
  }
  const perReason = [...namesByReasons].map(([reasons, names]) => {
    const [first = ''] = names.sort();
    const others = names.length - 1;
    return `${first}${others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`}: ${reasons}`;
  });
  const title = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level`;
  return [
    ...(pods.length > PODS_MAX
      ? [`new PodSecurity enforce level only checked against the first ${PODS_MAX} of ${pods.length} existing pods`]
      : []),
    ...(perReason.length > 0 ? [`${title} "${levelText(enforce)}"`] : []),
    ...perReason.sort(),
  ];
}
