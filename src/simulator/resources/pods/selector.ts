import {
  fieldError,
  type FieldError,
  type KubeObject,
  labelSelectorOf,
  type LabelSelectorObject,
  SelectorSyntaxError,
} from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, sortedMap } from '../fields';
import { shownSelector, validateImmutable, validateLabelSelector } from '../field-rules';

/** Whether a selector matches the labels of a template; undefined when the selector cannot be read. */
export function selectsTemplate(selector: Fields | undefined, template: Fields | undefined): boolean | undefined {
  const labels = mapAt(fieldsAt(template, 'metadata'), 'labels');
  try {
    return labelSelectorOf(selector as LabelSelectorObject | undefined).matches(labels);
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return undefined;
    throw error;
  }
}

const isEmptySelector = (selector: Fields): boolean =>
  Object.keys(mapAt(selector, 'matchLabels') ?? {}).length + listAt(selector, 'matchExpressions').length === 0;

/** The error for a template that its own workload does not select. */
export function unselectedTemplate(template: Fields | undefined, path: string): FieldError {
  const labels = mapAt(fieldsAt(template, 'metadata'), 'labels');
  const shown = labels === undefined || Object.keys(labels).length === 0 ? null : sortedMap(labels);
  return fieldError.invalid(`${path}.metadata.labels`, shown, '`selector` does not match template `labels`');
}

/** What is wrong with `spec.selector` of a workload, for itself. `emptyRule` is the message for one without conditions. */
export function validateWorkloadSelector(spec: Fields, path: string, emptyRule: string): FieldError[] {
  const selector = fieldsAt(spec, 'selector');
  if (selector === undefined) return [fieldError.required(path)];
  const errors = validateLabelSelector(selector, path);
  if (isEmptySelector(selector)) errors.push(fieldError.invalid(path, shownSelector(selector), emptyRule));
  return errors;
}

/** What is wrong with another selector than before: a workload keeps the one it began with. */
export function validateSameSelector(object: KubeObject, old: KubeObject): FieldError[] {
  const selector = fieldsAt(fieldsAt(object, 'spec'), 'selector');
  const before = fieldsAt(fieldsAt(old, 'spec'), 'selector');
  return validateImmutable(selector, before, 'spec.selector', shownSelector(selector));
}
