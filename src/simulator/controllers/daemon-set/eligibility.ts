import { isTolerated, matchesRequiredNodeAffinity, type DaemonSet, type Node } from '../../api';
import { daemonTolerations } from './tolerations';

/** What a DaemonSet wants of a node. */
export interface Eligibility {
  /** Whether a Pod belongs there. */
  readonly shouldRun: boolean;
  /** Whether a Pod that is there may stay. */
  readonly shouldContinueRunning: boolean;
}

const RUNS: Eligibility = { shouldRun: true, shouldContinueRunning: true };
const STAYS: Eligibility = { shouldRun: false, shouldContinueRunning: true };
const NEITHER: Eligibility = { shouldRun: false, shouldContinueRunning: false };

/**
 * Decides where a DaemonSet runs: on every node that fits `nodeName`, `nodeSelector` and the required node affinity of
 * its template and whose NoSchedule and NoExecute taints are tolerated. A new NoSchedule taint lets a Pod stay.
 * PreferNoSchedule taints and `spec.unschedulable` do not matter. The returned function may be asked about many nodes.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go `NodeShouldRunDaemonPod`.
 */
export function eligibilityOf({ spec }: DaemonSet): (node: Node) => Eligibility {
  const pod = spec.template.spec;
  const tolerations = daemonTolerations(pod);
  return ({ metadata: { name, labels = {} }, spec: { taints = [] } }) => {
    const isNamed = pod.nodeName === undefined || pod.nodeName === '' || pod.nodeName === name;
    if (!isNamed || !matchesRequiredNodeAffinity(pod, { name, labels })) return NEITHER;
    const untolerated = taints.filter((taint) => !isTolerated(taint, tolerations));
    if (untolerated.some(({ effect }) => effect === 'NoExecute')) return NEITHER;
    return untolerated.some(({ effect }) => effect === 'NoSchedule') ? STAYS : RUNS;
  };
}

/** The same for one node. */
export const shouldRunOn = (node: Node, daemonSet: DaemonSet): Eligibility => eligibilityOf(daemonSet)(node);
