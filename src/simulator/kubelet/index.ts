/** The agents of nodes: they run the Pods that are bound to them. */
import type { KubeletContext, NodeAgents } from './agents-context';
import { ClusterNodeAgents } from './node-agents';

export type {
  CallOutcome,
  ContainerCall,
  ContainerExit,
  ContainerRuntime,
  ContainerUsage,
  PullOutcome,
  RunningContainer,
  StartFailure,
} from './container-runtime';
export { laterContainers } from './later-containers';
export type { KubeletContext, NamedUsage, NodeAgents } from './agents-context';

/** Makes the agents of a cluster; nodes are given to them with `add`. */
export const createNodeAgents = (context: KubeletContext): NodeAgents => new ClusterNodeAgents(context);
