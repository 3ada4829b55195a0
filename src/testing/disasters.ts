import type { TestCluster } from './test-cluster';
import type { TestObject } from './test-object';

/** Something that happens to a cluster, as a matcher makes it happen. */
export interface Disaster {
  /** `the loss of a node`, for messages. */
  readonly name: string;
  /** Makes it happen to what `victim` depends on. */
  readonly strike: (victim: TestObject) => void;
}

/** The node on which most Pods of an object run; of equals the first by name. */
function mostUsedNode(victim: TestObject): string {
  const counts = new Map<string, number>();
  for (const { spec } of victim.pods()) {
    if (spec.nodeName !== undefined) counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1));
  if (first === undefined) throw new RangeError(`${victim.toString()} has no Pod on any node`);
  return first[0];
}

/** A node loses its power for good. @param node - by default, the one with most Pods of what must survive */
export const nodeLoss = (node?: string): Disaster => ({
  name: 'the loss of a node',
  strike: (victim) => void victim.cluster.kill(`node/${node ?? mostUsedNode(victim)}`),
});

/** A node is drained for maintenance. @param node - by default, the one with most Pods of what must survive */
export const nodeDrain = (node?: string): Disaster => ({
  name: 'the drain of a node',
  strike: (victim) => void victim.cluster.drain(node ?? mostUsedNode(victim)),
});

/** A Pod is killed. @param name - by default, one of the Pods of what must survive */
export const podKill = (name?: string): Disaster => ({
  name: 'the end of a Pod',
  strike: (victim) => {
    const [pod] = victim.readyPods();
    const own = pod === undefined ? undefined : `${pod.metadata.namespace}/pod/${pod.metadata.name}`;
    const chosen = name ?? own;
    if (chosen === undefined) throw new RangeError(`${victim.toString()} has no ready Pod`);
    victim.cluster.kill(chosen);
  },
});

/** Something of your own. */
export const disaster = (name: string, strike: (cluster: TestCluster) => void): Disaster => ({
  name,
  strike: ({ cluster }) => strike(cluster),
});
