import type { Pod, PodTemplateSpec, StatefulSet, Volume } from '../../api';
import { podOf, type PodDraft } from '../pod-control';

/** Label of a Pod that holds its own name. */
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
/** Label of a Pod that holds its ordinal. */
export const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';
/** Label of a Pod that holds the name of its revision. */
export const REVISION_LABEL = 'controller-revision-hash';

/** First ordinal of a set: `spec.ordinals.start`, else 0. */
export const startOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

/** Number of Pods that a set wants. */
export const wantedReplicas = ({ spec }: StatefulSet): number => spec.replicas ?? 1;

/** Name of the Pod of an ordinal. */
export const podNameOf = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`;

/**
 * The ordinal of a Pod of a set, by its name; undefined for a Pod that is none of it.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_set_utils.go `getParentNameAndOrdinal`.
 */
export function ordinalOf(set: StatefulSet, name: string): number | undefined {
  const dash = name.lastIndexOf('-');
  const digits = name.slice(dash + 1);
  return dash >= 0 && name.slice(0, dash) === set.metadata.name && /^[0-9]+$/.test(digits) ? Number(digits) : undefined;
}

/** Whether the set wants a Pod of this ordinal. */
export const isInRange = (set: StatefulSet, ordinal: number): boolean =>
  ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + wantedReplicas(set);

/** Name of the revision that a Pod was made of. */
export const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_LABEL] ?? '';

const identityLabels = (set: StatefulSet, ordinal: number): Record<string, string> => ({
  [POD_NAME_LABEL]: podNameOf(set, ordinal),
  [POD_INDEX_LABEL]: String(ordinal),
});

/** Name of the claim that a claim template gives the Pod of an ordinal. */
export const claimNameOf = (set: StatefulSet, template: string, ordinal: number): string =>
  `${template}-${set.metadata.name}-${ordinal}`;

const claimTemplatesOf = ({ spec }: StatefulSet): readonly string[] =>
  (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);

/** The volumes of a Pod: those of its claims, and of `volumes` those that have other names. */
function withClaims(set: StatefulSet, ordinal: number, volumes: readonly Volume[]): readonly Volume[] {
  const templates = claimTemplatesOf(set);
  return [
    ...templates.map((name) => ({ name, persistentVolumeClaim: { claimName: claimNameOf(set, name, ordinal) } })),
    ...volumes.filter(({ name }) => !templates.includes(name)),
  ];
}

/**
 * The draft of the Pod of an ordinal, made of the template of a revision.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_set_utils.go `newStatefulSetPod`.
 */
export function newStatefulPod(
  set: StatefulSet,
  template: PodTemplateSpec,
  revision: string,
  ordinal: number,
): PodDraft {
  const name = podNameOf(set, ordinal);
  const volumes = withClaims(set, ordinal, template.spec.volumes ?? []);
  const { metadata, spec } = podOf(template, set, {
    name,
    labels: { ...identityLabels(set, ordinal), [REVISION_LABEL]: revision },
    spec: {
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  });
  return { metadata: { ...metadata, name, generateName: `${set.metadata.name}-` }, spec };
}

/** Whether a Pod has the labels and the volumes of its ordinal. Source: `identityMatches`, `storageMatches`. */
export function hasIdentity(set: StatefulSet, ordinal: number, { metadata, spec }: Pod): boolean {
  if (metadata.labels?.[POD_NAME_LABEL] !== metadata.name) return false;
  return claimTemplatesOf(set).every((template) =>
    (spec.volumes ?? []).some(
      ({ name, persistentVolumeClaim }) =>
        name === template && persistentVolumeClaim?.claimName === claimNameOf(set, template, ordinal),
    ),
  );
}

/** A Pod with the labels and the volumes of its ordinal. Source: `updateIdentity`, `updateStorage`. */
export function withIdentity(set: StatefulSet, ordinal: number, pod: Pod): Pod {
  const labels = { ...pod.metadata.labels, ...identityLabels(set, ordinal) };
  const labelled: Pod = { ...pod, metadata: { ...pod.metadata, labels } };
  if (hasIdentity(set, ordinal, labelled)) return labelled;
  return { ...labelled, spec: { ...pod.spec, volumes: withClaims(set, ordinal, pod.spec.volumes ?? []) } };
}
