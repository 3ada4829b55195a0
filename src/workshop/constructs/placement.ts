import type { IConstruct } from 'constructs';
import { requireInteger } from './argument';
import type { k8s } from './k8s';

/** Label whose values tell nodes apart. */
export const BY_NODE = 'kubernetes.io/hostname';
/** Label whose values tell availability zones apart. */
export const BY_ZONE = 'topology.kubernetes.io/zone';

/** How strongly and over what other Pods attract or repel. */
export interface Attraction {
  /** Labels of the other Pods; each value or one of several values. */
  readonly pods: Readonly<Record<string, string | readonly string[]>>;
  /** Node label within whose value Pods count as together. @default BY_NODE */
  readonly topologyKey?: string;
  /** 1 to 100: a wish of that weight. @default - a requirement: without such a node the Pod stays Pending */
  readonly weight?: number;
}

/** How evenly Pods are laid over nodes or zones. */
export interface Spread {
  /** Labels of the Pods to count. @default - the workload's own selector */
  readonly pods?: Readonly<Record<string, string>>;
  /** Node label over whose values to spread. @default BY_NODE */
  readonly topologyKey?: string;
  /** Largest allowed difference between two values, at least 1. @default 1 */
  readonly maxSkew?: number;
  /** Whether a Pod that would break the rule waits. @default - it is scheduled anyway */
  readonly strict?: boolean;
}

/** Where Pods may, should and must not run. What is left out is left out of the manifest. */
export interface Placement {
  /** Labels that a node must have. @default - any node */
  readonly nodes?: Readonly<Record<string, string>>;
  /** Near which other Pods. @default - no matter */
  readonly near?: readonly Attraction[];
  /** Away from which other Pods. @default - no matter */
  readonly apart?: readonly Attraction[];
  /** Even spreading. @default - the scheduler's own weak preference */
  readonly spread?: readonly Spread[];
  /** Taints that are no hindrance. @default - those every Pod gets */
  readonly tolerations?: readonly k8s.Toleration[];
}

const term = (attraction: Attraction): k8s.PodAffinityTerm => ({
  labelSelector: {
    matchExpressions: Object.entries(attraction.pods).map(([key, values]) => ({
      key,
      operator: 'In',
      values: typeof values === 'string' ? [values] : [...values],
    })),
  },
  topologyKey: attraction.topologyKey ?? BY_NODE,
});

function terms(scope: IConstruct, prop: string, attractions: readonly Attraction[] | undefined) {
  if (attractions === undefined) return undefined;
  for (const attraction of attractions) requireInteger(scope, `${prop}.weight`, attraction.weight, 1, 100);
  const wishes = attractions.filter((attraction) => attraction.weight !== undefined);
  const musts = attractions.filter((attraction) => attraction.weight === undefined);
  return {
    preferredDuringSchedulingIgnoredDuringExecution:
      wishes.length === 0
        ? undefined
        : wishes.map((wish) => ({ weight: wish.weight as number, podAffinityTerm: term(wish) })),
    requiredDuringSchedulingIgnoredDuringExecution: musts.length === 0 ? undefined : musts.map(term),
  };
}

/** The Pod fields that `placement` stands for. */
export function toPlacementFields(
  scope: IConstruct,
  placement: Placement | undefined,
  selector: Readonly<Record<string, string>>,
): Pick<k8s.PodSpec, 'nodeSelector' | 'affinity' | 'topologySpreadConstraints' | 'tolerations'> {
  if (placement === undefined) return {};
  const podAffinity = terms(scope, 'placement.near', placement.near);
  const podAntiAffinity = terms(scope, 'placement.apart', placement.apart);
  return {
    nodeSelector: placement.nodes,
    affinity: podAffinity === undefined && podAntiAffinity === undefined ? undefined : { podAffinity, podAntiAffinity },
    topologySpreadConstraints: placement.spread?.map((spread) => {
      requireInteger(scope, 'placement.spread.maxSkew', spread.maxSkew, 1);
      return {
        maxSkew: spread.maxSkew ?? 1,
        topologyKey: spread.topologyKey ?? BY_NODE,
        whenUnsatisfiable: spread.strict === true ? 'DoNotSchedule' : 'ScheduleAnyway',
        labelSelector: { matchLabels: spread.pods ?? selector },
      };
    }),
    tolerations: placement.tolerations === undefined ? undefined : [...placement.tolerations],
  };
}
