import {
  choice,
  flag,
  image,
  integer,
  type Parameter,
  type ParameterTable,
  type ParameterValue,
  resources,
  text,
} from '../../constructs';
import { suggestion } from '../nearest';
import { SelectionError } from '../program';
import { type ReleaseDefaults, RESERVED_NAMES } from './release-description';
import { ReleaseError } from './release-error';

/** A parameter as `release.yaml` writes it. */
export interface ReleasedParameter {
  readonly description: string;
  readonly kind: 'text' | 'integer' | 'flag' | 'resources' | 'choice' | 'image';
  /** Value when the environment gives none. @default - the environment must give one, unless it is optional */
  readonly default?: ParameterValue;
  /** Whether it may stay without a value. @default false */
  readonly optional?: boolean;
  /** Pattern of text. @default - any text */
  readonly pattern?: string;
  /** Smallest number. @default - none */
  readonly min?: number;
  /** Largest number. @default - none */
  readonly max?: number;
  /** Words of a choice. @default - it is no choice */
  readonly words?: readonly string[];
}

/** What the makers of parameters keep beside the rule in words. */
type Rules = Parameter<unknown> & {
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
  readonly words?: readonly string[];
};

const IMAGE_RULE = image({ description: '' }).rule;

/** A parameter of the code as a release keeps it, with `value` as its default if there is one. */
function toReleasedParameter(parameter: Parameter<unknown>, value: ParameterValue | undefined): ReleasedParameter {
  const { description, optional, kind, rule, pattern, min, max, words } = parameter as Rules;
  return {
    description,
    kind: words !== undefined ? 'choice' : rule === IMAGE_RULE ? 'image' : kind,
    default: value ?? (parameter.default as ParameterValue | undefined),
    optional,
    pattern: pattern?.source,
    min,
    max,
    words,
  };
}

const AMOUNTS: Readonly<Record<string, true>> = { cpu: true, memory: true };

/** Templates have places for cpu and memory only: another amount would be lost without a word. */
function hasOnlyKnownAmounts(value: ParameterValue): boolean {
  return Object.entries(value).every(
    ([part, amounts]) =>
      ['requests', 'limits'].includes(part) && Object.keys(amounts as object).every((name) => name in AMOUNTS),
  );
}

function fromReleasedParameter(released: ReleasedParameter): Parameter<unknown> {
  const { description, kind, default: value, optional, pattern, min, max, words = [] } = released;
  const options = {
    description,
    ...(value === undefined ? {} : { default: value as never }),
    ...(optional === true ? { optional } : {}),
  };
  switch (kind) {
    case 'text':
      return text({ ...options, ...(pattern === undefined ? {} : { pattern: new RegExp(pattern) }) });
    case 'integer':
      return integer({ ...options, min, max });
    case 'flag':
      return flag(options);
    case 'image':
      return image(options);
    case 'choice':
      return choice({ ...options, words });
    case 'resources': {
      const parameter = resources(options);
      return { ...parameter, accepts: (given) => parameter.accepts(given) && hasOnlyKnownAmounts(given) };
    }
  }
}

/** The parameters of a release with the rules they had when it was written. */
export function parameterTableOf(parameters: Readonly<Record<string, ReleasedParameter>>): ParameterTable {
  return Object.fromEntries(Object.entries(parameters).map(([name, released]) => [name, fromReleasedParameter(released)]));
}

function requireReleasable(place: string, name: string, parameter: Parameter<unknown>): void {
  if (RESERVED_NAMES.includes(name)) {
    throw new ReleaseError(`${place}: a parameter of a release must not be called '${name}': rename it`);
  }
  if (parameter.kind === 'resources' && parameter.optional === true) {
    throw new ReleaseError(`${place}: parameter '${name}' must not be optional: its amounts stand in several places`);
  }
}

/**
 * The parameters of a stack as its release keeps them; `defaults` replace those of the code.
 *
 * @throws SelectionError for unknown or wrong defaults, ReleaseError for parameters that a release cannot keep.
 */
export function releasedParameters(
  stackId: string,
  table: ParameterTable,
  defaults: ReleaseDefaults,
): Record<string, ReleasedParameter> {
  const place = `stack ${stackId}`;
  const names = Object.keys(table);
  for (const name of Object.keys(defaults)) {
    if (!names.includes(name)) throw new SelectionError(`${place}: unknown parameter '${name}'${suggestion(name, names)}`);
  }
  return Object.fromEntries(
    Object.entries(table).map(([name, parameter]) => {
      requireReleasable(place, name, parameter);
      const released = toReleasedParameter(parameter, defaults[name]);
      const { default: value } = released;
      if (value !== undefined && !(parameter.accepts(value) && fromReleasedParameter(released).accepts(value))) {
        const rule = `default of parameter '${name}' must be ${parameter.rule}`;
        throw new SelectionError(`${place}: ${rule}, got ${JSON.stringify(value)}`);
      }
      return [name, released];
    }),
  );
}
