import type { Parameter, ParameterTable, ParameterValue } from '../constructs';
import type { ProductionEnvironment } from '../environments';
import { suggestion } from './nearest';
import { SelectionError } from './program';

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

function checked(place: string, parameter: Parameter<unknown>, value: ParameterValue): ParameterValue {
  if (parameter.accepts(value)) return value;
  throw new SelectionError(`${place} must be ${parameter.rule}, got ${shown(value)}`);
}

/**
 * The values of a stack's parameters in an environment: the stack's own there, else the environment's shared ones,
 * else the defaults.
 *
 * @throws SelectionError for unknown names (with the nearest known one), missing and forbidden values.
 */
export function settingsOf(
  environment: ProductionEnvironment,
  stackId: string,
  table: ParameterTable,
): Record<string, ParameterValue | undefined> {
  const own = environment.stacks[stackId] ?? {};
  const shared = environment.shared ?? {};
  const place = `environment ${environment.name}, stack ${stackId}`;
  const known = Object.keys(table);
  for (const name of Object.keys(own)) {
    if (!known.includes(name))
      throw new SelectionError(`${place}: unknown parameter '${name}'${suggestion(name, known)}`);
  }
  return Object.fromEntries(
    Object.entries(table).map(([name, parameter]) => {
      const value = (own[name] ?? shared[name] ?? parameter.default) as ParameterValue | undefined;
      if (value !== undefined) return [name, checked(`${place}: parameter '${name}'`, parameter, value)];
      if (parameter.optional === true) return [name, undefined];
      throw new SelectionError(`${place}: parameter '${name}' needs a value (${parameter.description})`);
    }),
  );
}
