import type { IConstruct } from 'constructs';

/**
 * A value that is only known later: an object with a `resolve` method (cdk8s resolves it during synthesis)
 * or a string that still contains a `{{parameter}}`. Release templates are made of such values.
 */
export function isToken(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{');
  return typeof value === 'object' && value !== null && typeof (value as { resolve?: unknown }).resolve === 'function';
}

/** Whether `map` holds nothing. */
export function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}

/** Shows `value` in a message as a reader would write it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
}

/** Error of a wrong prop: names the construct's path, the prop, the rule and the value. */
export class ArgumentError extends Error {
  constructor(scope: IConstruct, prop: string, rule: string, value: unknown) {
    super(`${scope.node.path || '(root)'}: '${prop}' ${rule}, got ${shown(value)}`);
    this.name = 'ArgumentError';
  }
}

/** Requires a whole number from `min` to `max`; a token passes. */
export function requireInteger(
  scope: IConstruct,
  prop: string,
  value: number | undefined,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (value === undefined || isToken(value)) return;
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  throw new ArgumentError(scope, prop, `must be a whole number ${range}`, value);
}

/** Requires a port number, 1 to 65535. */
export function requirePort(scope: IConstruct, prop: string, value: number | undefined): void {
  requireInteger(scope, prop, value, 1, 65535);
}

/** Requires a port of the default node port range. Source: Kubernetes 1.36, --service-node-port-range. */
export function requireNodePort(scope: IConstruct, prop: string, value: number | undefined): void {
  requireInteger(scope, prop, value, 30000, 32767);
}

/** Requires `value` to match `pattern`, which `rule` says in words; a token passes. */
export function requirePattern(
  scope: IConstruct,
  prop: string,
  value: string | undefined,
  pattern: RegExp,
  rule: string,
): void {
  if (value === undefined || isToken(value)) return;
  if (typeof value !== 'string' || !pattern.test(value)) throw new ArgumentError(scope, prop, rule, value);
}

const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const RBAC_NAME = /^[^/%]+$/;

/** Requires an object name: lower case letters, digits, '-' and '.', at most 253 characters. */
export function requireObjectName(scope: IConstruct, prop: string, value: string): void {
  const rule = "must be lower case letters, digits, '-' or '.', and start and end with a letter or digit";
  requirePattern(scope, prop, value, DNS_SUBDOMAIN, rule);
}

/** Requires a name of one DNS label (Services, namespaces, containers): at most 63 characters, no dots. */
export function requireLabelName(scope: IConstruct, prop: string, value: string): void {
  const rule = "must be at most 63 lower case letters, digits or '-', and start and end with a letter or digit";
  requirePattern(scope, prop, value, DNS_LABEL, rule);
}

/** Requires a name that RBAC objects may bear: anything without '/' and '%'. */
export function requireAccessName(scope: IConstruct, prop: string, value: string): void {
  requirePattern(scope, prop, value, RBAC_NAME, "must not be empty or contain '/' or '%'");
}

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/**
 * Requires a resource quantity such as '500m', '128Mi' or 1.
 * Source: Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go (the pattern of its error text).
 */
export function requireQuantity(scope: IConstruct, prop: string, value: string | number | undefined): void {
  if (value === undefined || isToken(value)) return;
  if (!QUANTITY.test(String(value))) {
    throw new ArgumentError(scope, prop, "must be a quantity such as '500m', '128Mi' or 1", value);
  }
}

/** Requires that `values` names at least one thing. */
export function requireSome(scope: IConstruct, prop: string, values: readonly unknown[]): void {
  if (values.length === 0) throw new ArgumentError(scope, prop, 'must name at least one', values);
}

/** Requires one of `allowed`; a token passes. */
export function requireOneOf(
  scope: IConstruct,
  prop: string,
  value: string | undefined,
  allowed: readonly string[],
): void {
  if (value === undefined || isToken(value) || allowed.includes(value)) return;
  throw new ArgumentError(scope, prop, `must be one of ${allowed.join(', ')}`, value);
}

const LABEL_VALUE = /^(?=.{0,63}$)([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Requires that the values of `labels` are strings of at most 63 characters in the alphabet of labels. */
export function requireLabels(
  scope: IConstruct,
  prop: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  for (const key in labels) {
    const rule = "must be a string of at most 63 letters, digits, '-', '_' or '.' (quote numbers and true or false)";
    requirePattern(scope, `${prop}.${key}`, labels[key], LABEL_VALUE, rule);
  }
}

const IMAGE = /^[a-zA-Z0-9][^\s]*$/;

/** Requires an image reference: not empty, no white space. Tags are judged at synthesis, per environment. */
export function requireImage(scope: IConstruct, prop: string, value: string): void {
  requirePattern(scope, prop, value, IMAGE, "must be an image reference such as 'redis:7.4'");
}
