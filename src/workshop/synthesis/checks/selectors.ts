import type { Check } from '../finding';
import { nearest } from '../nearest';
import {
  fullSelector,
  isEmptySelector,
  type LabelSelector,
  matches,
  plainSelector,
  type PodsByLabel,
} from './label-selection';
import { checkOf } from './inventory';
import type { PodSource } from './pod-source';
import { type Fields, fieldsOf, shownLabels, textOf } from './reading';

/** Kinds that find their Pods by a selector of their own. */
const SELECTING = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet']);

/** Kinds that take over bare Pods which match. A Deployment's ReplicaSets do not: they also ask for a hash. */
const ADOPTING = new Set(['apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController']);

/** The selector of a workload; undefined where Kubernetes makes one, or where it is missing (`schema` says so). */
function selectorOf(pod: PodSource): LabelSelector | undefined {
  const { selector } = fieldsOf(pod.manifest.spec);
  if (typeof selector !== 'object' || selector === null) return undefined;
  if (SELECTING.has(pod.kind)) return fullSelector(selector);
  return pod.kind === 'ReplicationController' ? plainSelector(fieldsOf(selector)) : undefined;
}

const shownSelector = ({ labels, expressions }: LabelSelector): string =>
  [shownLabels(labels), ...expressions.map((expression) => JSON.stringify(expression))]
    .filter((part) => part)
    .join(',');

/** `selector-mismatch`: a workload that would not find the Pods it makes. */
export const selectorMismatch: Check = checkOf(({ pods }, tell) => {
  for (const pod of pods) {
    const selector = selectorOf(pod);
    if (selector === undefined) continue;
    if (isEmptySelector(selector)) {
      tell(pod, 'selector-mismatch', 'spec.selector: must hold a label, got none; name labels that its Pods bear');
    } else if (!matches(selector, pod.labels)) {
      const given = `its template bears ${shownLabels(pod.labels) || 'no labels'}`;
      const advice = 'put the same labels in both';
      const field = `spec.selector: ${shownSelector(selector)} must match the labels of spec.template`;
      tell(pod, 'selector-mismatch', `${field}, but ${given}; ${advice}`);
    }
  }
});

/** `selector-overlap`: a workload that also selects the Pods of another one. */
export const selectorOverlap: Check = checkOf((inventory, tell) => {
  for (const pod of inventory.pods) {
    const selector = selectorOf(pod);
    if (selector === undefined || isEmptySelector(selector)) continue;
    const others = inventory
      .around(pod)
      .pods.select(selector)
      .filter((other) => other.object !== pod.object && (other.kind !== 'Pod' || ADOPTING.has(pod.kind)));
    if (others.length === 0) continue;
    const names = others.slice(0, 3).map((other) => `${other.manifest.kind} ${other.name}`);
    const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
    const field = `spec.selector: ${shownSelector(selector)} must match its own Pods only`;
    const given = `but also matches those of ${names.join(', ')}${more}`;
    tell(pod, 'selector-overlap', `${field}, ${given}; add a label that only its Pods bear`);
  }
});

/** The labels that somebody who wrote `selector` may have meant. */
function meant(selector: Fields, pods: PodsByLabel): string {
  for (const [key, value] of Object.entries(selector)) {
    const values = pods.valuesOf(key);
    if (values.has(String(value))) continue;
    const closeKey = values.size === 0 ? nearest(key, pods.keys) : key;
    if (closeKey === undefined) continue;
    const closeValue = nearest(String(value), pods.valuesOf(closeKey));
    if (closeValue !== undefined) return `; did you mean ${closeKey}=${closeValue}?`;
  }
  return '; give Pods these labels, or select by those they bear.';
}

/** Services of the control plane: nobody writes their Pods. */
const OWN = new Set(['default/kubernetes']);

/** `selector-without-pods`: a Service or PodDisruptionBudget that leads to no Pod. */
export const selectorWithoutPods: Check = checkOf((inventory, tell) => {
  const hint = 'select by the labels of Pod templates';
  for (const item of inventory.ofKind('Service')) {
    const around = inventory.around(item);
    const spec = fieldsOf(item.manifest.spec);
    if (spec.type === 'ExternalName' || OWN.has(`${item.namespace}/${item.name}`)) continue;
    const selector = fieldsOf(spec.selector);
    if (Object.keys(selector).length === 0) {
      if (around.endpoints.has(item.name)) continue;
      const advice = `; write Endpoints or an EndpointSlice for '${item.name}', or name the labels of its Pods`;
      tell(item, 'selector-without-pods', `spec.selector: is missing, and nothing else names the Pods${advice}`);
    } else if (around.pods.select(plainSelector(selector)).length === 0) {
      const given = `spec.selector: no Pod of the set bears ${shownLabels(selector)}`;
      tell(item, 'selector-without-pods', `${given}${meant(selector, around.pods)} Services ${hint}`);
    }
  }
  for (const item of inventory.ofKind('policy/PodDisruptionBudget')) {
    const selector = fullSelector(fieldsOf(item.manifest.spec).selector);
    const { pods } = inventory.around(item);
    if (pods.select(selector).length > 0) continue;
    const given = `spec.selector: no Pod of the set bears ${textOf(shownSelector(selector)) ?? ''}`;
    tell(item, 'selector-without-pods', `${given}${meant(selector.labels, pods)} Disruption budgets ${hint}`);
  }
});
