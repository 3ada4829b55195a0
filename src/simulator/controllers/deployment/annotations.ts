import { equalJson, type Deployment, type ReplicaSet } from '../../api';
import { maxSurge, wantedReplicas } from './rolling-limits';

/** Number of a rollout, on the Deployment and its ReplicaSets. */
export const REVISION = 'deployment.kubernetes.io/revision';
/** Earlier revisions of a ReplicaSet that was used again. */
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
/** Replicas of the Deployment when it last scaled a ReplicaSet. */
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
/** The same with the surge. */
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment that its ReplicaSets do not get. Source: Kubernetes 1.36, `annotationsToSkip`. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `maxRevHistoryLengthInChars`. */
const REVISION_HISTORY_LENGTH_MAX = 2000;

type Annotations = Readonly<Record<string, string>>;

const wholeNumber = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);

/** A whole number that an annotation holds; undefined when there is none. */
export const wholeNumberAt = ({ metadata }: ReplicaSet, annotation: string): number | undefined =>
  wholeNumber(metadata.annotations?.[annotation] ?? '');

/** The revision of a ReplicaSet; 0 when it has none. */
export const revisionOf = (replicaSet: ReplicaSet): number => wholeNumberAt(replicaSet, REVISION) ?? 0;

/** The revision that follows those of `old`. */
export const nextRevision = (old: readonly ReplicaSet[]): number =>
  old.reduce((highest, replicaSet) => Math.max(highest, revisionOf(replicaSet)), 0) + 1;

/** Appends a revision to those that are remembered; the oldest give way when the text would become too long. */
function withRevision(history: string, revision: string): string {
  const revisions = history === '' ? [] : history.split(',');
  revisions.push(revision);
  while (revisions.length > 1 && revisions.join(',').length > REVISION_HISTORY_LENGTH_MAX) revisions.shift();
  return revisions.join(',');
}

/**
 * The annotations of the ReplicaSet of the present template: those of the Deployment, and its revision. A ReplicaSet
 * that is used again remembers the revision it had. `present` itself comes back when nothing changes.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `SetNewReplicaSetAnnotations`.
 *
 * @param present - Annotations of the ReplicaSet, none for one that is yet to be made.
 * @param revision - See `nextRevision`; it never becomes smaller.
 */
export function currentAnnotations(deployment: Deployment, present: Annotations, revision: number): Annotations {
  const annotations: Record<string, string> = { ...present };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(name)) annotations[name] = value;
  }
  const before = present[REVISION];
  const revisionBefore = before === undefined || before === '' ? 0 : wholeNumber(before);
  // Something else wrote there: hands off.
  if (revisionBefore === undefined) return present;
  if (revisionBefore < revision) {
    annotations[REVISION] = String(revision);
    if (before !== undefined) annotations[REVISION_HISTORY] = withRevision(present[REVISION_HISTORY] ?? '', before);
  }
  return equalJson(annotations, present) ? present : annotations;
}

/** What a ReplicaSet is told about the size of its Deployment. Source: Kubernetes 1.36, `SetReplicasAnnotations`. */
export const replicasAnnotations = (deployment: Deployment): Annotations => ({
  [DESIRED_REPLICAS]: String(wantedReplicas(deployment)),
  [MAX_REPLICAS]: String(wantedReplicas(deployment) + maxSurge(deployment)),
});
