import { equalJson, type Deployment, type PodTemplateSpec, type ReplicaSet } from '../../api';
import { DESIRED_REPLICAS, wholeNumberAt } from './annotations';
import { wantedReplicas } from './rolling-limits';

/** Label that tells the ReplicaSets of a Deployment apart, and their Pods. */
export const POD_TEMPLATE_HASH = 'pod-template-hash';

/** The ReplicaSets of a Deployment. */
export interface ReplicaSets {
  /** The one of the present template; undefined before it is made. */
  readonly current: ReplicaSet | undefined;
  /** All others, oldest first. */
  readonly old: readonly ReplicaSet[];
}

/** How many Pods a ReplicaSet wants. */
export const sizeOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;

/** Whether a ReplicaSet wants any Pods. */
export const isActive = (replicaSet: ReplicaSet): boolean => sizeOf(replicaSet) > 0;

/** All ReplicaSets, the current one last. */
export const allOf = ({ current, old }: ReplicaSets): readonly ReplicaSet[] =>
  current === undefined ? old : [...old, current];

/** Sum of a number over ReplicaSets. */
export const sumOf = (replicaSets: readonly ReplicaSet[], count: (replicaSet: ReplicaSet) => number): number =>
  replicaSets.reduce((sum, replicaSet) => sum + count(replicaSet), 0);

/** Available Pods of a ReplicaSet. */
export const availableOf = ({ status }: ReplicaSet): number => status.availableReplicas ?? 0;

/** Oldest first, as far as seconds tell; then by name. */
export function byAge(left: ReplicaSet, right: ReplicaSet): number {
  const [older, younger] = [left.metadata, right.metadata];
  if (older.creationTimestamp !== younger.creationTimestamp) {
    return older.creationTimestamp < younger.creationTimestamp ? -1 : 1;
  }
  return older.name < younger.name ? -1 : older.name > younger.name ? 1 : 0;
}

/** A template without what only ReplicaSets add. */
function bareTemplate({ metadata, spec }: PodTemplateSpec): unknown {
  const { labels, annotations, creationTimestamp: _, ...rest } = metadata;
  const { [POD_TEMPLATE_HASH]: _hash, ...ownLabels } = labels ?? {};
  return { metadata: { ...rest, labels: ownLabels, annotations: annotations ?? {} }, spec };
}

/**
 * Whether two templates make the same Pods.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `EqualIgnoreHash`.
 */
export const isSameTemplate = (left: PodTemplateSpec, right: PodTemplateSpec): boolean =>
  equalJson(bareTemplate(left), bareTemplate(right));

/**
 * Tells the ReplicaSet of the present template from the others; of several the oldest is taken.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `FindNewReplicaSet`, `FindOldReplicaSets`.
 */
export function tellApart(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSets {
  const sorted = [...replicaSets].sort(byAge);
  const current = sorted.find(({ spec }) => isSameTemplate(spec.template, deployment.spec.template));
  return { current, old: sorted.filter((replicaSet) => replicaSet !== current) };
}

/**
 * The only ReplicaSet that matters: the only active one, or the latest when none is. Undefined when several are active,
 * or there is none.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `FindActiveOrLatest`.
 */
export function activeOrLatest(replicaSets: ReplicaSets): ReplicaSet | undefined {
  const active = allOf(replicaSets).filter(isActive);
  if (active.length === 0) return replicaSets.current ?? replicaSets.old.at(-1);
  return active.length === 1 ? active[0] : undefined;
}

/**
 * Whether a ReplicaSet has all the Pods that the Deployment wants, and they are available.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `IsSaturated`.
 */
export function isSaturated(deployment: Deployment, replicaSet: ReplicaSet | undefined): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    replicaSet !== undefined &&
    sizeOf(replicaSet) === wanted &&
    wholeNumberAt(replicaSet, DESIRED_REPLICAS) === wanted &&
    availableOf(replicaSet) === wanted
  );
}
