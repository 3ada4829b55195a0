import { compareQuantities, fieldError, type Draft, type FieldError, type KubeObject } from '../api';
import { draftsAt, fieldsAt, listAt, mapAt, openDraft, textAt, type Fields } from './fields';
import { validateQualifiedName } from './field-rules';
import type { Strategy } from './resource';

type Quantities = Readonly<Record<string, string>>;

/** Fills in limits of containers. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_LimitRangeItem`. */
function fillIn(object: Draft): void {
  for (const limit of draftsAt(fieldsAt(object, 'spec') as Draft | undefined, 'limits')) {
    if (limit['type'] !== 'Container') continue;
    const defaults = openDraft(limit, 'default');
    const requests = openDraft(limit, 'defaultRequest');
    const copy = (from: Quantities | Draft | undefined, to: Draft): void => {
      for (const [name, value] of Object.entries(from ?? {})) to[name] ??= value;
    };
    copy(mapAt(limit, 'max'), defaults);
    copy(defaults, requests);
    copy(mapAt(limit, 'min'), requests);
    for (const field of ['default', 'defaultRequest']) {
      if (Object.keys(limit[field] as Draft).length === 0) delete limit[field];
    }
  }
}

const BOUNDS = ['min', 'defaultRequest', 'default', 'max'] as const;
/** Pairs that must not be the wrong way round, with the value that is named: the first of each. */
const ORDERED = [
  ['min', 'max', 'min'],
  ['min', 'defaultRequest', 'defaultRequest'],
  ['defaultRequest', 'max', 'defaultRequest'],
  ['defaultRequest', 'default', 'defaultRequest'],
  ['min', 'default', 'default'],
  ['default', 'max', 'default'],
] as const;
const WORDS = { min: 'min', max: 'max', default: 'default', defaultRequest: 'default request' } as const;

function validateResource(limit: Fields, name: string, path: string): FieldError[] {
  const values = Object.fromEntries(BOUNDS.map((bound) => [bound, mapAt(limit, bound)?.[name]]));
  return ORDERED.flatMap(([low, high, named]) => {
    const lower = values[low];
    const upper = values[high];
    if (lower === undefined || upper === undefined || compareQuantities(lower, upper) <= 0) return [];
    const other = named === low ? high : low;
    const relation = named === low ? 'greater than' : 'less than';
    const message = `${WORDS[named]} value ${values[named] ?? ''} is ${relation} ${WORDS[other]} value ${values[other] ?? ''}`;
    return [fieldError.invalid(`${path}.${named}[${name}]`, values[named], message)];
  });
}

function validateLimit(limit: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(limit, 'type');
  if (!['Container', 'PersistentVolumeClaim', 'Pod'].includes(type)) {
    errors.push(...validateQualifiedName(type, `${path}.type`));
  }
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest']) {
      if (mapAt(limit, field) !== undefined) {
        errors.push(fieldError.forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
      }
    }
  }
  if (type === 'PersistentVolumeClaim' && ['min', 'max'].every((field) => !mapAt(limit, field)?.['storage'])) {
    errors.push(
      fieldError.required(path, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  }
  const names = new Set(BOUNDS.flatMap((bound) => Object.keys(mapAt(limit, bound) ?? {})));
  return [...errors, ...[...names].sort().flatMap((name) => validateResource(limit, name, path))];
}

function validate(object: KubeObject): FieldError[] {
  const types = new Set<string>();
  return listAt(fieldsAt(object, 'spec'), 'limits').flatMap((limit, index) => {
    const path = `spec.limits[${index}]`;
    const type = textAt(limit, 'type');
    const repeated = types.has(type) ? [fieldError.duplicate(`${path}.type`, type)] : [];
    types.add(type);
    return [...repeated, ...validateLimit(limit, path)];
  });
}

/** LimitRanges. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateLimitRange`. */
export const limitRangeStrategy: Strategy = {
  hasGeneration: false,
  default: fillIn,
  validate,
  validateUpdate: validate,
};
