import { hasUntoleratedTaint, untoleratedPreferences } from '../../api';
import { never, normalized, type FilterPlugin, type ScorePlugin } from '../framework';

const NAME = 'TaintToleration';
const TAINTED = never(NAME, 'node(s) had untolerated taint(s)');

/**
 * Keeps Pods from nodes with taints that they do not tolerate, and prefers nodes without taints that ask to stay away.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/tainttoleration.
 */
export const taintToleration: FilterPlugin & ScorePlugin = {
  name: NAME,
  events: ['nodeAdded', 'nodeTaints', 'ownChange'],
  weight: 3,
  prepare({ pod }, { snapshot }) {
    if (snapshot.taints('NoSchedule') === 0 && snapshot.taints('NoExecute') === 0) return undefined;
    const { tolerations } = pod.spec;
    return {
      check: ({ taints }) => (taints.length > 0 && hasUntoleratedTaint(taints, tolerations) ? TAINTED : undefined),
    };
  },
  mayHelp(event, { pod }) {
    if (!('node' in event)) return true;
    const { tolerations } = pod.spec;
    if (hasUntoleratedTaint(event.node.spec.taints ?? [], tolerations)) return false;
    return event.previous === undefined || hasUntoleratedTaint(event.previous.spec.taints ?? [], tolerations);
  },
  score({ pod }, nodes, { snapshot }) {
    if (snapshot.taints('PreferNoSchedule') === 0) return undefined;
    const { tolerations } = pod.spec;
    return normalized(
      nodes.map(({ taints }) => untoleratedPreferences(taints, tolerations)),
      true,
    );
  },
};
