import type { ApiClient, ContainerStatus, Event, KubeObject, Pod } from '../api';
import { conditionOf, isPodFinished, isPodReady } from '../client';
import { findObject, type ObjectName } from './readiness';

/** Something that the cluster said about an object or what belongs to it. */
export interface Evidence {
  /** `Pod web-6d4b75cb6d-hkxnw`. */
  readonly subject: string;
  /** `ImagePullBackOff`. */
  readonly reason: string;
  readonly message: string;
}

/** Kinds whose objects belong to others, owners before what they own. */
const OWNED = ['batch/jobs', 'apps/replicasets', 'pods'] as const;

/** As many are enough to see why; the others mostly say the same. */
const EVIDENCE_MAX = 5;

/** The object and all that it owns, at any distance. */
function family(client: ApiClient, root: KubeObject): KubeObject[] {
  const members = [root];
  const uids = new Set([root.metadata.uid]);
  for (const resource of OWNED) {
    for (const object of client.list(resource, root.metadata.namespace)) {
      if (!(object.metadata.ownerReferences ?? []).some(({ uid }) => uids.has(uid))) continue;
      members.push(object);
      uids.add(object.metadata.uid);
    }
  }
  return members;
}

function containerEvidence(subject: string, { state }: ContainerStatus): Evidence[] {
  const waiting = state?.waiting;
  if (waiting?.reason === undefined || /^(ContainerCreating|PodInitializing)$/.test(waiting.reason)) return [];
  return [{ subject, reason: waiting.reason, message: waiting.message ?? '' }];
}

function podEvidence(pod: Pod): Evidence[] {
  if (isPodReady(pod) || pod.status.phase === 'Succeeded') return [];
  const subject = `Pod ${pod.metadata.name}`;
  const { status } = pod;
  if (isPodFinished(pod)) return [{ subject, reason: status.reason ?? 'Failed', message: status.message ?? '' }];
  const scheduled = conditionOf(status.conditions, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return [{ subject, reason: scheduled.reason ?? 'Unschedulable', message: scheduled.message ?? '' }];
  }
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return containers.flatMap((container) => containerEvidence(subject, container));
}

const lastSeen = ({ eventTime, firstTimestamp, lastTimestamp, series }: Event): string =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? '';

/** Warnings about members of the family, the latest first. */
function warnings(client: ApiClient, members: readonly KubeObject[]): Evidence[] {
  const uids = new Set(members.map(({ metadata }) => metadata.uid));
  const namespace = members[0]?.metadata.namespace;
  return client
    .list('events', namespace)
    .filter(({ type, involvedObject }) => type === 'Warning' && uids.has(involvedObject.uid))
    .sort((left, right) => (lastSeen(left) < lastSeen(right) ? 1 : -1))
    .map(({ involvedObject, reason, message }) => ({
      subject: `${involvedObject.kind} ${involvedObject.name}`,
      reason: reason ?? '',
      message: message ?? '',
    }));
}

/**
 * Why an object is not ready: what its Pods wait for, then the warnings among the Events of the object and of what
 * belongs to it, the latest first. What is said several times counts once; empty when the cluster said nothing.
 */
export function explain(client: ApiClient, name: ObjectName): readonly Evidence[] {
  const root = findObject(client, name);
  if (root === undefined) return [];
  const members = family(client, root);
  const pods = members.filter(({ kind }) => kind === 'Pod') as readonly KubeObject[] as readonly Pod[];
  const distinct = new Map<string, Evidence>();
  for (const evidence of [...pods.flatMap(podEvidence), ...warnings(client, members)]) {
    // A state and an Event often say the same; names of Pods stand in messages as well, and make no difference.
    const key = evidence.message.replace(/^Error: /, '').replace(/[a-z0-9-]*\d[a-z0-9-]*/g, '#') || evidence.reason;
    if (!distinct.has(key)) distinct.set(key, evidence);
  }
  return [...distinct.values()].slice(0, EVIDENCE_MAX);
}
