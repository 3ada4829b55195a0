import type { Node, Pod } from '../../../src/simulator/api';
import { isDisrupted, isFinished, milliCpuOf, requestedMilliCpu, toleratesTaints } from '../observed-pods';
import { beginsToGo, type Rules, type Seen, type World } from '../world';

const EVICTED = 'DeletionByTaintManager';

/**
 * Pods: they are brought to nodes that exist, are open, tolerated and have room, and stay there; what has ended stays
 * ended and what is marked stays marked; nobody leaves a node that is off sooner than it tolerates.
 */
export function podRules(world: World): Rules {
  const nodeOf = (name: string): Node | undefined => world.cluster.client.get('nodes', '', name);

  const podsOn = (node: string): readonly Pod[] =>
    world.cluster.client.list('pods').filter(({ spec }) => spec.nodeName === node);

  function checkBinding(pod: Pod, nodeName: string): void {
    const { name } = pod.metadata;
    const node = nodeOf(nodeName);
    if (node === undefined) return world.violate(`Pod ${name} is brought to ${nodeName}, which does not exist`);
    if (!toleratesTaints(pod, node)) world.violate(`Pod ${name} is brought to ${nodeName} against its taints`);
    const isOpen = node.spec.unschedulable !== true;
    const isDaemon = pod.spec.tolerations?.some(({ key }) => key === 'node.kubernetes.io/unschedulable') === true;
    if (!isOpen && !isDaemon) world.violate(`Pod ${name} is brought to ${nodeName}, which is cordoned`);
    const pods = podsOn(nodeName).filter((each) => !isFinished(each));
    const requested = pods.reduce((sum, each) => sum + requestedMilliCpu(each), 0);
    const has = milliCpuOf(node.status.allocatable?.['cpu']);
    if (requested > has) world.violate(`Pods on ${nodeName} request ${requested}m CPU of ${has}m`);
    const max = Number(node.status.allocatable?.['pods']);
    if (pods.length > max) world.violate(`${pods.length} Pods are brought to ${nodeName}, which takes ${max}`);
  }

  function checkLife(pod: Pod, previous: Pod): void {
    const { name, deletionTimestamp } = pod.metadata;
    if ((previous.spec.nodeName ?? '') !== '' && pod.spec.nodeName !== previous.spec.nodeName) {
      world.violate(`Pod ${name} moves from ${previous.spec.nodeName ?? ''} to ${pod.spec.nodeName ?? ''}`);
    }
    if (isFinished(previous) && pod.status.phase !== previous.status.phase) {
      world.violate(`Pod ${name} had ended with ${previous.status.phase ?? ''} and is ${pod.status.phase ?? ''}`);
    }
    if (previous.metadata.deletionTimestamp !== undefined && deletionTimestamp === undefined) {
      world.violate(`the deletion of Pod ${name} is taken back`);
    }
    const restarts = ({ status }: Pod): number => status.containerStatuses?.[0]?.restartCount ?? 0;
    if (restarts(pod) < restarts(previous)) world.violate(`Pod ${name} forgets restarts`);
  }

  /** A Pod that a taint drives away has stayed for as long as it tolerates. */
  function checkEviction({ object: pod }: Seen<Pod>): void {
    const reason = pod.status.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason;
    const node = nodeOf(pod.spec.nodeName ?? '');
    if (!isDisrupted(pod) || reason !== EVICTED || node === undefined) return;
    const taints = node.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
    for (const { key, timeAdded = '' } of taints) {
      const toleration = pod.spec.tolerations?.find((each) => each.key === key);
      const staysMs = (toleration?.tolerationSeconds ?? Infinity) * 1000;
      if (toleration === undefined || world.nowMs >= Date.parse(timeAdded) + staysMs) return;
    }
    world.violate(`Pod ${pod.metadata.name} is driven away although it tolerates the taints of its node`);
  }

  return {
    on: {
      pods: (seen) => {
        const { type, object, previous } = seen;
        if (beginsToGo(seen)) checkEviction(seen);
        if (type !== 'MODIFIED' || previous === undefined) return;
        const { nodeName = '' } = object.spec;
        if (nodeName !== '' && (previous.spec.nodeName ?? '') === '') checkBinding(object, nodeName);
        checkLife(object, previous);
      },
    },
    atRest() {
      for (const pod of world.list('pods')) {
        const { name } = pod.metadata;
        if (pod.metadata.deletionTimestamp !== undefined) world.violate(`Pod ${name} does not go`);
        if (nodeOf(pod.spec.nodeName ?? '') === undefined) world.violate(`Pod ${name} stays on a node that is gone`);
      }
    },
  };
}
