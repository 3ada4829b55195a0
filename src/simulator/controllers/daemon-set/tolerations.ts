import { equalJson, type PodSpec, type Toleration } from '../../api';

const endless = (key: string, effect: string): Toleration => ({ key, operator: 'Exists', effect });

/** What every Pod of a DaemonSet tolerates. Source: Kubernetes 1.36, pkg/controller/daemon/util `AddOrUpdateDaemonPodTolerations`. */
const DAEMON_TOLERATIONS: readonly Toleration[] = [
  endless('node.kubernetes.io/not-ready', 'NoExecute'),
  endless('node.kubernetes.io/unreachable', 'NoExecute'),
  endless('node.kubernetes.io/disk-pressure', 'NoSchedule'),
  endless('node.kubernetes.io/memory-pressure', 'NoSchedule'),
  endless('node.kubernetes.io/pid-pressure', 'NoSchedule'),
  endless('node.kubernetes.io/unschedulable', 'NoSchedule'),
];
const HOST_NETWORK_TOLERATION = endless('node.kubernetes.io/network-unavailable', 'NoSchedule');

const isSameRule = (left: Toleration, right: Toleration): boolean =>
  left.key === right.key &&
  left.effect === right.effect &&
  left.operator === right.operator &&
  (left.value ?? '') === (right.value ?? '');

/** Tolerations with `added`, in the place of the same rule with a limited time, or at the end. */
function withToleration(tolerations: readonly Toleration[], added: Toleration): readonly Toleration[] {
  if (!tolerations.some((each) => isSameRule(each, added))) return [...tolerations, added];
  if (tolerations.some((each) => equalJson(each, added))) return tolerations;
  return tolerations.map((each) => (isSameRule(each, added) ? added : each));
}

/** The tolerations of a DaemonSet's Pod: those of its template, then those that every such Pod has. */
export const daemonTolerations = ({ tolerations = [], hostNetwork = false }: PodSpec): readonly Toleration[] =>
  [...DAEMON_TOLERATIONS, ...(hostNetwork ? [HOST_NETWORK_TOLERATION] : [])].reduce(withToleration, tolerations);
