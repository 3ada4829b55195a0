import {
  labelSelectorOf,
  labelSelectorOfLabels,
  type LabelSelector,
  type LabelSelectorObject,
  type Labels,
  type ReplicaSet,
  type ReplicationController,
} from '../../api';

/** What keeps a number of equal Pods. */
export type ReplicaOwner = ReplicaSet | ReplicationController;

/** One of the two kinds of owners; a ReplicationController is an older ReplicaSet. */
export interface OwnerKind {
  /** Name of its controller. */
  readonly controller: string;
  /** Component that its Events name. */
  readonly component: string;
  /** Resource of the owners. */
  readonly resource: 'apps/replicasets' | 'replicationcontrollers';
  readonly group: string;
  readonly kind: string;
  /** Whether `status.terminatingReplicas` is kept. */
  readonly countsTerminating: boolean;
}

/** Source: Kubernetes 1.36, pkg/controller/replicaset/replica_set.go `NewReplicaSetController`. */
export const REPLICA_SETS: OwnerKind = {
  controller: 'replicaset-controller',
  component: 'replicaset-controller',
  resource: 'apps/replicasets',
  group: 'apps',
  kind: 'ReplicaSet',
  countsTerminating: true,
};

/** Source: Kubernetes 1.36, pkg/controller/replication/replication_controller.go `NewReplicationManager`. */
export const REPLICATION_CONTROLLERS: OwnerKind = {
  controller: 'replicationcontroller-controller',
  component: 'replication-controller',
  resource: 'replicationcontrollers',
  group: '',
  kind: 'ReplicationController',
  countsTerminating: false,
};

/** Selectors by the part of an object that they were read from: objects never change, so neither does what they mean. */
const selectors = new WeakMap<object, LabelSelector>();

/** What selects the Pods of an owner. */
export function podSelectorOf({ kind, spec }: ReplicaOwner): LabelSelector {
  const known = selectors.get(spec);
  if (known !== undefined) return known;
  const selector =
    kind === REPLICATION_CONTROLLERS.kind
      ? labelSelectorOfLabels(spec.selector as Labels | undefined)
      : labelSelectorOf(spec.selector as LabelSelectorObject);
  selectors.set(spec, selector);
  return selector;
}

/** How many Pods an owner wants. */
export const wantedReplicas = ({ spec }: ReplicaOwner): number => spec.replicas ?? 1;
