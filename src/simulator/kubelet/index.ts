/** The agents of nodes: they run the Pods that are bound to them. */
import { ClusterNodeAgents, type KubeletContext, type NodeAgents } from './node-agents';

export type {
  CallOutcome,
  ContainerCall,
  ContainerExit,
  ContainerRuntime,
  ContainerSpec,
  ContainerUsage,
  PullOutcome,
  RunningContainer,
  StartFailure,
} from './container-runtime';
export type { KubeletContext, NamedUsage, NodeAgents } from './node-agents';
export { SimpleRuntime } from './simple-runtime';

/** Makes the agents of a cluster; nodes are given to them with `add`. */
export const createNodeAgents = (context: KubeletContext): NodeAgents => new ClusterNodeAgents(context);
