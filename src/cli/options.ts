import { parseArgs } from 'node:util';
import { UsageError } from './failure';
import { suggestionFor } from './suggestion';

/** An option of a command. */
export interface Option {
  /**
   * `flag` takes no value, `text` one, `word` one of `words`, `list` any number: repeated or separated by commas.
   */
  readonly kind: 'flag' | 'text' | 'word' | 'list';
  /** What it does, in one sentence for the help. */
  readonly description: string;
  /** Letter for the short form. @default - only the long form */
  readonly short?: string;
  /** Placeholder of the value in the help. @default - the words, or VALUE */
  readonly value?: string;
  /** Whether the command cannot do without. @default false */
  readonly isRequired?: boolean;
  /** The values of a `word`. */
  readonly words?: readonly string[];
}

/** Options by their long name, without the dashes. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What a person gave to a command. */
export class Given {
  constructor(
    private readonly values: ReadonlyMap<string, readonly string[]>,
    private readonly positionals: readonly string[],
    /** Words behind `--`, where the command takes them. */
    readonly rest: readonly string[] = [],
  ) {}

  /** Whether the flag `name` was given. */
  flag(name: string): boolean {
    return this.values.has(name);
  }

  /** The value of `name`, if it was given. */
  text(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  /** All values of `name`, in the order given. */
  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** The argument at `index`, or undefined. */
  argument(index: number): string | undefined {
    return this.positionals[index];
  }
}

/** What a command accepts. */
export interface Syntax {
  /** Name of the command, for messages. */
  readonly name: string;
  /** Arguments without dashes, in order; those in brackets may be left out. */
  readonly positionals: readonly string[];
  /** Placeholder of the words behind `--`, which are not looked at: `COMMAND...`. @default - `--` changes nothing */
  readonly rest?: string;
  readonly options: OptionTable;
}

type Token = {
  readonly rawName: string;
  readonly name: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
};

function valuesOf(option: Option, { rawName, value, inlineValue }: Token): string[] {
  if (option.kind === 'flag') {
    if (value !== undefined) throw new UsageError(`'${rawName}' takes no value, got '${value}'`);
    return [''];
  }
  const wanted = option.words === undefined ? `a ${option.value ?? 'VALUE'}` : `one of ${option.words.join(', ')}`;
  if (value === undefined) throw new UsageError(`'${rawName}' needs ${wanted}, got nothing`);
  if (inlineValue !== true && value.startsWith('-') && value !== '-') {
    throw new UsageError(`'${rawName}' needs ${wanted}, got the option '${value}'`);
  }
  const values = option.kind === 'list' ? value.split(',').map((part) => part.trim()) : [value];
  // An empty name must not mean 'all': it comes from a variable that a pipeline forgot to set.
  if (values.includes('')) throw new UsageError(`'${rawName}' needs ${wanted}, got '${value}'`);
  if (option.words !== undefined && !option.words.includes(value)) {
    throw new UsageError(`'${rawName}' must be ${wanted}, got '${value}'${suggestionFor(value, option.words)}`);
  }
  return values;
}

/**
 * Reads the words behind a command's name.
 *
 * @throws UsageError for what the command does not know, with the nearest thing that it does.
 */
export function readArguments(words: readonly string[], { name, positionals, rest: behind, options }: Syntax): Given {
  const known = Object.keys(options);
  const config = Object.fromEntries(
    Object.entries(options).map(([long, { kind, short }]) => [
      long,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...words], options: config, strict: false, tokens: true });
  const values = new Map<string, readonly string[]>();
  const given: string[] = [];
  let rest: readonly string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') {
      if (behind === undefined) continue;
      rest = words.slice(token.index + 1);
      break;
    }
    if (token.kind === 'positional') {
      given.push(token.value);
      continue;
    }
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      // One letter is close to everything: only a long name has a nearest one.
      const isLong = token.rawName.startsWith('--');
      const hint = isLong ? suggestionFor(token.name, known, '--') : `; there is --${known.join(', --')}`;
      throw new UsageError(`${name}: unknown option '${token.rawName}'${hint}`);
    }
    const earlier = values.get(token.name) ?? [];
    if (earlier.length > 0 && option.kind !== 'list' && option.kind !== 'flag') {
      throw new UsageError(`'${token.rawName}' may be given once, got '${earlier[0]}' and '${token.value ?? ''}'`);
    }
    values.set(token.name, [...earlier, ...valuesOf(option, token as Token)]);
  }
  if (values.has('help')) return new Given(values, given, rest);
  const missing = positionals.slice(given.length).find((positional) => !positional.startsWith('['));
  if (missing !== undefined) throw new UsageError(`${name}: needs ${missing}`);
  const extra = given[positionals.length];
  if (extra !== undefined) throw new UsageError(`${name}: unexpected argument '${extra}'`);
  const lacking = known.find((long) => options[long]?.isRequired === true && !values.has(long));
  if (lacking !== undefined) throw new UsageError(`${name}: needs '--${lacking}'`);
  return new Given(values, given, rest);
}

/** Whether a person asked for JSON, as far as that can be told before anything else is understood. */
export function wantsJson(words: readonly string[]): boolean {
  return words.some(
    (word, index) =>
      /^(-o=?|--output=)json$/.test(word) || (/^(-o|--output)$/.test(word) && words[index + 1] === 'json'),
  );
}
