import { nearest } from '../nearest';
import type { FieldType, ObjectType, ScalarName } from './field-table';
import { shown } from './reading';

/** Steps from an object to a field: names, and positions in lists. */
export type FieldPath = readonly (string | number)[];

/** What is wrong with a field. */
export interface FieldProblem {
  readonly path: FieldPath;
  /** What must hold, without the version of Kubernetes. */
  readonly rule: string;
  /** What was given and what to do, with the punctuation before it. */
  readonly advice: string;
}

/** A field as messages write it: `spec.ports[0].port`. */
export const describePath = (path: FieldPath): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}["${step}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');

/** Source: Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go (the pattern of its error text). */
const QUANTITY = /^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const SCALARS: Readonly<Record<ScalarName, { readonly words: string; readonly accepts: (value: unknown) => boolean }>> =
  {
    any: { words: 'anything', accepts: () => true },
    string: { words: 'a text', accepts: (value) => typeof value === 'string' },
    base64: { words: 'a text in base64', accepts: (value) => typeof value === 'string' && BASE64.test(value) },
    date: {
      words: 'a time such as 2024-01-31T12:00:00Z',
      accepts: (value) => !Number.isNaN(Date.parse(String(value))),
    },
    int: { words: 'a whole number', accepts: (value) => Number.isInteger(value) },
    number: { words: 'a number', accepts: (value) => typeof value === 'number' },
    boolean: { words: 'true or false', accepts: (value) => typeof value === 'boolean' },
    quantity: {
      words: "a quantity such as '500m', '128Mi' or 1",
      accepts: (value) => typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value)),
    },
    intOrString: {
      words: 'a whole number or a text',
      accepts: (value) => typeof value === 'string' || Number.isInteger(value),
    },
  };

/** What decides whether a value is one of a scalar type. */
export const acceptsScalar = (name: ScalarName): ((value: unknown) => boolean) => SCALARS[name].accepts;

/** How to write `value` so that it is what the scalar asks for, where that is clear. */
function remedy(scalar: ScalarName, value: unknown): string {
  if (scalar === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return '; put it in quotes';
  const isWritten = (scalar === 'int' || scalar === 'number') && typeof value === 'string' && /^-?\d+$/.test(value);
  const isTruth = scalar === 'boolean' && (value === 'true' || value === 'false');
  return isWritten || isTruth ? '; leave the quotes out' : '';
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Collects what is wrong with a manifest, from its root on. `path` is shared: it grows and shrinks on the way. */
class FieldWalk {
  readonly problems: FieldProblem[] = [];
  private readonly path: (string | number)[] = [];

  visit(type: FieldType, value: unknown): void {
    if (value === null || value === undefined) return; // Kubernetes reads null as absent.
    switch (type.is) {
      case 'scalar':
        if (SCALARS[type.name].accepts(value)) return;
        return this.tell(`must be ${SCALARS[type.name].words}`, `, got ${shown(value)}${remedy(type.name, value)}`);
      case 'list':
        if (!Array.isArray(value)) return this.tell('must be a list', `, got ${shown(value)}`);
        return value.forEach((item, index) => this.step(index, type.of, item));
      case 'map':
        if (!isMap(value)) return this.tell('must be a map', `, got ${shown(value)}`);
        for (const key in value) this.step(key, type.of, value[key]);
        return;
      case 'object':
        if (!isMap(value)) return this.tell('must hold named fields', `, got ${shown(value)}`);
        return this.visitFields(type, value);
    }
  }

  private visitFields(type: ObjectType, value: Record<string, unknown>): void {
    for (const field in value) {
      const fieldType = type.fields.get(field);
      if (fieldType !== undefined) this.step(field, fieldType, value[field]);
      else this.tellUnknown(type, field);
    }
    for (const field of type.required) {
      if (value[field] !== undefined && value[field] !== null) continue;
      this.path.push(field);
      this.tell('is required', '; set it');
      this.path.pop();
    }
  }

  private tellUnknown(type: ObjectType, field: string): void {
    const close = nearest(field, type.fields.keys());
    const isStatus = field === 'status' && this.path.length === 0;
    const remove = isStatus ? '; the cluster writes it: leave it out' : '; remove it';
    this.path.push(field);
    this.tell('is no field', close === undefined || isStatus ? remove : `; did you mean '${close}'?`);
    this.path.pop();
  }

  private step(name: string | number, type: FieldType, value: unknown): void {
    this.path.push(name);
    this.visit(type, value);
    this.path.pop();
  }

  private tell(rule: string, advice: string): void {
    this.problems.push({ path: [...this.path], rule, advice });
  }
}

/** Everything in `value` that does not suit `type`. */
export function problemsOf(type: FieldType, value: unknown): readonly FieldProblem[] {
  const walk = new FieldWalk();
  walk.visit(type, value);
  return walk.problems;
}
