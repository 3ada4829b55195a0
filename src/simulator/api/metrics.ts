import type { Node, Pod } from './kinds.generated';
import type { KubeObject } from './object';

/** What something uses at this moment. */
export interface Usage {
  /** Processor time, in cores. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** What a container uses at this moment. */
export interface NamedUsage extends Usage {
  readonly name: string;
}

/** Who knows what runs and what it uses: the node agents. */
export interface MetricsSource {
  /** The running containers of a Pod; undefined when none of it runs. */
  podUsage(namespace: string, name: string): readonly NamedUsage[] | undefined;
  /** A node as a whole; undefined when it is not heard of. */
  nodeUsage(name: string): Usage | undefined;
}

/** Amounts by resource: `cpu` in cores, `memory` in bytes, as quantities. */
export interface MeasuredUsage {
  readonly cpu: string;
  readonly memory: string;
}

/** What a Pod used in a time, as metrics.k8s.io/v1beta1 serves it. */
export interface PodMetrics extends KubeObject {
  /** When the time ended, as the API writes it. */
  readonly timestamp: string;
  /** How long it was, as Go writes durations. */
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: MeasuredUsage }[];
}

/** What a node used in a time, as metrics.k8s.io/v1beta1 serves it. */
export interface NodeMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly usage: MeasuredUsage;
}

/** The metrics server of a cluster: what it has measured by now. */
export interface MetricsServer {
  /** Undefined for a Pod that it has not seen twice yet, or that does not run. */
  podMetrics(pod: Pod): PodMetrics | undefined;
  /** Undefined for a node that is not heard of. */
  nodeMetrics(node: Node): NodeMetrics | undefined;
}

/** The metrics server, or why nobody answers for it: its API is not registered, or registered and without an answer. */
export type MetricsAccess = () => MetricsServer | 'missing' | 'unavailable';
