/** What `set` switches, with the letters for it. */
const LETTERS = {
  allexport: 'a',
  errexit: 'e',
  hashall: 'h',
  monitor: 'm',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  notify: 'b',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  ignoreeof: undefined,
  pipefail: undefined,
  posix: undefined,
  emacs: undefined,
  vi: undefined,
} as const;

/** Name of an option of a shell: `errexit`. */
export type OptionName = keyof typeof LETTERS;

const NAMES = Object.keys(LETTERS) as OptionName[];

/** The options that are on. */
export class ShellOptions {
  private readonly on: Set<OptionName>;

  constructor(on: Iterable<OptionName> = []) {
    this.on = new Set(on);
  }

  has(name: OptionName): boolean {
    return this.on.has(name);
  }

  set(name: OptionName, isOn: boolean): void {
    if (isOn) this.on.add(name);
    else this.on.delete(name);
  }

  copy(): ShellOptions {
    return new ShellOptions(this.on);
  }

  /** Letters of those that are on, for `$-`. */
  letters(): string[] {
    return NAMES.flatMap((name) => (this.on.has(name) ? [LETTERS[name] ?? ''] : [])).sort();
  }

  /** All of them with their state, sorted by name. */
  states(): (readonly [OptionName, boolean])[] {
    return [...NAMES].sort().map((name) => [name, this.on.has(name)] as const);
  }
}

/** The option of a letter, or of a name. */
export const findOption = (text: string): OptionName | undefined =>
  NAMES.find((name) => name === text || (text.length === 1 && LETTERS[name] === text));
