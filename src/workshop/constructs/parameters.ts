import type { Construct } from 'constructs';
import { isToken } from './argument';

/** A value that an environment may give to a stack. */
export type ParameterValue =
  string | number | boolean | readonly ParameterValue[] | { readonly [key: string]: ParameterValue };

/** What a stack says of one of its parameters. */
export interface Parameter<Value> {
  /** What it decides, in one sentence. */
  readonly description: string;
  /** Value when the environment gives none. @default - the environment must give one, unless it is `optional` */
  readonly default?: Value;
  /** Whether it may stay without a value; what it decides is then left out of the manifests. @default false */
  readonly optional?: boolean;
  /** What kind of value it is. */
  readonly kind: 'text' | 'integer' | 'flag' | 'resources';
  /** The rule in words, behind 'must be'. */
  readonly rule: string;
  /** Whether `value` follows the rule. */
  accepts(value: ParameterValue): boolean;
  /** Only for the compiler: the type of the values. */
  readonly type?: Value;
}

/** The parameters of a stack, by name. */
export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;

/** Values for the parameters of a table. */
export type ValuesOf<Table extends ParameterTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Parameter<infer Value> ? Value : never;
};

interface Options<Value> {
  readonly description: string;
  readonly default?: Value;
}

type Optional<Value> = { readonly description: string; readonly optional: true; readonly default?: Value };

interface Maker<Value, Rules> {
  (options: Optional<Value> & Rules): Parameter<Value | undefined>;
  (options: Options<Value> & Rules): Parameter<Value>;
}

function maker<Value, Rules>(
  kind: Parameter<Value>['kind'],
  ruleOf: (rules: Rules) => string,
  accepts: (value: ParameterValue, rules: Rules) => boolean,
): Maker<Value, Rules> {
  return ((options: Options<Value> & Rules): Parameter<Value> => ({
    ...options,
    kind,
    rule: ruleOf(options),
    accepts: (value) => accepts(value, options),
  })) as Maker<Value, Rules>;
}

/** Text, optionally after a pattern. */
export const text = maker<string, { readonly pattern?: RegExp }>(
  'text',
  ({ pattern }) => (pattern === undefined ? 'text' : `text like ${pattern}`),
  (value, { pattern }) => typeof value === 'string' && (pattern === undefined || pattern.test(value)),
);

/** A whole number, optionally within limits. */
export const integer = maker<number, { readonly min?: number; readonly max?: number }>(
  'integer',
  ({ min, max }) =>
    `a whole number${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` up to ${max}`}`,
  (value, { min = -Infinity, max = Infinity }) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
);

/** A feature that can be shipped switched off: true or false. */
export const flag = maker<boolean, unknown>(
  'flag',
  () => 'true or false',
  (value) => typeof value === 'boolean',
);

/** An image reference with a tag other than 'latest', or a digest. */
export const image = maker<string, unknown>(
  'text',
  () => "an image reference with a tag other than 'latest', or a digest",
  (value) => typeof value === 'string' && isPinnedImage(value),
);

/** Requests and limits of a container. */
export const resources = maker<
  {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  },
  unknown
>(
  'resources',
  () => "'requests' and 'limits', each with amounts of cpu and memory",
  (value) => typeof value === 'object' && 'requests' in value && 'limits' in value,
);

/** One of a few words. */
export function choice<const Word extends string>(options: {
  readonly description: string;
  readonly words: readonly Word[];
  readonly default?: Word;
}): Parameter<Word> {
  return {
    ...options,
    kind: 'text',
    rule: `one of ${options.words.join(', ')}`,
    accepts: (value) => options.words.includes(value as Word),
  };
}

/** Whether an image reference names a tag other than 'latest', or a digest. */
export function isPinnedImage(reference: string): boolean {
  if (reference.includes('@sha256:')) return true;
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  return tag !== undefined && tag !== 'latest';
}

const WHEN = 'workshop-stacks:when';

/**
 * Makes something only if the optional or flag parameter `value` has a value (other than false), and hands the value
 * on. Releases keep the condition of all that `build` adds to `scope`, so that each environment decides anew.
 */
export function when<Value>(
  scope: Construct,
  value: Value | undefined,
  build: (scope: Construct, value: Value) => Construct,
): void {
  if (value === undefined || value === false) return;
  const before = new Set(scope.node.children);
  const made = build(scope, value);
  if (!isToken(value)) return;
  const added = scope.node.children.filter((child) => !before.has(child));
  for (const construct of new Set([made, ...added])) construct.node.addMetadata(WHEN, parameterOf(value));
}

/** The parameters on which `scope` or a construct around it depends, while a template is made; the nearest last. */
export function conditionsOf(scope: Construct): string[] {
  const names = scope.node.scopes.flatMap((around) =>
    around.node.metadata
      .filter(({ type }) => type === WHEN)
      .map(({ data }) => data as string)
      .reverse(),
  );
  return [...new Set(names)];
}

/** The nearest of `conditionsOf`, found without looking at the others: every object is asked. */
export function conditionOf(scope: Construct): string | undefined {
  for (const around of scope.node.scopes.reverse()) {
    const entry = around.node.metadata.find(({ type }) => type === WHEN);
    if (entry !== undefined) return entry.data as string;
  }
  return undefined;
}

function parameterOf(value: unknown): string {
  const written = typeof value === 'string' ? value : String((value as { resolve(): unknown }).resolve());
  return /\{\{([^}]+)\}\}/.exec(written)?.[1] ?? '';
}
