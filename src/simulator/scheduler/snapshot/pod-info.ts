import type { Labels, Pod, PodAffinityTerm, Volume, WeightedPodAffinityTerm } from '../../api';
import { AffinityTerm } from './affinity-term';
import { podRequests, type PodRequests } from './amounts';
import { hostPortsOf, type HostPort } from './host-ports';

const NO_LABELS: Labels = {};
const NO_TERMS: readonly AffinityTerm[] = [];
const NO_CLAIMS: readonly ClaimUse[] = [];

/** A claim that a Pod mounts. */
export interface ClaimUse {
  readonly name: string;
  /** Whether the claim is made for this Pod and ends with it. */
  readonly isEphemeral: boolean;
}

function claimUse(pod: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): ClaimUse | undefined {
  if (persistentVolumeClaim !== undefined) return { name: persistentVolumeClaim.claimName, isEphemeral: false };
  return ephemeral === undefined ? undefined : { name: `${pod.metadata.name}-${name}`, isEphemeral: true };
}

/** Claims that a Pod mounts, in the order of its volumes. */
export function claimsOf(pod: Pod): readonly ClaimUse[] {
  let claims: ClaimUse[] | undefined;
  for (const volume of pod.spec.volumes ?? []) {
    const use = claimUse(pod, volume);
    if (use !== undefined) (claims ??= []).push(use);
  }
  return claims ?? NO_CLAIMS;
}

/** A Pod with all that scheduling asks of it, worked out once. */
export class PodInfo {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly isTerminating: boolean;
  readonly requests: PodRequests;
  readonly hostPorts: readonly HostPort[];
  readonly claims: readonly ClaimUse[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];

  /** `pod` is the newest version that differs from this one in nothing of the above. */
  constructor(public pod: Pod) {
    const { metadata, spec } = pod;
    this.uid = metadata.uid;
    this.namespace = metadata.namespace;
    this.name = metadata.name;
    this.labels = metadata.labels ?? NO_LABELS;
    this.priority = spec.priority ?? 0;
    this.isTerminating = metadata.deletionTimestamp !== undefined;
    this.requests = podRequests(pod);
    this.hostPorts = hostPortsOf(spec);
    this.claims = claimsOf(pod);
    const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
    this.requiredAffinity = this.required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
    this.requiredAntiAffinity = this.required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
    this.preferredAffinity = this.preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
    this.preferredAntiAffinity = this.preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  }

  /** `namespace/name`. */
  get key(): string {
    return `${this.namespace}/${this.name}`;
  }

  private required(terms: readonly PodAffinityTerm[] = []): readonly AffinityTerm[] {
    return terms.length === 0 ? NO_TERMS : terms.map((term) => new AffinityTerm(this.namespace, term));
  }

  private preferred(terms: readonly WeightedPodAffinityTerm[] = []): readonly AffinityTerm[] {
    if (terms.length === 0) return NO_TERMS;
    return terms.map(({ podAffinityTerm, weight }) => new AffinityTerm(this.namespace, podAffinityTerm, weight));
  }
}

/** When a Pod began to run, milliseconds since 1970; Infinity for one that has not yet. */
export const startMsOf = ({ pod }: PodInfo): number =>
  pod.status.startTime === undefined ? Infinity : Date.parse(pod.status.startTime);

/**
 * Order of importance: a higher priority first, then who runs for longer; equal ones by UID.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/util/utils.go `MoreImportantPod`.
 */
export function byImportance(left: PodInfo, right: PodInfo): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  const started = startMsOf(left);
  const other = startMsOf(right);
  if (started !== other) return started < other ? -1 : 1;
  return left.uid < right.uid ? -1 : left.uid > right.uid ? 1 : 0;
}
