import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, fieldsAt, isSame, listAt, mapAt, numberAt, openDraft, textAt, textsAt } from './fields';
import { validatePodAnnotations, validatePodAnnotationUpdate } from './pods/annotations';
import { validateImageBlanks } from './pods/container';
import { defaultPodOnly, defaultPodSpec, mirrorServiceAccount, validatePodSpec } from './pods/pod-spec';
import { qosClassOf } from './pods/pod-resources';
import { validateResize } from './pods/resize';
import { validatePodStatusUpdate } from './pods/status-update';
import { validatePodSpecUpdate } from './pods/update';
import { nameWarnings, podWarnings } from './pods/warnings';
import type { Strategy, WriteContext } from './resource';

const specOf = (pod: Fields): Fields => fieldsAt(pod, 'spec') ?? {};
const statusOf = (pod: Fields): Fields => fieldsAt(pod, 'status') ?? {};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const GATED_MESSAGE = 'Scheduling is blocked due to non-empty scheduling gates';

/** A negative grace period means one second. Source: pkg/registry/core/pod/strategy.go `mutateTerminationGracePeriod`. */
function fixGracePeriod(spec: Draft): void {
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0) spec['terminationGracePeriodSeconds'] = 1;
}

/** A term with the conditions that its `matchLabelKeys` stand for. */
function completeTerm(term: Fields, labels: Readonly<Record<string, string>>): Fields {
  const selector = fieldsAt(term, 'labelSelector');
  const conditions = [
    ['matchLabelKeys', 'In'],
    ['mismatchLabelKeys', 'NotIn'],
  ].flatMap(([field = '', operator]) =>
    textsAt(term, field)
      .filter((key) => labels[key] !== undefined)
      .map((key) => ({ key, operator, values: [labels[key]] })),
  );
  if (selector === undefined || conditions.length === 0) return term;
  const matchExpressions = [...listAt(selector, 'matchExpressions'), ...conditions];
  return { ...term, labelSelector: { ...selector, matchExpressions } };
}

/** Adds the conditions that `matchLabelKeys` stand for. Source: pkg/registry/core/pod/strategy.go `mutatePodAffinity`. */
function completeAffinity(spec: Draft, metadata: Fields | undefined): void {
  const affinity = fieldsAt(spec, 'affinity');
  if (affinity === undefined) return;
  const labels = mapAt(metadata, 'labels') ?? {};
  const completed: Draft = { ...affinity };
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const terms: Draft = { ...fieldsAt(affinity, kind) };
    if (terms[REQUIRED] !== undefined) {
      terms[REQUIRED] = listAt(terms, REQUIRED).map((term) => completeTerm(term, labels));
    }
    if (terms[PREFERRED] !== undefined) {
      terms[PREFERRED] = listAt(terms, PREFERRED).map((weighted) => {
        const term = fieldsAt(weighted, 'podAffinityTerm');
        return term === undefined ? weighted : { ...weighted, podAffinityTerm: completeTerm(term, labels) };
      });
    }
    if (affinity[kind] !== undefined) completed[kind] = terms;
  }
  spec['affinity'] = completed;
}

/** Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `PrepareForCreate`. */
function prepareForCreate(pod: Draft, context: WriteContext): void {
  const spec = openDraft(pod, 'spec');
  mirrorServiceAccount(spec);
  fixGracePeriod(spec);
  completeAffinity(spec, fieldsAt(pod, 'metadata'));
  const qosClass = qosClassOf(spec);
  const isGated = listAt(spec, 'schedulingGates').length > 0;
  pod['status'] = isGated
    ? { phase: 'Pending', conditions: [gatedCondition(context.now)], qosClass }
    : { phase: 'Pending', qosClass };
}

const gatedCondition = (now: string): Fields => ({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: now,
  reason: 'SchedulingGated',
  message: GATED_MESSAGE,
});

function prepareForUpdate(pod: Draft, old: KubeObject): void {
  const spec = openDraft(pod, 'spec');
  mirrorServiceAccount(spec);
  if ((numberAt(specOf(old), 'terminationGracePeriodSeconds') ?? 0) >= 0) fixGracePeriod(spec);
  pod['status'] = old['status'];
}

/** Rules of a Pod that hold on create and on update. Source: validation.go `validatePodMetadataAndSpec`. */
function validatePod(pod: KubeObject): FieldError[] {
  const spec = specOf(pod);
  const rules = { isPod: true, podName: pod.metadata.name ?? '' };
  const errors = validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations', rules);
  errors.push(...validatePodSpec(spec, 'spec', rules));
  if (textAt(spec, 'serviceAccountName') === '') {
    listAt(spec, 'volumes').forEach((volume, index) =>
      listAt(fieldsAt(volume, 'projected'), 'sources').forEach((source, position) => {
        if (source['serviceAccountToken'] === undefined) return;
        const path = `spec.volumes[${index}].projected.sources[${position}].serviceAccountToken`;
        errors.push(fieldError.forbidden(path, 'must not be specified when serviceAccountName is not set'));
      }),
    );
  }
  for (const list of ['containers', 'initContainers']) {
    listAt(spec, list).forEach((container, index) =>
      errors.push(...validateImageBlanks(container, `spec.${list}[${index}]`)),
    );
  }
  return errors;
}

/** Source: Kubernetes 1.36, validation.go `ValidatePodCreate`. */
function validateCreate(pod: KubeObject): FieldError[] {
  const spec = specOf(pod);
  const errors = validatePod(pod);
  if (listAt(spec, 'ephemeralContainers').length > 0) {
    errors.push(fieldError.forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (textAt(spec, 'nodeName') !== '' && listAt(spec, 'schedulingGates').length > 0) {
    const rule = 'cannot be set until all schedulingGates have been cleared';
    errors.push(fieldError.forbidden('spec.nodeName', rule));
  }
  return errors;
}

const validateUpdate = (pod: KubeObject, old: KubeObject): FieldError[] => [
  ...validatePod(pod),
  ...validatePodAnnotationUpdate(pod, old, 'metadata.annotations'),
  ...validatePodSpecUpdate(specOf(pod), specOf(old)),
];

/**
 * What is wrong with a change through /ephemeralcontainers: they may be added only.
 *
 * Source: Kubernetes 1.36, validation.go `ValidatePodEphemeralContainersUpdate`.
 */
export function validateEphemeralContainersUpdate(pod: KubeObject, old: KubeObject): FieldError[] {
  const path = 'spec.ephemeralContainers';
  const now = listAt(specOf(pod), 'ephemeralContainers');
  const errors = validatePod(pod);
  for (const before of listAt(specOf(old), 'ephemeralContainers')) {
    const name = textAt(before, 'name');
    const quoted = JSON.stringify(name);
    const found = now.find((container) => textAt(container, 'name') === name);
    if (found === undefined) {
      const rule = `existing ephemeral containers ${quoted} may not be removed\n`;
      errors.push(fieldError.forbidden(path, rule));
    } else if (!isSame(found, before)) {
      errors.push(fieldError.forbidden(path, `existing ephemeral containers ${quoted} may not be changed\n`));
    }
  }
  return errors;
}

/** What is wrong with a change through /resize. */
export const validatePodResize = (pod: KubeObject, old: KubeObject): FieldError[] => [
  ...validatePod(pod),
  ...validateResize(pod, old),
];

/** Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `CheckGracefulDelete`. */
function gracePeriodSeconds(pod: KubeObject, requested: number | undefined): number {
  const phase = textAt(statusOf(pod), 'phase');
  if (textAt(specOf(pod), 'nodeName') === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
  const seconds = requested ?? numberAt(specOf(pod), 'terminationGracePeriodSeconds') ?? 0;
  return seconds < 0 ? 1 : seconds;
}

/** Field labels of Pods. Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `ToSelectableFields`. */
function selectableFields(pod: KubeObject): Readonly<Record<string, string>> {
  const spec = specOf(pod);
  const status = statusOf(pod);
  return {
    'spec.nodeName': textAt(spec, 'nodeName'),
    'spec.restartPolicy': textAt(spec, 'restartPolicy'),
    'spec.schedulerName': textAt(spec, 'schedulerName'),
    'spec.serviceAccountName': textAt(spec, 'serviceAccountName'),
    'spec.hostNetwork': String(spec['hostNetwork'] === true),
    'status.phase': textAt(status, 'phase'),
    'status.podIP': textAt(status, 'podIP'),
    'status.nominatedNodeName': textAt(status, 'nominatedNodeName'),
  };
}

/** Pods. */
export const podStrategy: Strategy = {
  default(pod) {
    const spec = openDraft(pod, 'spec');
    defaultPodSpec(spec);
    defaultPodOnly(spec);
  },
  prepareForCreate,
  prepareForUpdate,
  validate: validateCreate,
  validateUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: (pod, old) => [
    ...(old === undefined ? nameWarnings(pod, "the Pod's hostname") : []),
    ...podWarnings(pod, ''),
  ],
  selectableFields,
  gracePeriodSeconds,
  returnsDeletedObject: true,
  hasGeneration: true,
  isTemplated: true,
};
