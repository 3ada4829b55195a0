import { never, type FilterPlugin, type NodeCheck } from '../framework';
import { tolerates } from '../tolerations';

const NAME = 'NodeUnschedulable';
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const CLOSED = never(NAME, 'node(s) were unschedulable');

const CHECK: NodeCheck = { check: ({ node }) => (node?.spec.unschedulable === true ? CLOSED : undefined) };

/**
 * Keeps Pods from nodes that `spec.unschedulable` closes, unless they tolerate the taint that such nodes have.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/nodeunschedulable.
 */
export const nodeUnschedulable: FilterPlugin = {
  name: NAME,
  events: ['nodeAdded', 'nodeTaints', 'ownChange'],
  prepare({ pod }, { snapshot }) {
    if (snapshot.unschedulableNodes === 0) return undefined;
    const isTolerated = (pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT));
    return isTolerated ? undefined : CHECK;
  },
  mayHelp: (event) => !('node' in event) || event.node.spec.unschedulable !== true,
};
