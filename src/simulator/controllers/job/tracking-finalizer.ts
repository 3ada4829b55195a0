import { labelSelectorOf, type ApiClient, type Job, type Pod } from '../../api';
import type { ControllerContext } from '../../client';
import { adopted, decideClaim, released } from '../claim';
import { isTracked, TRACKING_FINALIZER } from './job-pods';

/** A Pod that will be counted when it ends. */
function tracked(pod: Pod): Pod {
  if (isTracked(pod)) return pod;
  return {
    ...pod,
    metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), TRACKING_FINALIZER] },
  };
}

/** A Pod that nothing of a Job keeps in the store any more. */
function untracked(pod: Pod): Pod {
  const finalizers = (pod.metadata.finalizers ?? []).filter((each) => each !== TRACKING_FINALIZER);
  return { ...pod, metadata: { ...pod.metadata, finalizers } };
}

/** Removes the tracking finalizer of a Pod as it is by now; does nothing when it has none, or is gone. */
export function removeTrackingFinalizer(client: ApiClient, { metadata }: Pod): void {
  const pod = client.get('pods', metadata.namespace, metadata.name);
  if (pod?.metadata.uid === metadata.uid && isTracked(pod)) client.update('pods', untracked(pod));
}

/**
 * The Pods of a Job: what it controls and selects. Orphans that it selects are adopted and tracked, Pods that it no longer
 * selects are let go. Source: Kubernetes 1.36, job_controller.go `getPodsForJob`.
 */
export function claimPods({ client, pods }: ControllerContext, job: Job): Pod[] {
  const selector = labelSelectorOf(job.spec.selector);
  const claimed: Pod[] = [];
  for (const pod of [...pods.controlledBy(job.metadata.uid), ...pods.orphansIn(job.metadata.namespace)]) {
    const claim = decideClaim(job, pod, selector.matches(pod.metadata.labels));
    if (claim === 'keep') claimed.push(pod);
    else if (claim === 'adopt') claimed.push(client.update('pods', tracked(adopted(pod, job))));
    else if (claim === 'release') client.update('pods', untracked(released(pod, job)));
  }
  return claimed;
}
