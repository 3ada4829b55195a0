import type { Labels } from '../../api';
import type { FilterPlugin, ScorePlugin } from '../framework';
import { defaultConstraints, statedConstraints } from '../spread/constraints';
import { spreadDomains } from '../spread/domains';
import { spreadScores } from '../spread/score';
import { SkewCheck } from '../spread/skew-check';

const NO_LABELS: Labels = {};

/**
 * Keeps Pods to nodes on which they are spread as `topologySpreadConstraints` ask, and prefers those on which they are
 * spread best. Pods that ask nothing are spread over nodes and zones as far as that costs nothing.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/podtopologyspread, with the system's default constraints.
 */
export const podTopologySpread: FilterPlugin & ScorePlugin = {
  name: 'PodTopologySpread',
  events: ['podPlaced', 'podLabels', 'podGone', 'nodeAdded', 'nodeDeleted', 'nodeLabels', 'nodeTaints', 'ownChange'],
  weight: 2,
  prepare(pod, { snapshot }) {
    const constraints = statedConstraints(pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    return new SkewCheck(pod, constraints, spreadDomains(constraints, pod, snapshot));
  },
  mayHelp(event, pod) {
    const constraints = statedConstraints(pod, 'DoNotSchedule');
    if ('pod' in event) {
      if (event.kind === 'ownChange') return true;
      if (event.pod.namespace !== pod.namespace) return false;
      const { pod: other, previousLabels = NO_LABELS } = event;
      return constraints.some(({ selector }) => selector.matches(other.labels) || selector.matches(previousLabels));
    }
    if (!('node' in event)) return false;
    const { metadata } = event.node;
    const before = event.previous?.metadata.labels;
    const hasKeys = (labels: Labels = NO_LABELS): boolean =>
      constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);
    return hasKeys(metadata.labels) || (before !== undefined && hasKeys(before));
  },
  score(pod, nodes, context) {
    const isStated = (pod.pod.spec.topologySpreadConstraints ?? []).length > 0;
    const constraints = isStated ? statedConstraints(pod, 'ScheduleAnyway') : defaultConstraints(pod, context);
    if (constraints.length === 0) return undefined;
    return spreadScores(pod, nodes, constraints, isStated, context);
  },
};
