import { drainNode, EndpointWatch, explain, type Kinds, labelSelectorOf } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import { nameText } from '../finding';
import { isReady } from '../rules/containers';
import { schedulerText } from '../scheduler-text';
import { untilNothingIsMissing } from './until-ready';
import { keyOf, secondsText } from './workloads';

type Pod = Kinds['pods'];
type Service = Kinds['services'];

/** Virtual time that evictions get. */
const DRAIN_MS = 60_000;

/** What the Pods that were moved get. */
const PATIENCE = { seconds: 300, stalledSeconds: 45 };

/** What came of it. */
export interface DrainTrial {
  /** Node that was drained. @default - none was */
  readonly node?: string;
  /** Why none was. */
  readonly skipped?: string;
}

const selects = ({ spec }: Service, { metadata }: Pod): boolean => {
  const selector = Object.entries(spec.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => metadata.labels?.[key] === value);
};

/** Nodes that take Pods, with how many of the set they have; the one with most first. */
function nodesByUse(context: CheckContext): readonly string[] {
  const counts = new Map<string, number>();
  for (const { pod, root } of context.pods()) {
    const { nodeName } = pod.spec;
    if (nodeName !== undefined && root.kind !== 'DaemonSet') counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  }
  return context.client
    .list('nodes')
    .filter(({ spec }) => !(spec.taints ?? []).some(({ effect }) => effect !== 'PreferNoSchedule'))
    .map(({ metadata }) => metadata.name)
    .sort((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0));
}

/** The budget that keeps a Pod, or what the Pod belongs to. */
function keeperOf(context: CheckContext, pod: Pod): CheckedObject | undefined {
  const budget = context.ofKind('PodDisruptionBudget').find(({ namespace = '', name }) => {
    const found = context.client.get('policy/poddisruptionbudgets', namespace, name);
    return namespace === pod.metadata.namespace && labelSelectorOf(found?.spec.selector).matches(pod.metadata.labels);
  });
  return budget ?? context.rootOf(pod);
}

/** Who is behind a Service before anything happens. */
interface Backing {
  readonly object: CheckedObject;
  readonly key: string;
  readonly pods: number;
  /** Of all its Pods, the node; undefined when there are several. */
  readonly node: string | undefined;
}

function backings(context: CheckContext): Backing[] {
  const pods = context.pods();
  return context.ofKind('Service').flatMap((object): Backing[] => {
    const service = context.client.get('services', object.namespace ?? '', object.name);
    const own =
      service === undefined
        ? []
        : pods.filter(({ pod }) => pod.metadata.namespace === object.namespace && selects(service, pod));
    if (service === undefined || own.length === 0) return [];
    const nodes = new Set(own.map(({ pod }) => pod.spec.nodeName));
    return [{ object, key: keyOf(service), pods: own.length, node: nodes.size === 1 ? [...nodes][0] : undefined }];
  });
}

function reportLosses(context: CheckContext, watch: EndpointWatch, before: readonly Backing[], node: string): void {
  for (const { object, key, pods, node: only } of before) {
    const lostMs = watch.gaps(key).reduce((sum, { fromMs, toMs = context.cluster.nowMs }) => sum + toMs - fromMs, 0);
    // Who had a Pod elsewhere lost it to something else: a database that moved, a lack of room.
    if (lostMs === 0 || only !== node) continue;
    const isSingle = pods === 1;
    context.report('drain-availability', object, {
      severity: 'warning',
      message: `while node ${node} is drained, nobody answers for ${secondsText(lostMs)}: ${isSingle ? 'its only Pod is there' : `all its ${pods} Pods are there`}`,
      cure: isSingle
        ? 'run two Pods or more where a pause matters'
        : 'spread the Pods over nodes (topologySpreadConstraints), and keep one with a PodDisruptionBudget',
    });
  }
}

/** What finds no place on the other nodes; what misses it is not told as well. */
function reportRoom(context: CheckContext, waiting: readonly CheckedObject[], node: string): void {
  for (const object of waiting) {
    const evidence = explain(context.client, object).find(({ reason }) => reason === 'Unschedulable');
    if (evidence === undefined || context.isExplained(object)) continue;
    context.report('drain-room', object, {
      severity: 'warning',
      message: `without node ${node}, ${context.missing(object) ?? ''}: ${schedulerText(evidence.message)}`,
      cure: 'leave room for the Pods of one node on the others, and use volumes that can follow them',
    });
  }
}

/**
 * Drains the node that has most Pods of the set, and looks at what stays, what is away meanwhile, and what finds no place
 * on the others.
 */
export function tryDrain(context: CheckContext): DrainTrial {
  const [node, ...others] = nodesByUse(context);
  if (node === undefined || others.length === 0) {
    return { skipped: 'no node was drained: there is one that takes Pods (--nodes takes more)' };
  }
  const { client, cluster } = context;
  const before = backings(context);
  const wasReady = context.objects.filter((object) => !context.isUnready(object));
  const watch = new EndpointWatch(client, () => cluster.nowMs);
  const { refused } = drainNode(cluster, node, DRAIN_MS);
  for (const { namespace, name, message } of refused) {
    const pod = client.get('pods', namespace, name);
    const keeper = pod === undefined ? undefined : keeperOf(context, pod);
    if (keeper === undefined) continue;
    context.report('drain-blocked', keeper, {
      message: `a node cannot be drained: Pod ${name} stays: ${message}`,
      cure: 'allow one disruption: minAvailable below the number of Pods, or more Pods',
    });
  }
  // That a Pod is ready is enough: how long it has to be so until it counts as available is no matter of the drain.
  const roots = new Set(wasReady.map(nameText));
  const unready = (): readonly { readonly pod: Pod; readonly root: CheckedObject }[] =>
    context.pods().filter(({ pod, root }) => roots.has(nameText(root)) && !isReady(pod));
  untilNothingIsMissing(
    context,
    () => unready().map(({ pod }) => pod.metadata.uid + String(pod.status.phase)),
    PATIENCE,
  );
  const waiting = [...new Set(unready().map(({ root }) => root))];
  watch.stop();
  reportLosses(context, watch, before, node);
  reportRoom(context, waiting, node);
  return { node };
}
