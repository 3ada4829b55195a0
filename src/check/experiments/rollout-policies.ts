import type { Kinds, RolledOut } from '../../simulator';

type Workload = Kinds[RolledOut];

/** How a kind of workload replaces its Pods. */
interface Policy<Kind> {
  readonly kind: string;
  /** Pods that it has when all is well. */
  readonly pods: (workload: Kind) => number;
  /** Pods of them that follow a new template by themselves. */
  readonly following: (workload: Kind) => number;
  /** Why some Pods stay as they are: `OnDelete`. @default - all follow */
  readonly held: (workload: Kind) => string | undefined;
  /** `2 replicas, maxUnavailable 2, maxSurge 0`. */
  readonly text: (workload: Kind) => string;
  /** Whether a Pod goes before another comes, and nothing else is meant: databases mostly. */
  readonly isPausing: (workload: Kind) => boolean;
  /** Whether Pods may all be away for a moment by what was chosen. */
  readonly isPauseChosen: (workload: Kind) => boolean;
  /** What helps when a pause that was chosen matters. */
  readonly pauseCure: string;
  /** What helps when a rollout does not end. */
  readonly deadlockCure: string;
}

const replicasOf = ({ spec }: { readonly spec: { readonly replicas?: number } }): number => spec.replicas ?? 1;

const deployments: Policy<Kinds['apps/deployments']> = {
  kind: 'Deployment',
  pods: replicasOf,
  following: replicasOf,
  held: () => undefined,
  text: ({ spec }) => {
    const { type, rollingUpdate } = spec.strategy ?? {};
    if (type === 'Recreate') return type;
    const { maxUnavailable = '25%', maxSurge = '25%' } = rollingUpdate ?? {};
    return `${spec.replicas ?? 1} replicas, maxUnavailable ${maxUnavailable}, maxSurge ${maxSurge}`;
  },
  isPausing: ({ spec }) => spec.strategy?.type === 'Recreate',
  isPauseChosen: (deployment) => deployment.spec.strategy?.type === 'Recreate' || replicasOf(deployment) === 1,
  pauseCure: 'let a new Pod come before the old one goes (RollingUpdate, maxUnavailable 0) where a pause matters',
  deadlockCure:
    'leave room for its surge (maxSurge, quota, nodes, ports), or let old Pods go first (maxUnavailable 1, maxSurge 0)',
};

type StatefulSet = Kinds['apps/statefulsets'];

const partitionOf = ({ spec }: StatefulSet): number => spec.updateStrategy.rollingUpdate?.partition ?? 0;

/** Pods whose ordinal is below the partition. Source: Kubernetes 1.36, pkg/controller/statefulset. */
const heldPods = (set: StatefulSet): number =>
  Math.min(replicasOf(set), Math.max(0, partitionOf(set) - (set.spec.ordinals?.start ?? 0)));

const statefulSets: Policy<StatefulSet> = {
  kind: 'StatefulSet',
  pods: replicasOf,
  following: (set) => (set.spec.updateStrategy.type === 'OnDelete' ? 0 : replicasOf(set) - heldPods(set)),
  held: (set) => {
    if (set.spec.updateStrategy.type === 'OnDelete') return 'OnDelete replaces a Pod only when somebody deletes it';
    return heldPods(set) === 0 ? undefined : `partition ${partitionOf(set)} holds the Pods below it`;
  },
  text: (set) => `${replicasOf(set)} replicas, one after the other`,
  isPausing: () => true,
  isPauseChosen: (set) => replicasOf(set) === 1,
  pauseCure: 'run two Pods or more where a pause matters',
  deadlockCure:
    'let a Pod start again with the volume and the name that it had, and without waiting for those after it',
};

const daemonSets: Policy<Kinds['apps/daemonsets']> = {
  kind: 'DaemonSet',
  pods: ({ status }) => status.desiredNumberScheduled,
  following: ({ spec, status }) => (spec.updateStrategy.type === 'OnDelete' ? 0 : status.desiredNumberScheduled),
  held: ({ spec }) =>
    spec.updateStrategy.type === 'OnDelete' ? 'OnDelete replaces a Pod only when somebody deletes it' : undefined,
  text: ({ spec, status }) => {
    const { maxUnavailable = 1, maxSurge = 0 } = spec.updateStrategy.rollingUpdate ?? {};
    return `${status.desiredNumberScheduled} nodes, maxUnavailable ${maxUnavailable}, maxSurge ${maxSurge}`;
  },
  isPausing: () => false,
  isPauseChosen: ({ status }) => status.desiredNumberScheduled === 1,
  pauseCure: 'let a new Pod come before the old one goes (maxSurge 1, maxUnavailable 0) where a pause matters',
  deadlockCure: 'leave room for its surge on every node, or let the old Pod go first (maxUnavailable 1, maxSurge 0)',
};

const POLICIES: { readonly [Resource in RolledOut]: Policy<Kinds[Resource]> } = {
  'apps/deployments': deployments,
  'apps/statefulsets': statefulSets,
  'apps/daemonsets': daemonSets,
};

/** How the workloads of a resource replace their Pods. */
export const policyOf = (resource: RolledOut): Policy<Workload> => POLICIES[resource] as unknown as Policy<Workload>;
