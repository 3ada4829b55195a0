import { SelectorSyntaxError } from './label-selector';

/** One condition of a field selector. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A list of requirements on fields, all of which must hold. Without any it matches everything. */
export class FieldSelector {
  constructor(readonly requirements: readonly FieldRequirement[]) {}

  /** Whether it matches everything. */
  get isEmpty(): boolean {
    return this.requirements.length === 0;
  }

  /** Whether every requirement holds; a field that is not there is the empty text. */
  matches(fields: Readonly<Record<string, string>>): boolean {
    return this.requirements.every(
      ({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='),
    );
  }

  /** The one value that `field` must have, or undefined. */
  exactValue(field: string): string | undefined {
    return this.requirements.find((each) => each.field === field && each.operator === '=')?.value;
  }

  /** The selector as text; parsing it gives an equal selector. */
  toString(): string {
    return this.requirements.map(({ field, operator, value }) => `${field}${operator}${escape(value)}`).join(',');
  }
}

const escape = (value: string): string => value.replace(/[\\,=]/g, '\\$&');

/** Comma-separated terms; a comma after a backslash belongs to its term. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescape(value: string): string {
  let result = '';
  const signs = [...value];
  for (let index = 0; index < signs.length; index++) {
    const sign = signs[index] as string;
    if (sign === ',' || sign === '=') {
      // Go prints the number of the character here.
      throw new SelectorSyntaxError(`invalid field selector: unescaped character in value: ${sign.charCodeAt(0)}`);
    }
    if (sign !== '\\') {
      result += sign;
      continue;
    }
    const escaped = signs[++index] ?? '';
    if (escaped === '' || !'\\,='.includes(escaped)) {
      throw new SelectorSyntaxError(`invalid field selector: invalid escape sequence: \\${escaped}`);
    }
    result += escaped;
  }
  return result;
}

/**
 * Reads a field selector: `a=b,a==b,a!=b`. Whether the fields exist for a kind is for the caller to say.
 * Throws a SelectorSyntaxError.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/fields/selector.go `parseSelector`.
 */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements = splitTerms(text)
    .filter((term) => term !== '')
    .sort()
    .map((term): FieldRequirement => {
      const match = /^([^]*?)(!=|==|=)([^]*)$/.exec(term);
      if (match === null) throw new SelectorSyntaxError(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = match;
      return { field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
    });
  return new FieldSelector(requirements);
}
