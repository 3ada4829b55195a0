import { notNow, type FilterPlugin } from '../framework';
import { UsedPorts } from '../snapshot/host-ports';

const NAME = 'NodePorts';
const TAKEN = notNow(NAME, "node(s) didn't have free ports for the requested pod ports");

/**
 * Keeps Pods from nodes on which a port that they ask for is taken.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/nodeports.
 */
export const nodePorts: FilterPlugin = {
  name: NAME,
  events: ['podGone', 'nodeAdded'],
  prepare({ hostPorts }) {
    if (hostPorts.length === 0) return undefined;
    return { check: ({ usedPorts }) => (usedPorts.areFree(hostPorts) ? undefined : TAKEN) };
  },
  mayHelp(event, { hostPorts }) {
    if (!('pod' in event)) return true;
    const given = new UsedPorts();
    given.add(event.pod.hostPorts);
    return !given.areFree(hostPorts);
  },
};
