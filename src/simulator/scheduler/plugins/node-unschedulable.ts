import { isTolerated } from '../../api';
import { never, type FilterPlugin, type NodeCheck } from '../framework';

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
    return isTolerated(TAINT, pod.spec.tolerations ?? []) ? undefined : CHECK;
  },
  mayHelp: (event) => !('node' in event) || event.node.spec.unschedulable !== true,
};
