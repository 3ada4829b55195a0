import { fieldError, type FieldError } from '../api';
import { type Fields, fieldsAt, listAt, numberAt, numbersAt, textAt } from './fields';
import { validateNotNegative, validateOneOf, validateQualifiedName } from './field-rules';
import { validatePodTemplate } from './pods/template';

const INDEXED_PARALLELISM_MAX = 100_000;
const FAILED_INDEXES_MAX = 100_000;
const MANY_COMPLETIONS = 100_000;
const MANY_COMPLETIONS_LIMIT = 10_000;
const RULES_MAX = 20;
const EXIT_CODES_MAX = 255;
const CONDITIONS_MAX = 20;

const quotedList = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;

/** Rules of Jobs whose Pods have an index. */
function validateIndexed(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism');
  const maxFailed = numberAt(spec, 'maxFailedIndexes');
  const wrong = (field: string, value: number, rule: string): unknown =>
    errors.push(fieldError.invalid(`${path}.${field}`, value, rule));
  if (completions === undefined) {
    errors.push(fieldError.required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  if (parallelism !== undefined && parallelism > INDEXED_PARALLELISM_MAX) {
    const rule = `must be less than or equal to ${INDEXED_PARALLELISM_MAX} when completion mode is Indexed`;
    wrong('parallelism', parallelism, rule);
  }
  if (completions !== undefined && maxFailed !== undefined && maxFailed > completions) {
    wrong('maxFailedIndexes', maxFailed, 'must be less than or equal to completions');
  }
  if (maxFailed !== undefined && maxFailed > FAILED_INDEXES_MAX) {
    wrong('maxFailedIndexes', maxFailed, `must be less than or equal to ${FAILED_INDEXES_MAX}`);
  }
  if ((completions ?? 0) <= MANY_COMPLETIONS || spec['backoffLimitPerIndex'] === undefined) return errors;
  const above = `when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  if (maxFailed === undefined) {
    const rule = `must be specified when completions is above ${MANY_COMPLETIONS}`;
    errors.push(fieldError.required(`${path}.maxFailedIndexes`, rule));
  }
  for (const [field, value] of [
    ['parallelism', parallelism],
    ['maxFailedIndexes', maxFailed],
  ] as const) {
    if (value === undefined || value <= MANY_COMPLETIONS_LIMIT) continue;
    wrong(field, value, `must be less than or equal to ${MANY_COMPLETIONS_LIMIT} ${above}`);
  }
  return errors;
}

function validateExitCodes(onExitCodes: Fields, names: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const operators = ['In', 'NotIn'];
  const operator = textAt(onExitCodes, 'operator');
  if (operator === '') {
    errors.push(fieldError.required(`${path}.operator`, `valid values: ${quotedList(operators)}`));
  } else errors.push(...validateOneOf(operator, operators, `${path}.operator`));
  const container = onExitCodes['containerName'];
  if (typeof container === 'string' && !names.has(container)) {
    const rule = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldError.invalid(`${path}.containerName`, container, rule));
  }
  const values = numbersAt(onExitCodes, 'values');
  const at = `${path}.values`;
  if (values.length === 0) errors.push(fieldError.invalid(at, null, 'at least one value is required'));
  else if (values.length > EXIT_CODES_MAX) errors.push(fieldError.tooMany(at, values.length, EXIT_CODES_MAX));
  const seen = new Set<number>();
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) {
      errors.push(fieldError.invalid(`${at}[${index}]`, value, 'must not be 0 for the In operator'));
    }
    if (seen.has(value)) errors.push(fieldError.duplicate(`${at}[${index}]`, value));
    seen.add(value);
  });
  if (values.some((value, index) => index > 0 && (values[index - 1] as number) > value)) {
    errors.push(fieldError.invalid(at, values, 'must be ordered'));
  }
  return errors;
}

function validateConditions(rule: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const statuses = ['False', 'True', 'Unknown'];
  const patterns = listAt(rule, 'onPodConditions');
  if (patterns.length > CONDITIONS_MAX) errors.push(fieldError.tooMany(path, patterns.length, CONDITIONS_MAX));
  patterns.forEach((pattern, index) => {
    const at = `${path}[${index}]`;
    const status = textAt(pattern, 'status');
    errors.push(...validateQualifiedName(textAt(pattern, 'type'), `${at}.type`));
    if (status === '') errors.push(fieldError.required(`${at}.status`, `valid values: ${quotedList(statuses)}`));
    else errors.push(...validateOneOf(status, statuses, `${at}.status`));
  });
  return errors;
}

/** An error about a rule as a whole; its value is left out of the message. */
const invalidRule = (path: string, detail: string): FieldError => ({
  type: 'Invalid',
  field: path,
  body: `Invalid value: ${detail}`,
});

function validateFailureRule(spec: Fields, rule: Fields, names: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
  const action = textAt(rule, 'action');
  const onExitCodes = fieldsAt(rule, 'onExitCodes');
  const hasConditions = listAt(rule, 'onPodConditions').length > 0;
  if (action === '') errors.push(fieldError.required(`${path}.action`, `valid values: ${quotedList(actions)}`));
  else if (action === 'FailIndex') {
    const rule = 'requires the backoffLimitPerIndex to be set';
    if (spec['backoffLimitPerIndex'] === undefined) errors.push(fieldError.invalid(`${path}.action`, action, rule));
  } else errors.push(...validateOneOf(action, actions, `${path}.action`));
  if (onExitCodes !== undefined) errors.push(...validateExitCodes(onExitCodes, names, `${path}.onExitCodes`));
  if (hasConditions) errors.push(...validateConditions(rule, `${path}.onPodConditions`));
  if (onExitCodes !== undefined && hasConditions) {
    errors.push(invalidRule(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (onExitCodes === undefined && !hasConditions) {
    errors.push(invalidRule(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

function validateFailurePolicy(spec: Fields, path: string): FieldError[] {
  const policy = fieldsAt(spec, 'podFailurePolicy');
  if (policy === undefined) return [];
  const rules = listAt(policy, 'rules');
  const podSpec = fieldsAt(fieldsAt(spec, 'template'), 'spec');
  const containers = [...listAt(podSpec, 'containers'), ...listAt(podSpec, 'initContainers')];
  const names = new Set(containers.map((container) => textAt(container, 'name')));
  return [
    ...(rules.length > RULES_MAX ? [fieldError.tooMany(`${path}.rules`, rules.length, RULES_MAX)] : []),
    ...rules.flatMap((rule, index) => validateFailureRule(spec, rule, names, `${path}.rules[${index}]`)),
  ];
}

function validateSuccessPolicy(spec: Fields, path: string): FieldError[] {
  const policy = fieldsAt(spec, 'successPolicy');
  if (policy === undefined) return [];
  if (spec['completionMode'] !== 'Indexed') {
    return [invalidRule(path, 'requires indexed completion mode')];
  }
  const rules = listAt(policy, 'rules');
  if (rules.length === 0) {
    return [
      fieldError.required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'),
    ];
  }
  const errors = rules.length > RULES_MAX ? [fieldError.tooMany(`${path}.rules`, rules.length, RULES_MAX)] : [];
  rules.forEach((rule, index) => {
    const at = `${path}.rules[${index}]`;
    const count = numberAt(rule, 'succeededCount');
    const completions = numberAt(spec, 'completions') ?? 0;
    if (rule['succeededIndexes'] === undefined && count === undefined) {
      errors.push(fieldError.required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
    }
    if (count === undefined) return;
    if (count <= 0) errors.push(fieldError.invalid(`${at}.succeededCount`, count, 'must be greater than 0'));
    if (count > completions) {
      const rule = `must be less than or equal to ${completions} (the number of specified completions)`;
      errors.push(fieldError.invalid(`${at}.succeededCount`, count, rule));
    }
  });
  return errors;
}

function validateReplacement(spec: Fields, path: string): FieldError[] {
  const policy = spec['podReplacementPolicy'];
  if (typeof policy !== 'string') return [];
  const supported = spec['podFailurePolicy'] === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  return validateOneOf(policy, supported, path);
}

function validateRestartPolicy(spec: Fields, path: string): FieldError[] {
  const policy = textAt(fieldsAt(fieldsAt(spec, 'template'), 'spec'), 'restartPolicy');
  if (policy === 'Always' || policy === '') {
    return [fieldError.required(path, 'valid values: "OnFailure", "Never"')];
  }
  if (policy !== 'OnFailure' && policy !== 'Never') return validateOneOf(policy, ['OnFailure', 'Never'], path);
  if (spec['podFailurePolicy'] === undefined || policy === 'Never') return [];
  return [fieldError.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];

function validateManager(spec: Fields, path: string): FieldError[] {
  const manager = spec['managedBy'];
  if (typeof manager !== 'string') return [];
  if (manager.length > 63) return [fieldError.tooLong(path, 63)];
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/.+$/.test(manager)) {
    return [fieldError.invalid(path, manager, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return [];
}

/**
 * What is wrong with the spec of a Job, in a CronJob too.
 *
 * Source: Kubernetes 1.36, pkg/apis/batch/validation/validation.go `validateJobSpec`.
 */
export function validateJobSpec(spec: Fields, path: string): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNotNegative(numberAt(spec, field), `${path}.${field}`));
  if (spec['maxFailedIndexes'] !== undefined && spec['backoffLimitPerIndex'] === undefined) {
    errors.push(fieldError.required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  errors.push(...validateManager(spec, `${path}.managedBy`));
  const mode = spec['completionMode'];
  if (typeof mode === 'string') {
    errors.push(...validateOneOf(mode, ['NonIndexed', 'Indexed'], `${path}.completionMode`));
  }
  if (mode === 'Indexed') errors.push(...validateIndexed(spec, path));
  if (mode === undefined || mode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      const value = numberAt(spec, field);
      if (value === undefined) continue;
      errors.push(fieldError.invalid(`${path}.${field}`, value, 'requires indexed completion mode'));
    }
  }
  return [
    ...errors,
    ...validateFailurePolicy(spec, `${path}.podFailurePolicy`),
    ...validateSuccessPolicy(spec, `${path}.successPolicy`),
    ...validateReplacement(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplate(fieldsAt(spec, 'template'), `${path}.template`),
    ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`),
  ];
}
