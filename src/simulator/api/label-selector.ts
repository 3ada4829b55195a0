import { fieldError } from './field-error';
import { isLabelValue, isQualifiedName } from './names';

/** Relation of a label to the values of a requirement. */
export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One condition of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted and without repetition. */
  readonly values: readonly string[];
}

/** Labels of an object; undefined is none. */
export type Labels = Readonly<Record<string, string>>;

/** A selector that cannot be read; the message is the real server's. */
export class SelectorSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SelectorSyntaxError';
  }
}

/** A list of requirements, all of which must hold. Without any it matches everything. */
export class LabelSelector {
  constructor(readonly requirements: readonly LabelRequirement[]) {}

  /** Whether it matches every set of labels. */
  get isEmpty(): boolean {
    return this.requirements.length === 0;
  }

  /** Whether every requirement holds. */
  matches(labels: Labels | undefined): boolean {
    const given = labels ?? NO_LABELS;
    const { requirements } = this;
    for (let index = 0; index < requirements.length; index += 1) {
      if (!isMet(requirements[index] as LabelRequirement, given)) return false;
    }
    return true;
  }

  /** The selector as text; parsing it gives an equal selector. */
  toString(): string {
    return this.requirements.map(requirementText).join(',');
  }
}

const NO_LABELS: Labels = {};

/** Matches every set of labels. */
export const EVERYTHING = new LabelSelector([]);

function isMet({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const has = Object.prototype.hasOwnProperty.call(labels, key);
  const value = has ? (labels[key] as string) : '';
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return has && values.includes(value);
    case '!=':
    case 'notin':
      return !has || !values.includes(value);
    case 'exists':
      return has;
    case '!':
      return !has;
    case 'gt':
    case 'lt': {
      const actual = has ? parseInteger(value) : undefined;
      const limit = parseInteger(values[0] as string);
      if (actual === undefined || limit === undefined) return false;
      return operator === 'gt' ? actual > limit : actual < limit;
    }
  }
}

/** A whole number of 64 bits as Go reads it, or undefined. */
function parseInteger(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values.join('')}`;
    case 'lt':
      return `${key}<${values.join('')}`;
    default:
      return `${key}${operator}${values.join('')}`;
  }
}

/**
 * Makes a requirement; throws a SelectorSyntaxError with all that is wrong with it, one after the other.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/labels/selector.go `NewRequirement`.
 */
export function newRequirement(key: string, operator: SelectorOperator, values: readonly string[]): LabelRequirement {
  const errors: string[] = [];
  const add = (field: string, value: unknown, detail: string): void => {
    const { body } = fieldError.invalid(field, value, detail);
    errors.push(`${field}: ${body}`);
  };
  const wrongKey = isQualifiedName(key);
  if (wrongKey.length > 0) add('key', key, wrongKey.join('; '));
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    add('values', null, "for 'in', 'notin' operators, values set can't be empty");
  }
  if ((operator === 'exists' || operator === '!') && values.length > 0) {
    add('values', values, 'values set must be empty for exists and does not exist');
  }
  if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, index) => {
      if (parseInteger(value) === undefined) {
        add(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer");
      }
    });
  }
  values.forEach((value, index) => {
    const wrong = isLabelValue(value);
    if (wrong.length > 0) add(`values[${index}][${key}]`, value, wrong.join('; '));
  });
  if (errors.length > 0) {
    throw new SelectorSyntaxError(errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`);
  }
  return { key, operator, values: [...new Set(values)].sort() };
}

/** Order of requirements: by key, as the real server sorts them. */
export const byKey = (a: LabelRequirement, b: LabelRequirement): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** A selector as objects carry it: `spec.selector` of a Deployment. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Matches nothing: what an absent selector object means. */
export const NOTHING = new (class extends LabelSelector {
  override matches(): boolean {
    return false;
  }
})([]);

const EXPRESSION_OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * The selector of an object's field. An absent one matches nothing, an empty one everything.
 * Throws a SelectorSyntaxError for an operator other than In, NotIn, Exists and DoesNotExist, or wrong keys and values.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/helpers.go `LabelSelectorAsSelector`.
 */
export function labelSelectorOf(object: LabelSelectorObject | undefined): LabelSelector {
  if (object === undefined) return NOTHING;
  const requirements = Object.entries(object.matchLabels ?? {}).map(([key, value]) =>
    newRequirement(key, '=', [value]),
  );
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    const known = EXPRESSION_OPERATORS.get(operator);
    if (known === undefined) throw new SelectorSyntaxError(`"${operator}" is not a valid label selector operator`);
    requirements.push(newRequirement(key, known, values ?? []));
  }
  return requirements.length === 0 ? EVERYTHING : new LabelSelector(requirements.sort(byKey));
}

/** The selector of plain labels, as Services and ReplicationControllers have it; without labels it matches everything. */
export const labelSelectorOfLabels = (labels: Labels | undefined): LabelSelector =>
  new LabelSelector(Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] })));
