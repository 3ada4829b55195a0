import type { ApiClient, Service } from '../api';
import type { ClusterEvent, ClusterEventKind } from './cluster-event';
import type { ClusterSnapshot } from './snapshot/cluster-snapshot';
import type { NodeInfo } from './snapshot/node-info';
import type { PodInfo } from './snapshot/pod-info';

/** What plugins read of the API. */
export type ClusterReader = Pick<ApiClient, 'get' | 'list'>;

/** What plugins decide by. */
export interface SchedulingContext {
  readonly snapshot: ClusterSnapshot;
  readonly reader: ClusterReader;
  /** Services of the Pod's Namespace that select it. */
  servicesOf(pod: PodInfo): readonly Service[];
}

/** Why a Pod may not run on a node, or nowhere. */
export interface Rejection {
  /** Plugin that says so. */
  readonly plugin: string;
  /** In the words of events: `node(s) were unschedulable`. */
  readonly reasons: readonly string[];
  /** Whether it could be otherwise without some of the Pods that run there. */
  readonly isResolvable: boolean;
}

/** A rejection that other Pods have no part in. */
export const never = (plugin: string, ...reasons: readonly string[]): Rejection => ({
  plugin,
  reasons,
  isResolvable: false,
});

/** A rejection that could end when other Pods make room. */
export const notNow = (plugin: string, ...reasons: readonly string[]): Rejection => ({
  plugin,
  reasons,
  isResolvable: true,
});

/** What a plugin asks of the nodes for one Pod. */
export interface NodeCheck {
  /** Nodes that can be meant at all. @default - every node */
  readonly nodeNames?: ReadonlySet<string>;
  /** Why the Pod may not run there; undefined when it may. */
  check(node: NodeInfo): Rejection | undefined;
  /** A check to try other Pods on `node`; the changes stay in it. @default - nothing but the NodeInfo depends on Pods */
  forTrial?(node: NodeInfo): TrialCheck;
}

/** A check of a node whose Pods are changed to see what would be. */
export interface TrialCheck extends NodeCheck {
  podAdded(pod: PodInfo): void;
  podRemoved(pod: PodInfo): void;
}

/** A plugin that says on which nodes a Pod may run. */
export interface FilterPlugin {
  readonly name: string;
  /** Changes of the cluster that can end its rejections. */
  readonly events: readonly ClusterEventKind[];
  /** Looks at the Pod: undefined when it asks nothing, a rejection when it may run nowhere. */
  prepare(pod: PodInfo, context: SchedulingContext): NodeCheck | Rejection | undefined;
  /** Whether a change, one of `events`, may end its rejection of a Pod. */
  mayHelp(event: ClusterEvent, pod: PodInfo, context: SchedulingContext): boolean;
}

/** Best score of a node. */
export const SCORE_MAX = 100;

/** A plugin that says which of the possible nodes suit a Pod best. */
export interface ScorePlugin {
  readonly name: string;
  /** What its scores count among those of others. */
  readonly weight: number;
  /** Scores from 0 to `SCORE_MAX`, one for each node; undefined when it has no preference. */
  score(pod: PodInfo, nodes: readonly NodeInfo[], context: SchedulingContext): readonly number[] | undefined;
}

/**
 * Scales scores so that the largest is `SCORE_MAX`; reversed, the largest gets 0. Fractions are cut off.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/helper/normalize_score.go `DefaultNormalizeScore`.
 */
export function normalized(scores: readonly number[], isReversed = false): number[] {
  const most = scores.reduce((left, right) => Math.max(left, right), 0);
  if (most === 0) return isReversed ? scores.map(() => SCORE_MAX) : [...scores];
  return scores.map((score) => {
    const scaled = Math.trunc((SCORE_MAX * score) / most);
    return isReversed ? SCORE_MAX - scaled : scaled;
  });
}
