import { equalJson } from '../../api';
import { isMap } from './structural-schema';

/** One step of a path. */
type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly Step[]; readonly operator: string; readonly value: unknown };

const FILTER = /^\?\(@([^=!<>]+?)\s*(==|!=)\s*(.+)\)$/;

/**
 * Finds the values of a JSONPath as printer columns write it: fields, indexes, `[*]`, and filters that compare for
 * equality. Anything else finds nothing.
 */
export function findByJsonPath(value: unknown, path: string): unknown[] {
  const steps = parse(path);
  return steps === undefined ? [] : follow([value], steps);
}

function parse(path: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.replace(/^\$/, '');
  while (rest !== '') {
    const bracket = /^\[((?:\?\(.*?\))|[^\]]*)\]/.exec(rest);
    const field = /^\.((?:\\.|[^.[\\])+)/.exec(rest);
    if (bracket !== null) {
      const step = bracketStep(bracket[1] as string);
      if (step === undefined) return undefined;
      steps.push(step);
      rest = rest.slice(bracket[0].length);
    } else if (field !== null) {
      const name = (field[1] as string).replace(/\\(.)/g, '$1');
      steps.push(name === '*' ? { kind: 'all' } : { kind: 'field', name });
      rest = rest.slice(field[0].length);
    } else return undefined;
  }
  return steps;
}

function bracketStep(inside: string): Step | undefined {
  if (inside === '*') return { kind: 'all' };
  if (/^-?\d+$/.test(inside)) return { kind: 'index', index: Number(inside) };
  const quoted = /^(['"])(.*)\1$/.exec(inside);
  if (quoted !== null) return { kind: 'field', name: (quoted[2] as string).replace(/\\(.)/g, '$1') };
  const filter = FILTER.exec(inside);
  if (filter === null) return undefined;
  const path = parse((filter[1] as string).trim());
  const value = literal((filter[3] as string).trim());
  return path === undefined ? undefined : { kind: 'filter', path, operator: filter[2] as string, value };
}

function literal(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text);
  if (quoted !== null) return quoted[2];
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text;
}

function follow(values: readonly unknown[], steps: readonly Step[]): unknown[] {
  return steps.reduce<unknown[]>((found, step) => found.flatMap((value) => next(value, step)), [...values]);
}

function next(value: unknown, step: Step): unknown[] {
  switch (step.kind) {
    case 'field':
      return isMap(value) && value[step.name] !== undefined ? [value[step.name]] : [];
    case 'index':
      return Array.isArray(value) && value.at(step.index) !== undefined ? [value.at(step.index)] : [];
    case 'all':
      return Array.isArray(value) ? (value as unknown[]) : isMap(value) ? Object.values(value) : [];
    case 'filter':
      return (Array.isArray(value) ? (value as unknown[]) : []).filter((item) => {
        const [found] = follow([item], step.path);
        return equalJson(found, step.value) === (step.operator === '==');
      });
  }
}
