import { fieldError, statusErrors, type FieldError } from '../api';
import { flag, integer, text, type Query } from './query';

/** What a list or watch asks for. */
export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds?: number;
  readonly isWatch: boolean;
  readonly allowsBookmarks: boolean;
  readonly sendInitialEvents?: boolean;
}

/** How strictly the fields of a body are taken. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What accompanies a write. */
export interface WriteOptions {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  /** Apply only: takes fields over from others. */
  readonly force: boolean;
}

const META_GROUP = 'meta.k8s.io';

function requireValid(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw statusErrors.invalid({ group: META_GROUP, resource: kind }, '', errors);
}

/** Reads and judges the options of a list or watch. Throws BadRequest or Invalid. */
export function listOptionsOf(query: Query, isWatch: boolean): ListOptions {
  const timeoutSeconds = integer(query, 'timeoutSeconds');
  const sendInitialEvents = flag(query, 'sendInitialEvents');
  const options: ListOptions = {
    labelSelector: text(query, 'labelSelector'),
    fieldSelector: text(query, 'fieldSelector'),
    limit: integer(query, 'limit') ?? 0,
    continue: text(query, 'continue'),
    resourceVersion: text(query, 'resourceVersion'),
    resourceVersionMatch: text(query, 'resourceVersionMatch'),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    isWatch,
    allowsBookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
  };
  requireValid('ListOptions', isWatch ? watchErrors(options) : listErrors(options));
  return options;
}

/** Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/internalversion/validation `ValidateListOptions`. */
function listErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (detail: string): void => {
    errors.push(fieldError.forbidden('resourceVersionMatch', `resourceVersionMatch ${detail}`));
  };
  if (match !== '') {
    if (options.resourceVersion === '') forbid('is forbidden unless resourceVersion is provided');
    if (options.continue !== '') forbid('is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(fieldError.notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && options.resourceVersion === '0') forbid('"exact" is forbidden for resourceVersion "0"');
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push(fieldError.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

/** Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/internalversion/validation `validateWatchOptions`. */
function watchErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (detail: string): void => {
    errors.push(fieldError.forbidden('resourceVersionMatch', detail));
  };
  if (options.sendInitialEvents !== undefined && match === '') {
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match !== '') {
    if (options.sendInitialEvents === undefined) {
      forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    }
    if (match !== 'NotOlderThan') {
      errors.push(fieldError.notSupported('resourceVersionMatch', match, ['NotOlderThan']));
    }
    if (options.continue !== '') forbid('resourceVersionMatch is forbidden when continue is provided');
  }
  return errors;
}

/** Reads and judges the options of a create, update or patch. Throws Invalid. */
export function writeOptionsOf(
  query: Query,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  isApply = false,
): WriteOptions {
  const fieldManager = text(query, 'fieldManager');
  const fieldValidation = text(query, 'fieldValidation');
  const force = kind === 'PatchOptions' ? flag(query, 'force') : undefined;
  const errors: FieldError[] = [];
  if (force !== undefined && !isApply) {
    errors.push(fieldError.forbidden('force', 'may not be specified for non-apply patch'));
  }
  if (isApply && fieldManager === '') errors.push(fieldError.required('fieldManager', 'is required for apply patch'));
  errors.push(...fieldManagerErrors(fieldManager), ...dryRunErrors(query.get('dryRun') ?? []));
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
    errors.push(fieldError.notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  requireValid(kind, errors);
  return {
    fieldManager,
    dryRun: isDryRun(query.get('dryRun') ?? []),
    fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation),
    force: force ?? false,
  };
}

/**
 * The options of a write as webhooks and policies see them: a patch is an update, or a create.
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go `patchToUpdateOptions`.
 */
export function writtenOptions(verb: string, query: Query): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {
    kind: OPTION_KINDS[verb] ?? 'ConnectOptions',
    apiVersion: 'meta.k8s.io/v1',
  };
  if (isDryRun(query.get('dryRun') ?? [])) fields['dryRun'] = ['All'];
  for (const name of ['fieldManager', 'fieldValidation']) {
    const value = text(query, name);
    if (value !== '') fields[name] = value;
  }
  return fields;
}

const OPTION_KINDS: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  delete: 'DeleteOptions',
};

const FIELD_MANAGER_BYTES_MAX = 128;

/** Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/validation `ValidateFieldManager`. */
function fieldManagerErrors(fieldManager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (new TextEncoder().encode(fieldManager).length > FIELD_MANAGER_BYTES_MAX) {
    errors.push(fieldError.tooLong('fieldManager', FIELD_MANAGER_BYTES_MAX));
  }
  let position = 0;
  for (const letter of fieldManager) {
    // Go's unicode.IsPrint takes the space, but no other separator and no control character.
    if (letter !== ' ' && /[\p{C}\p{Z}]/u.test(letter)) {
      const point = (letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
      const detail = `invalid character U+${point} (at position ${position})`;
      errors.push(fieldError.invalid('fieldManager', fieldManager, detail));
    }
    position += new TextEncoder().encode(letter).length;
  }
  return errors;
}

/** What is wrong with the values of `dryRun`. */
export const dryRunErrors = (values: readonly string[]): FieldError[] =>
  values.some((value) => value !== 'All') ? [fieldError.notSupported('dryRun', values, ['All'])] : [];

/** Whether the values of `dryRun` ask for one. */
export const isDryRun = (values: readonly string[]): boolean => values.includes('All');

/** Which part of each object a Table carries. Throws Invalid. */
export function includeObjectOf(query: Query): 'None' | 'Metadata' | 'Object' {
  const value = text(query, 'includeObject');
  if (value === '') return 'Metadata';
  if (value !== 'None' && value !== 'Metadata' && value !== 'Object') {
    requireValid('TableOptions', [
      fieldError.invalid('includeObject', value, "must be 'Metadata', 'Object', 'None', or empty"),
    ]);
  }
  return value as 'None' | 'Metadata' | 'Object';
}
