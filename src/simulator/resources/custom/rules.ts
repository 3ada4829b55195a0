import { equalJson, fieldError, type FieldError } from '../../api';
import { CelError, compile, type CelValue, type Expression, Optional } from './cel';
import { childPath, isMap, schemaOfKey, type StructuralSchema, type ValidationRule } from './structural-schema';
import { typedValue } from './typed-value';

const compiled = new Map<string, Expression | CelError>();

function expressionOf(rule: string): Expression | CelError {
  let expression = compiled.get(rule);
  if (expression === undefined) {
    try {
      expression = compile(rule);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      expression = error;
    }
    compiled.set(rule, expression);
  }
  return expression;
}

/**
 * What the rules of a schema say against a value. Rules that speak of `oldSelf` are looked at on updates only; rules
 * of a part that has not changed are not looked at again.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
 */
export function validateRules(value: unknown, old: unknown, schema: StructuralSchema, path = ''): FieldError[] {
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) =>
    ruleErrors(rule, { value, old, schema, path }),
  );
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return own;
    const inside = value.flatMap((item, index) =>
      validateRules(item, oldItem(item, old, schema), items, `${path}[${index}]`),
    );
    return [...own, ...inside];
  }
  if (!isMap(value)) return own;
  const inside = Object.entries(value).flatMap(([key, each]) => {
    const known = schemaOfKey(schema, key);
    if (known === undefined) return [];
    return validateRules(each, isMap(old) ? old[key] : undefined, known, childPath(path, key));
  });
  return [...own, ...inside];
}

/** The item of the old list with the same keys: only maps tell which items belong together. */
function oldItem(item: unknown, old: unknown, schema: StructuralSchema): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old) || !isMap(item)) {
    return undefined;
  }
  return old.find((each) => isMap(each) && keys.every((key) => each[key] === item[key])) as unknown;
}

/** What a rule is about. */
interface Judged {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: StructuralSchema;
  readonly path: string;
}

function variablesOf(
  { optionalOldSelf }: ValidationRule,
  { value, old, schema }: Judged,
): Readonly<Record<string, CelValue>> {
  const self = typedValue(value, schema);
  const oldSelf = old === undefined ? undefined : typedValue(old, schema);
  if (optionalOldSelf === true) return { self, oldSelf: new Optional(oldSelf) };
  return oldSelf === undefined ? { self } : { self, oldSelf };
}

function ruleErrors(rule: ValidationRule, judged: Judged): FieldError[] {
  const { value, old, path } = judged;
  const speaksOfOld = /\boldSelf\b/.test(rule.rule);
  if (speaksOfOld && old === undefined && rule.optionalOldSelf !== true) return [];
  if (!speaksOfOld && old !== undefined && equalJson(value, old)) return [];
  const at = rule.fieldPath === undefined ? path : `${path}${rule.fieldPath}`;
  const expression = expressionOf(rule.rule);
  try {
    if (expression instanceof CelError) throw expression;
    const variables = variablesOf(rule, judged);
    if (expression(variables) === true) return [];
    return [failure(rule, messageOf(rule, variables), at, value)];
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return [ruleError(at, `${error.message} evaluating rule: ${rule.message ?? rule.rule.trim()}`)];
  }
}

function messageOf(rule: ValidationRule, variables: Readonly<Record<string, CelValue>>): string {
  if (rule.messageExpression !== undefined) {
    const expression = expressionOf(rule.messageExpression);
    if (!(expression instanceof CelError)) {
      try {
        const text = expression(variables);
        if (typeof text === 'string' && text.trim() !== '') return text;
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        // A message that cannot be made falls back to the fixed one.
      }
    }
  }
  return rule.message ?? `failed rule: ${rule.rule.trim()}`;
}

/** The value itself is not shown: it can be large. */
const ruleError = (path: string, detail: string): FieldError => ({
  type: 'Invalid',
  field: path === '' ? '<nil>' : path,
  body: `Invalid value: ${detail}`,
});

function failure(rule: ValidationRule, message: string, path: string, value: unknown): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return fieldError.forbidden(path, message);
    case 'FieldValueRequired':
      return fieldError.required(path, message);
    case 'FieldValueDuplicate':
      return fieldError.duplicate(path, value);
    default:
      return ruleError(path, message);
  }
}
