import { equalJson, type Pod } from '../api';
import { isPodFinished } from '../client';
import { Amounts } from './snapshot/amounts';
import type { PodInfo } from './snapshot/pod-info';

/** Pods that name another scheduler are left to it. */
export const SCHEDULER_NAME = 'default-scheduler';

/** What a Pod is to the scheduler: it takes room on a node, it waits for one, or it is none of its business. */
export type PodRole = 'placed' | 'waiting' | 'none';

/** What a Pod is to the scheduler. Source: Kubernetes 1.36, pkg/scheduler/eventhandlers.go. */
export function roleOf(pod: Pod): PodRole {
  if (isPodFinished(pod)) return 'none';
  if ((pod.spec.nodeName ?? '') !== '') return 'placed';
  return (pod.spec.schedulerName ?? SCHEDULER_NAME) === SCHEDULER_NAME ? 'waiting' : 'none';
}

/** Whether two versions of a Pod are the same to scheduling: status alone matters only while a resize goes on. */
export function isSameToScheduling(previous: Pod, pod: Pod): boolean {
  const { generation, labels, deletionTimestamp } = pod.metadata;
  if (generation !== previous.metadata.generation) return false;
  if (deletionTimestamp !== previous.metadata.deletionTimestamp) return false;
  if (!equalJson(labels, previous.metadata.labels)) return false;
  return (generation ?? 1) === 1 || equalJson(statedResources(pod), statedResources(previous));
}

const statedResources = ({ status }: Pod): unknown =>
  [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].map(
    ({ name, resources, allocatedResources }) => [name, resources?.requests, allocatedResources],
  );

/** Whether a Pod asks for less of something than before. */
export function isShrunk(before: PodInfo, after: PodInfo): boolean {
  const most = new Amounts();
  most.raiseTo(before.requests.amounts);
  const now = after.requests.amounts;
  if (now.milliCpu < most.milliCpu || now.memoryBytes < most.memoryBytes) return true;
  if (now.ephemeralStorageBytes < most.ephemeralStorageBytes) return true;
  return [...(most.scalars ?? [])].some(([name, amount]) => now.scalar(name) < amount);
}

/** Whether a change of a waiting Pod may help itself: other labels, tolerations or requests, or a gate that is gone. */
export const isOwnChange = (previous: Pod, pod: Pod): boolean =>
  !equalJson(previous.metadata.labels, pod.metadata.labels) || !equalJson(previous.spec, pod.spec);
