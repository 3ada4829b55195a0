import { never, type FilterPlugin } from '../framework';

const NAME = 'NodeName';
const OTHER = never(NAME, "node(s) didn't match the requested node name");

/**
 * Keeps Pods that name a node from all others. Such Pods never reach the scheduler, so it has nothing to do; a rejection
 * of it is part of what the real one can say.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/nodename.
 */
export const nodeName: FilterPlugin = {
  name: NAME,
  events: ['nodeAdded'],
  prepare({ pod }) {
    const { nodeName: wanted = '' } = pod.spec;
    return wanted === '' ? undefined : { check: ({ name }) => (name === wanted ? undefined : OTHER) };
  },
  mayHelp: (event, { pod }) => 'node' in event && event.node.metadata.name === pod.spec.nodeName,
};
