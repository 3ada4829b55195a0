import { fieldError, type FieldError, type KubeObject } from '../api';
import { numberAt } from './fields';
import { validateImmutable, validateNotNegative } from './field-rules';
import type { Strategy } from './resource';

function validateRevision(revision: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (revision['data'] === undefined) errors.push(fieldError.required('data', 'data is mandatory'));
  return [...errors, ...validateNotNegative(numberAt(revision, 'revision'), 'revision')];
}

/** Snapshots of templates. Source: Kubernetes 1.36, pkg/registry/apps/controllerrevision/strategy.go. */
export const controllerRevisionStrategy: Strategy = {
  validate: validateRevision,
  validateUpdate: (revision, old) => [
    ...validateRevision(revision),
    ...validateImmutable(revision['data'], old['data'], 'data'),
  ],
  hasGeneration: false,
};
