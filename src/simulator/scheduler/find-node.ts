import type { SeededRandom } from '../engine';
import {
  never,
  type FilterPlugin,
  type NodeCheck,
  type Rejection,
  type SchedulingContext,
  type ScorePlugin,
  type TrialCheck,
} from './framework';
import type { Misfit } from './fit-message';
import type { NodeInfo } from './snapshot/node-info';
import type { PodInfo } from './snapshot/pod-info';

/** Source: Kubernetes 1.36, pkg/scheduler/schedule_one.go `minFeasibleNodesToFind`, `minFeasibleNodesPercentageToFind`. */
const NODES_MIN = 100;
const PERCENT_MIN = 5;

/** The plugins that decide. */
export interface PluginSet {
  readonly filters: readonly FilterPlugin[];
  readonly scores: readonly ScorePlugin[];
}

/** A node for a Pod. */
export interface Fit {
  readonly node: NodeInfo;
  /** Number of nodes that were looked at, and of those among which the choice was. */
  readonly examined: number;
  readonly feasible: number;
}

/** That there is none, with all that making room for the Pod needs. */
export interface NoFit extends Misfit {
  /** Rejections by node. */
  readonly rejectedNodes: ReadonlyMap<NodeInfo, Rejection>;
  /** Plugins whose rejections must end before the Pod can run. */
  readonly plugins: ReadonlySet<string>;
  readonly checks: readonly NodeCheck[];
  readonly examined: number;
}

/** Number of possible nodes that suffice: half of 100, less of more. Source: `numFeasibleNodesToFind`. */
export function nodesToFind(nodesTotal: number): number {
  if (nodesTotal < NODES_MIN) return nodesTotal;
  const percent = Math.max(50 - Math.trunc(nodesTotal / 125), PERCENT_MIN);
  return Math.max(Math.trunc((nodesTotal * percent) / 100), NODES_MIN);
}

/** The first rejection of a node. */
export function firstRejection(checks: readonly NodeCheck[], node: NodeInfo): Rejection | undefined {
  let index = 0;
  let rejection: Rejection | undefined;
  while (rejection === undefined && index < checks.length) rejection = checks[index++]?.check(node);
  return rejection;
}

/** A node with Pods put on it and taken from it to see whether another one would fit. */
export class Trial {
  readonly node: NodeInfo;
  private readonly checks: readonly NodeCheck[];
  private readonly depending: readonly TrialCheck[];

  constructor(checks: readonly NodeCheck[], node: NodeInfo) {
    this.node = node.copy();
    const depending: TrialCheck[] = [];
    this.checks = checks.map((check) => {
      const own = check.forTrial?.(node);
      if (own !== undefined) depending.push(own);
      return own ?? check;
    });
    this.depending = depending;
  }

  add(pod: PodInfo): void {
    this.node.addPod(pod);
    for (const check of this.depending) check.podAdded(pod);
  }

  remove(pod: PodInfo): void {
    this.node.removePod(pod);
    for (const check of this.depending) check.podRemoved(pod);
  }

  rejection(): Rejection | undefined {
    return firstRejection(this.checks, this.node);
  }
}

/** Pods that are meant for a node and come before `pod`. */
export const precedingOn = (node: NodeInfo, pod: PodInfo, { snapshot }: SchedulingContext): PodInfo[] =>
  [...snapshot.nominatedFor(node.name)].filter(({ uid, priority }) => uid !== pod.uid && priority >= pod.priority);

/** Why a Pod may not run on a node: as it is, or once those run there that are meant for it and come before. */
function rejectionOn(
  node: NodeInfo,
  pod: PodInfo,
  checks: readonly NodeCheck[],
  context: SchedulingContext,
): Rejection | undefined {
  if (context.snapshot.hasNominated) {
    const preceding = precedingOn(node, pod, context);
    if (preceding.length > 0) {
      const trial = new Trial(checks, node);
      for (const each of preceding) trial.add(each);
      const rejection = trial.rejection();
      if (rejection !== undefined) return rejection;
    }
  }
  return firstRejection(checks, node);
}

interface Prepared {
  readonly checks: readonly NodeCheck[];
  /** Names of the only nodes to look at; undefined for all. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  /** Plugins that leave out all others. */
  readonly namingPlugins: readonly string[];
}

const inBoth = (names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...names].filter((name) => others.has(name)));

function prepare(pod: PodInfo, { filters }: PluginSet, context: SchedulingContext): Prepared | Rejection {
  const checks: NodeCheck[] = [];
  const namingPlugins: string[] = [];
  let nodeNames: ReadonlySet<string> | undefined;
  for (let index = 0; index < filters.length; index += 1) {
    const plugin = filters[index] as FilterPlugin;
    const prepared = plugin.prepare(pod, context);
    if (prepared === undefined) continue;
    if ('reasons' in prepared) return prepared;
    checks.push(prepared);
    const named = prepared.nodeNames;
    if (named === undefined) continue;
    namingPlugins.push(plugin.name);
    nodeNames = nodeNames === undefined ? named : inBoth(nodeNames, named);
    if (nodeNames.size > 0) continue;
    const plugins = [...namingPlugins].sort().join(' ');
    return never(plugin.name, `node(s) didn't satisfy plugin(s) [${plugins}] simultaneously`);
  }
  return { checks, nodeNames, namingPlugins };
}

/** Adds up what plugins think of nodes, and chooses among the best by chance. */
function bestOf(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  { scores }: PluginSet,
  context: SchedulingContext,
  random: SeededRandom,
): NodeInfo {
  const totals = nodes.map(() => 0);
  for (let plugin = 0; plugin < scores.length; plugin += 1) {
    const { weight, score } = scores[plugin] as ScorePlugin;
    const own = score(pod, nodes, context);
    if (own === undefined) continue;
    for (let index = 0; index < totals.length; index += 1) {
      totals[index] = (totals[index] as number) + weight * (own[index] as number);
    }
  }
  let most = -Infinity;
  const best: NodeInfo[] = [];
  for (let index = 0; index < totals.length; index += 1) {
    const total = totals[index] as number;
    if (total < most) continue;
    if (total > most) best.length = 0;
    most = total;
    best.push(nodes[index] as NodeInfo);
  }
  return best[best.length === 1 ? 0 : random.below(best.length)] as NodeInfo;
}

/**
 * Finds the best node for a Pod, or why there is none. Nodes are looked at from number `start` on, round and round, until
 * there are enough to choose from.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/schedule_one.go `schedulePod`. Not modelled: extenders, and hints from the Pod
 * before (OpportunisticBatching).
 */
export function findNode(
  pod: PodInfo,
  plugins: PluginSet,
  context: SchedulingContext,
  start: number,
  random: SeededRandom,
): Fit | NoFit {
  const all = context.snapshot.nodes;
  const nodesTotal = all.length;
  const prepared = prepare(pod, plugins, context);
  if ('reasons' in prepared) {
    return {
      nodesTotal,
      nowhere: prepared,
      rejections: [],
      rejectedNodes: new Map(),
      plugins: new Set([prepared.plugin]),
      checks: [],
      examined: 0,
    };
  }
  const { checks, nodeNames, namingPlugins } = prepared;
  const meantFor = pod.pod.status.nominatedNodeName;
  const meant = meantFor === undefined ? undefined : context.snapshot.node(meantFor);
  if (meant !== undefined && (nodeNames?.has(meant.name) ?? true)) {
    if (rejectionOn(meant, pod, checks, context) === undefined) return { node: meant, examined: 1, feasible: 1 };
  }
  const nodes = nodeNames === undefined ? all : [...nodeNames].flatMap((name) => context.snapshot.node(name) ?? []);
  const wanted = nodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  const rejectedNodes = new Map<NodeInfo, Rejection>();
  for (let index = 0; index < nodes.length && feasible.length < wanted; index += 1) {
    const node = nodes[(start + index) % nodes.length] as NodeInfo;
    const rejection = rejectionOn(node, pod, checks, context);
    if (rejection === undefined) feasible.push(node);
    else rejectedNodes.set(node, rejection);
  }
  const examined = feasible.length + rejectedNodes.size;
  const only = feasible[0];
  if (only !== undefined) {
    const node = feasible.length === 1 ? only : bestOf(pod, feasible, plugins, context, random);
    return { node, examined, feasible: feasible.length };
  }
  const rejections = [...rejectedNodes.values()];
  return {
    nodesTotal,
    rejections,
    ...(nodeNames === undefined ? {} : { elsewhere: `node(s) didn't satisfy plugin(s) [${namingPlugins.join(' ')}]` }),
    rejectedNodes,
    plugins: new Set([...namingPlugins, ...rejections.map(({ plugin }) => plugin)]),
    checks,
    examined,
  };
}
