import { goText, isJsonObject } from '../../api';
import { atomOf, type ListType, type MergeType, type ScalarType } from './merge-type';
import { elementText, fieldElement, itemElement, ListItemError, pathText, type PathElement } from './path-element';

/**
 * What is wrong with a configuration by its type: undeclared fields, wrong kinds of values, items twice. One text, as
 * the real server writes it, or undefined.
 *
 * Source: structured-merge-diff v6, typed/validate.go and typed/helpers.go `ValidationErrors`.
 */
export function configErrors(config: unknown, type: MergeType): string | undefined {
  const validation = new Validation();
  validation.validate(config, type);
  const { errors } = validation;
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
}

/** A value as Go shows a wrapped one. */
const shown = (value: unknown): string => `&{${goText(value)}}`;

function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `map[string]interface {}{${entries.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function scalarError(value: unknown, { scalar }: ScalarType): string | undefined {
  if (value === null) return undefined;
  switch (scalar) {
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'numeric':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${shown(value)}`;
    case 'untyped':
      return typeof value === 'object' ? `expected any scalar, got ${shown(value)}` : undefined;
  }
}

class Validation {
  private readonly path: PathElement[] = [];
  readonly errors: string[] = [];

  validate(value: unknown, type: MergeType): void {
    const atom = atomOf(type, value);
    if (atom.kind === 'scalar') {
      const error = scalarError(value, atom);
      if (error !== undefined) this.add(error);
      return;
    }
    if (value === null || value === undefined) return;
    if (atom.kind === 'list') {
      if (Array.isArray(value)) this.items(value, atom);
      else this.add(`expected list, got ${shown(value)}`);
      return;
    }
    if (!isJsonObject(value)) {
      this.add(`expected map, got ${shown(value)}`);
      return;
    }
    for (const key of Object.keys(value)) {
      const inner = atom.field(key) ?? atom.element;
      this.path.push(fieldElement(key));
      if (inner === undefined) this.add('field not declared in schema');
      else this.validate(value[key], inner);
      this.path.pop();
      if (inner === undefined) return;
    }
  }

  private items(items: readonly unknown[], type: ListType): void {
    const seen = new Set<PathElement>();
    for (const [index, item] of items.entries()) {
      const element = type.isAtomic ? `i:${index}` : this.elementOf(item, index, type);
      if (element === undefined) return;
      if (seen.has(element)) this.add(`duplicate entries for key ${elementText(element)}`);
      seen.add(element);
      this.path.push(element);
      this.validate(item, type.element);
      this.path.pop();
    }
  }

  private elementOf(item: unknown, index: number, type: ListType): PathElement | undefined {
    try {
      return itemElement(type, item);
    } catch (error) {
      if (!(error instanceof ListItemError)) throw error;
      this.add(`element ${index}: ${error.message}`);
      return undefined;
    }
  }

  private add(message: string): void {
    const path = pathText(this.path);
    this.errors.push(path === '' ? message : `${path}: ${message}`);
  }
}
