/** Options that a tool knows. */
export interface OptionSpec {
  /** Letters, those with a value followed by a colon: `nf:`. */
  readonly letters: string;
  /** Long names with the letter that they stand for: `{ 'all': 'a' }`. Unique beginnings count. */
  readonly long?: Readonly<Record<string, string>>;
  /** Whether what comes behind the first operand is no option any more. @default false */
  readonly stopsAtOperand?: boolean;
}

/** What a command line holds. */
export interface ParsedOptions {
  has(letter: string): boolean;
  /** Value of the last option of a letter. */
  value(letter: string): string | undefined;
  /** Values of all options of a letter. */
  values(letter: string): readonly string[];
  /** Letters in the order in which they came. */
  readonly order: readonly string[];
  readonly operands: readonly string[];
}

/** A command line that cannot be read. */
export class OptionError extends Error {
  constructor(
    readonly problem: 'unknown' | 'argument',
    readonly option: string,
  ) {
    super(problem);
    this.name = 'OptionError';
  }

  /** In the words of getopt: of musl, which busybox is built with, or of glibc. */
  text(isBusybox: boolean): string {
    const isLong = this.option.startsWith('--');
    const bare = this.option.replace(/^-+/, '');
    if (isBusybox)
      return `${this.problem === 'unknown' ? 'unrecognized option' : 'option requires an argument'}: ${bare}`;
    if (this.problem === 'unknown')
      return isLong ? `unrecognized option '${this.option}'` : `invalid option -- '${bare}'`;
    return isLong ? `option '${this.option}' requires an argument` : `option requires an argument -- '${bare}'`;
  }
}

function findLong(name: string, long: Readonly<Record<string, string>>): string | undefined {
  const exact = long[name];
  if (exact !== undefined) return exact;
  const candidates = new Set(
    Object.keys(long)
      .filter((key) => key.startsWith(name))
      .map((key) => long[key]),
  );
  const [only] = candidates;
  return candidates.size === 1 ? only : undefined;
}

/** Reads options as getopt_long does. @throws OptionError */
export function parseOptions(args: readonly string[], spec: OptionSpec): ParsedOptions {
  const found = new Map<string, string[]>();
  const order: string[] = [];
  const operands: string[] = [];
  const takesValue = (letter: string): boolean => spec.letters[spec.letters.indexOf(letter) + 1] === ':';
  const note = (letter: string, value: string): void => {
    order.push(letter);
    found.set(letter, [...(found.get(letter) ?? []), value]);
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      if (spec.stopsAtOperand === true) {
        operands.push(...args.slice(index));
        break;
      }
      operands.push(arg);
    } else if (arg.startsWith('--')) {
      const [, name = '', attached] = /^--([^=]+)(?:=([^]*))?$/.exec(arg) ?? [];
      const letter = findLong(name, spec.long ?? {});
      if (letter === undefined) throw new OptionError('unknown', `--${name}`);
      if (!takesValue(letter)) note(letter, attached ?? '');
      else {
        if (attached === undefined) index += 1;
        const value = attached ?? args[index];
        if (value === undefined) throw new OptionError('argument', `--${name}`);
        note(letter, value);
      }
    } else {
      for (let at = 1; at < arg.length; at += 1) {
        const letter = arg.charAt(at);
        if (letter === ':' || !spec.letters.includes(letter)) throw new OptionError('unknown', `-${letter}`);
        if (!takesValue(letter)) {
          note(letter, '');
          continue;
        }
        const attached = arg.slice(at + 1);
        if (attached === '') index += 1;
        const value = attached === '' ? args[index] : attached;
        if (value === undefined) throw new OptionError('argument', `-${letter}`);
        note(letter, value);
        break;
      }
    }
  }
  return {
    has: (letter) => found.has(letter),
    value: (letter) => found.get(letter)?.at(-1),
    values: (letter) => found.get(letter) ?? [],
    order,
    operands,
  };
}
