import {
  labelSelectorOf,
  statusErrors,
  type ApiClient,
  type ControllerRevision,
  type DaemonSet,
  type Pod,
} from '../../api';
import { claimAll } from '../claim';
import { decideHistory, excessRevisions, newRevision, revisionData, Revisions, type RevisionData } from '../history';
import { templateHash } from '../template-hash';
import { HASH_LABEL } from './daemon-pod';

/** The revisions of a DaemonSet. */
export interface DaemonSetHistory {
  readonly current: ControllerRevision;
  /** The others, oldest first. */
  readonly old: readonly ControllerRevision[];
}

/**
 * Keeps the revisions of DaemonSets.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/update.go `constructHistory`, `cleanupHistory`. Not modelled: revisions
 * without the label of the hash, as releases before 1.7 made them.
 */
export class DaemonSetRevisions {
  private readonly revisions: Revisions;

  constructor(private readonly client: ApiClient) {
    this.revisions = new Revisions(client);
  }

  /**
   * The revisions of a DaemonSet, after making or numbering the one of its present template.
   *
   * @throws StatusError when its hash is taken; the next try has another one.
   */
  of(daemonSet: DaemonSet, podsOf: () => readonly Pod[]): DaemonSetHistory {
    const selector = labelSelectorOf(daemonSet.spec.selector);
    const candidates = [...this.revisions.of(daemonSet), ...this.revisions.orphansIn(daemonSet.metadata.namespace)];
    const own = claimAll(this.client, 'apps/controllerrevisions', daemonSet, candidates, ({ metadata }) =>
      selector.matches(metadata.labels),
    );
    const data = revisionData(daemonSet.spec.template);
    const { current, number, duplicates, old } = decideHistory(own, data);
    if (current === undefined) return { current: this.create(daemonSet, data, number), old };
    if (duplicates.length > 0) this.merge(current, duplicates, podsOf());
    return { current: this.revisions.renumber(current, number), old };
  }

  /** Deletes what is beyond `spec.revisionHistoryLimit`, but none that Pods are of. */
  truncate({ spec }: DaemonSet, old: readonly ControllerRevision[], pods: readonly Pod[]): void {
    const limit = spec.revisionHistoryLimit ?? 10;
    if (old.length <= limit) return;
    const live = new Set(pods.map(hashOf));
    for (const revision of excessRevisions(old, (each) => live.has(hashOf(each)), limit)) {
      this.revisions.delete(revision);
    }
  }

  private create(daemonSet: DaemonSet, data: RevisionData, revision: number): ControllerRevision {
    const { template } = daemonSet.spec;
    const { collisionCount } = daemonSet.status;
    const hash = templateHash(template, collisionCount);
    const name = `${daemonSet.metadata.name}-${hash}`;
    const made = this.revisions.create(
      newRevision(daemonSet, template, { name, data, revision, label: HASH_LABEL, hash }),
    );
    if (made !== undefined) return made;
    const status = { ...daemonSet.status, collisionCount: (collisionCount ?? 0) + 1 };
    this.client.updateStatus('apps/daemonsets', { ...daemonSet, status });
    throw statusErrors.alreadyExists({ group: 'apps', resource: 'controllerrevisions' }, name);
  }

  /** Gives all Pods the hash of one of several equal revisions, and deletes the others. */
  private merge(kept: ControllerRevision, duplicates: readonly ControllerRevision[], pods: readonly Pod[]): void {
    const hash = hashOf(kept);
    for (const pod of pods) {
      if (hashOf(pod) === hash) continue;
      const labels = { ...pod.metadata.labels, [HASH_LABEL]: hash };
      this.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels } });
    }
    for (const duplicate of duplicates) this.revisions.delete(duplicate);
  }
}

const hashOf = ({ metadata }: Pod | ControllerRevision): string => metadata.labels?.[HASH_LABEL] ?? '';
