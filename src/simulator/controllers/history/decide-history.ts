import type { ControllerRevision } from '../../api';
import { keepsData, type RevisionData } from './revision-data';

const isBefore = (left: ControllerRevision, right: ControllerRevision): boolean => {
  if (left.revision !== right.revision) return left.revision < right.revision;
  const created = left.metadata.creationTimestamp.localeCompare(right.metadata.creationTimestamp);
  return created === 0 ? left.metadata.name < right.metadata.name : created < 0;
};

/** Revisions from the oldest to the newest. Source: Kubernetes 1.36, pkg/controller/history `byRevision`. */
export const sortedRevisions = (revisions: readonly ControllerRevision[]): readonly ControllerRevision[] =>
  [...revisions].sort((left, right) => (isBefore(left, right) ? -1 : 1));

/** How the newest revision comes to be the one that keeps the present template. */
export interface History {
  /** The revision that keeps it already: the newest such one. Undefined when one has to be made. */
  readonly current: ControllerRevision | undefined;
  /** The number that the revision has to have. */
  readonly number: number;
  /** Older revisions that keep the same, oldest first. */
  readonly duplicates: readonly ControllerRevision[];
  /** Revisions that keep something else, oldest first. */
  readonly old: readonly ControllerRevision[];
}

/**
 * Decides which of an owner's revisions is the one of its present template: going back to an old template gives its old
 * revision the next number.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset `getStatefulSetRevisions`, pkg/controller/daemon
 * `constructHistory`.
 */
export function decideHistory(revisions: readonly ControllerRevision[], data: RevisionData): History {
  const sorted = sortedRevisions(revisions);
  const same = sorted.filter((revision) => keepsData(revision, data));
  const old = sorted.filter((revision) => !same.includes(revision));
  const current = same.at(-1);
  const next = (old.at(-1)?.revision ?? 0) + 1;
  return { current, number: Math.max(current?.revision ?? 0, next), duplicates: same.slice(0, -1), old };
}

/**
 * The revisions to delete so that of `counted` no more than `limit` stay: oldest first, never one that is live.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset `truncateHistory`, pkg/controller/daemon `cleanupHistory`. A
 * StatefulSet counts none that are live, a DaemonSet counts all but the present one.
 */
export function excessRevisions(
  counted: readonly ControllerRevision[],
  isLive: (revision: ControllerRevision) => boolean,
  limit: number,
): readonly ControllerRevision[] {
  const excess = Math.max(0, counted.length - limit);
  return sortedRevisions(counted)
    .filter((revision) => !isLive(revision))
    .slice(0, excess);
}
