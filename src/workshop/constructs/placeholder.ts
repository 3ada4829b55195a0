import type { ParameterTable } from './parameters';

/** How a template writes the value of parameter `name`. */
export const placeholder = (name: string): string => `{{${name}}}`;

/** Amounts that `resources` parameters hold. */
const AMOUNTS = ['cpu', 'memory'] as const;

/**
 * Placeholders for all parameters of `table`, shaped so that constructs accept them in place of values: text stays
 * text, numbers and truth values become tokens that cdk8s resolves, resources keep their parts.
 */
export function placeholdersFor(table: ParameterTable): Record<string, unknown> {
  const amounts = (path: string) => Object.fromEntries(AMOUNTS.map((name) => [name, placeholder(`${path}.${name}`)]));
  return Object.fromEntries(
    Object.entries(table).map(([name, { kind }]) => {
      if (kind === 'text') return [name, placeholder(name)];
      if (kind !== 'resources') return [name, { resolve: () => placeholder(name) }];
      return [name, { requests: amounts(`${name}.requests`), limits: amounts(`${name}.limits`) }];
    }),
  );
}
