import { type Draft, fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, openDraft } from '../fields';
import { validateAnnotations, validateLabels } from '../metadata';
import { validatePodAnnotations } from './annotations';
import { TEMPLATE_RULES } from './options';
import { defaultPodSpec, validatePodSpec } from './pod-spec';

/** Fills in the template of Pods in `parent`, where there must be one: Go writes it even when it is empty. */
export function defaultPodTemplate(parent: Draft): void {
  const template = openDraft(parent, 'template');
  openDraft(template, 'metadata');
  defaultPodSpec(openDraft(template, 'spec'));
}

/** What is wrong with a template of Pods. Source: Kubernetes 1.36, validation.go `ValidatePodTemplateSpec`. */
export function validatePodTemplate(template: Fields | undefined, path: string): FieldError[] {
  const metadata = fieldsAt(template, 'metadata');
  const annotations = mapAt(metadata, 'annotations');
  const spec = fieldsAt(template, 'spec') ?? {};
  const errors = [
    ...validateLabels(mapAt(metadata, 'labels'), `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, spec, `${path}.annotations`, TEMPLATE_RULES),
    ...validatePodSpec(spec, `${path}.spec`, TEMPLATE_RULES),
  ];
  if (listAt(spec, 'ephemeralContainers').length > 0) {
    const rule = 'ephemeral containers not allowed in pod template';
    errors.push(fieldError.forbidden(`${path}.spec.ephemeralContainers`, rule));
  }
  return errors;
}

/**
 * What is wrong with a template whose Pods must run for ever: those of Deployments, ReplicaSets and the like. `kind` is
 * in the message.
 */
export function validateEndlessTemplate(template: Fields | undefined, kind: string, path: string): FieldError[] {
  const spec = fieldsAt(template, 'spec');
  const errors: FieldError[] = [];
  if (spec?.['restartPolicy'] !== 'Always') {
    errors.push(fieldError.notSupported(`${path}.spec.restartPolicy`, spec?.['restartPolicy'] ?? '', ['Always']));
  }
  if (spec?.['activeDeadlineSeconds'] !== undefined) {
    const rule = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldError.forbidden(`${path}.spec.activeDeadlineSeconds`, rule));
  }
  return errors;
}
