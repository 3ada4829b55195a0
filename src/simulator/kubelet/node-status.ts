import { type ContainerImage, toTimestamp, type Node, type NodeCondition } from '../api';
import { conditionOf } from '../client';
import type { NodeImage } from './container-runtime';
import type { RuntimeNames } from './runtime-names';

/** What a node agent says of its node. */
export interface NodeHealth {
  readonly hasMemoryPressure: boolean;
}

/** Longest time between two reports without a change. Source: kubelet default `nodeStatusReportFrequency`. */
export const REPORT_MS = 300_000;

/** Time between two renewals of the Lease of a node. Source: kubelet, a quarter of `nodeLeaseDurationSeconds`. */
export const LEASE_RENEWAL_MS = 10_000;

type Verdict = readonly [type: string, status: 'True' | 'False', reason: string, message: string];

/** Source: Kubernetes 1.36, pkg/kubelet/nodestatus/setters.go. */
const verdicts = ({ hasMemoryPressure }: NodeHealth): readonly Verdict[] => [
  hasMemoryPressure
    ? ['MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available']
    : ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

/** Conditions of a node as its agent reports them at `nowMs`; those of others come first. */
export function nodeConditions(node: Node, health: NodeHealth, nowMs: number): readonly NodeCondition[] {
  const old = node.status.conditions ?? [];
  const now = toTimestamp(nowMs);
  const own = verdicts(health).map(([type, status, reason, message]): NodeCondition => {
    const before = conditionOf(old, type);
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  });
  const types = new Set(own.map(({ type }) => type));
  return [...old.filter(({ type }) => !types.has(type)), ...own];
}

/** Images and names of one that a node tells of. Source: kubelet default `nodeStatusMaxImages`; setters.go `MaxNamesPerImageInNodeStatus`. */
const IMAGES_MAX = 50;
const NAMES_MAX = 5;

/** Images as the status of a node has them. Source: Kubernetes 1.36, pkg/kubelet/nodestatus/setters.go `Images`. */
export const shownImages = (images: readonly NodeImage[], { image }: RuntimeNames): readonly ContainerImage[] =>
  images
    .slice(0, IMAGES_MAX)
    .map(({ names, sizeBytes }) => ({ names: names.slice(0, NAMES_MAX).map(image), sizeBytes }));

/** Whether a report is due: something has changed, or the last one is old. */
export function isReportDue(node: Node, health: NodeHealth, nowMs: number): boolean {
  return verdicts(health).some(([type, status]) => {
    const before = conditionOf(node.status.conditions, type);
    if (before?.status !== status) return true;
    return nowMs - Date.parse(before.lastHeartbeatTime ?? '1970-01-01T00:00:00Z') >= REPORT_MS;
  });
}

/** Reasons of the Events that go with conditions that have changed. Source: setters.go `recordEventFunc`. */
export const conditionEvents = (node: Node, health: NodeHealth): readonly string[] =>
  verdicts(health)
    .filter(([type, status]) => conditionOf(node.status.conditions, type)?.status !== status)
    .map(([type, status]) => EVENTS[`${type}=${status}`] ?? '')
    .filter((reason) => reason !== '');

const EVENTS: Readonly<Record<string, string>> = {
  'MemoryPressure=True': 'NodeHasInsufficientMemory',
  'MemoryPressure=False': 'NodeHasSufficientMemory',
  'DiskPressure=False': 'NodeHasNoDiskPressure',
  'PIDPressure=False': 'NodeHasSufficientPID',
  'Ready=True': 'NodeReady',
};
