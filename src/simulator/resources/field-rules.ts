import {
  fieldError,
  type FieldError,
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isPercent,
  isPortName,
  isPortNumber,
  isQualifiedName,
} from '../api';
import { type Fields, isSame, listAt, mapAt, textAt, textsAt } from './fields';
import { validateLabels } from './metadata';

/** The words of rules that many fields share. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go. */
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
export const POSITIVE = 'must be greater than zero';
export const IMMUTABLE = 'field is immutable';

/** What is wrong with `value` at `path` when it is negative; an absent number is fine. */
export const validateNotNegative = (value: number | undefined, path: string): FieldError[] =>
  value !== undefined && value < 0 ? [fieldError.invalid(path, value, NOT_NEGATIVE)] : [];

/** One error for each of `messages`. */
export function invalidFor(path: string, value: unknown, messages: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  for (let index = 0; index < messages.length; index += 1) {
    errors.push(fieldError.invalid(path, value, messages[index] as string));
  }
  return errors;
}

/** What is wrong with an RFC 1123 label at `path`. */
export const validateDnsLabel = (value: string, path: string): FieldError[] =>
  invalidFor(path, value, isDnsLabel(value));

/** What is wrong with an RFC 1123 subdomain at `path`. */
export const validateDnsSubdomain = (value: string, path: string): FieldError[] =>
  invalidFor(path, value, isDnsSubdomain(value));

/** What is wrong with a qualified name, such as the key of a label, at `path`. */
export const validateQualifiedName = (value: string, path: string): FieldError[] =>
  invalidFor(path, value, isQualifiedName(value));

/** What is wrong with a value that is none of `supported`; they are listed in the order given. */
export const validateOneOf = (value: string, supported: readonly string[], path: string): FieldError[] =>
  supported.includes(value) ? [] : [fieldError.notSupported(path, value, supported, 'as given')];

/** The same, with an error of its own for an absent value. */
export const validateRequiredOneOf = (value: string, supported: readonly string[], path: string): FieldError[] =>
  value === '' ? [fieldError.required(path)] : validateOneOf(value, supported, path);

/** What is wrong with a port that is a number or the name of one. */
export function validatePort(port: unknown, path: string): FieldError[] {
  if (typeof port === 'string') return invalidFor(path, port, isPortName(port));
  const number = typeof port === 'number' ? port : 0;
  return invalidFor(path, number, isPortNumber(number));
}

/** What is wrong with a change of a field that must stay as it is; `shown` is how the message prints the new value. */
export const validateImmutable = (value: unknown, old: unknown, path: string, shown: unknown = value): FieldError[] =>
  isSame(value, old) ? [] : [fieldError.invalid(path, shown, IMMUTABLE)];

/** A number or a percentage, as rollouts take them: absent is 0. */
export type IntOrPercent = number | string | undefined;

const percentOf = (value: IntOrPercent): number | undefined =>
  typeof value === 'string' && isPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined;

/** The number, or the number before the percent sign; 0 for any other text. */
export function amountOf(value: IntOrPercent): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (Number.parseInt(value ?? '0', 10) || 0);
}

/** What is wrong with a number that must not be negative, or a percentage. */
export const validateIntOrPercent = (value: IntOrPercent, path: string): FieldError[] =>
  typeof value === 'string' ? invalidFor(path, value, isPercent(value)) : validateNotNegative(value, path);

/** What is wrong with a percentage above 100. */
export const validateAtMost100Percent = (value: IntOrPercent, path: string): FieldError[] =>
  (percentOf(value) ?? 0) > 100 ? [fieldError.invalid(path, value, 'must not be greater than 100%')] : [];

/**
 * What is wrong with a label selector at `path`; an absent one is fine.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/validation/validation.go `ValidateLabelSelector`.
 */
export function validateLabelSelector(selector: Fields | undefined, path: string): FieldError[] {
  const errors = validateLabels(mapAt(selector, 'matchLabels'), `${path}.matchLabels`);
  listAt(selector, 'matchExpressions').forEach((expression, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    const values = textsAt(expression, 'values');
    switch (expression['operator']) {
      case 'In':
      case 'NotIn':
        if (values.length === 0) {
          errors.push(fieldError.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values.length > 0) {
          const rule = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
          errors.push(fieldError.forbidden(`${at}.values`, rule));
        }
        break;
      default:
        errors.push(
          fieldError.invalid(`${at}.operator`, textAt(expression, 'operator'), 'not a valid selector operator'),
        );
    }
    errors.push(...validateQualifiedName(textAt(expression, 'key'), `${at}.key`));
    values.forEach((value, position) =>
      errors.push(...invalidFor(`${at}.values[${position}]`, value, isLabelValue(value))),
    );
  });
  return errors;
}

/** A label selector as messages print it. */
export function shownSelector(selector: Fields | undefined): Fields | null {
  if (selector === undefined) return null;
  const labels = mapAt(selector, 'matchLabels');
  const expressions = listAt(selector, 'matchExpressions');
  return {
    ...(labels === undefined || Object.keys(labels).length === 0
      ? {}
      : { matchLabels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(expressions.length === 0
      ? {}
      : {
          matchExpressions: expressions.map((expression) => ({
            key: textAt(expression, 'key'),
            operator: textAt(expression, 'operator'),
            ...(textsAt(expression, 'values').length === 0 ? {} : { values: textsAt(expression, 'values') }),
          })),
        }),
  };
}
