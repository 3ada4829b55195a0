import type { Address, SedCommand } from './sed-script';

/** What a command leads to. */
type Jump = 'next' | 'delete' | 'restart' | 'quit' | 'quit-silently' | { readonly label: string };

/** Puts matches into a replacement: `&`, `\1`, `\n`, `\U`, `\L`, `\E`. */
function fill(replacement: string, match: readonly (string | undefined)[]): string {
  let result = '';
  let change: 'U' | 'L' | undefined;
  const add = (text: string): void => {
    result += change === 'U' ? text.toUpperCase() : change === 'L' ? text.toLowerCase() : text;
  };
  for (let index = 0; index < replacement.length; index += 1) {
    const character = replacement.charAt(index);
    if (character === '&') add(match[0] ?? '');
    else if (character !== '\\') add(character);
    else {
      index += 1;
      const next = replacement.charAt(index);
      if (/\d/.test(next)) add(match[Number(next)] ?? '');
      else if (next === 'U' || next === 'L') change = next;
      else if (next === 'E') change = undefined;
      else add(next === 'n' ? '\n' : next === 't' ? '\t' : next);
    }
  }
  return result;
}

/** One run of sed over its lines. */
export class SedEditor {
  /** What was printed. */
  output = '';
  /** Code of `q` and `Q`. */
  code = 0;
  private pattern = '';
  private hold = '';
  private line = 0;
  private hasReplaced = false;
  private appended = '';
  private readonly active = new Map<SedCommand, number>();

  constructor(
    private readonly commands: readonly SedCommand[],
    private readonly lines: readonly string[],
    private readonly isSilent: boolean,
    private readonly readFile: (path: string) => string,
  ) {}

  /** Runs the script over all lines. */
  run(): void {
    while (this.line < this.lines.length) {
      this.pattern = this.lines[this.line] ?? '';
      this.line += 1;
      this.hasReplaced = false;
      let jump = this.cycle();
      while (jump === 'restart') jump = this.cycle();
      if (jump !== 'delete' && jump !== 'quit-silently' && !this.isSilent) this.output += `${this.pattern}\n`;
      this.output += this.appended;
      this.appended = '';
      if (jump === 'quit' || jump === 'quit-silently') return;
    }
  }

  private cycle(): Jump {
    let begin = 0;
    for (;;) {
      const jump = this.runAll(this.commands, begin);
      if (typeof jump === 'string') return jump;
      const label = this.commands.findIndex(({ name, text }) => name === ':' && text === jump.label);
      if (label < 0) return 'next';
      begin = label + 1;
    }
  }

  private runAll(commands: readonly SedCommand[], begin = 0): Jump {
    for (const command of commands.slice(begin)) {
      if (this.applies(command) === command.isNegated) continue;
      const jump = this.runOne(command);
      if (jump !== 'next') return jump;
    }
    return 'next';
  }

  private applies(command: SedCommand): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.matches(from);
    const end = this.active.get(command);
    if (end !== undefined) {
      const isOver = end >= 0 ? this.line >= end : this.matches(to);
      if (isOver) this.active.delete(command);
      return end < 0 || this.line <= end;
    }
    if (!this.matches(from)) return false;
    const last = to.type === 'line' ? to.line : to.type === 'plus' ? this.line + to.count : -1;
    if (last < 0 || last > this.line) this.active.set(command, last);
    return true;
  }

  private matches(address: Address): boolean {
    switch (address.type) {
      case 'line':
        return this.line === address.line;
      case 'last':
        return this.line === this.lines.length;
      case 'step':
        return address.step === 0
          ? this.line === address.first
          : this.line >= address.first && (this.line - address.first) % address.step === 0;
      case 'match':
        address.expression.lastIndex = 0;
        return address.expression.test(this.pattern);
      case 'plus':
        return false;
    }
  }

  private runOne(command: SedCommand): Jump {
    switch (command.name) {
      case '{':
        return this.runAll(command.body ?? []);
      case 's':
        this.substitute(command);
        return 'next';
      case 'y': {
        const [from, to] = [[...command.text], [...(command.replacement ?? '')]];
        this.pattern = [...this.pattern].map((each) => to[from.indexOf(each)] ?? each).join('');
        return 'next';
      }
      case 'p':
        this.output += `${this.pattern}\n`;
        return 'next';
      case 'P':
        this.output += `${this.pattern.split('\n')[0] ?? ''}\n`;
        return 'next';
      case 'd':
        return 'delete';
      case 'D':
        if (!this.pattern.includes('\n')) return 'delete';
        this.pattern = this.pattern.slice(this.pattern.indexOf('\n') + 1);
        return 'restart';
      case 'n':
        if (this.line >= this.lines.length) return 'quit';
        if (!this.isSilent) this.output += `${this.pattern}\n`;
        this.pattern = this.lines[this.line] ?? '';
        this.line += 1;
        return 'next';
      case 'N':
        if (this.line >= this.lines.length) return 'quit';
        this.pattern += `\n${this.lines[this.line] ?? ''}`;
        this.line += 1;
        return 'next';
      case 'a':
        this.appended += `${command.text}\n`;
        return 'next';
      case 'r':
        this.appended += this.readFile(command.text);
        return 'next';
      case 'i':
        this.output += `${command.text}\n`;
        return 'next';
      case 'c':
        if (!this.active.has(command)) this.output += `${command.text}\n`;
        return 'delete';
      case '=':
        this.output += `${this.line}\n`;
        return 'next';
      case 'q':
      case 'Q':
        this.code = Number(command.text || 0);
        return command.name === 'q' ? 'quit' : 'quit-silently';
      case 'b':
        return { label: command.text };
      case 't':
      case 'T': {
        const jumps = this.hasReplaced === (command.name === 't');
        this.hasReplaced = false;
        return jumps ? { label: command.text } : 'next';
      }
      default:
        this.runHold(command.name);
        return 'next';
    }
  }

  private runHold(name: string): void {
    if (name === 'h') this.hold = this.pattern;
    else if (name === 'H') this.hold += `\n${this.pattern}`;
    else if (name === 'g') this.pattern = this.hold;
    else if (name === 'G') this.pattern += `\n${this.hold}`;
    else if (name === 'x') [this.pattern, this.hold] = [this.hold, this.pattern];
    else if (name === 'z') this.pattern = '';
  }

  private substitute({ expression, replacement = '', flags }: SedCommand): void {
    if (expression === undefined) return;
    const wanted = Number(/\d+/.exec(flags)?.[0] ?? 1);
    let count = 0;
    let isDone = false;
    expression.lastIndex = 0;
    this.pattern = this.pattern.replace(expression, (...args: unknown[]) => {
      const groups = args.slice(
        0,
        args.findIndex((arg) => typeof arg === 'number'),
      ) as (string | undefined)[];
      count += 1;
      if (count < wanted || (count > wanted && !flags.includes('g'))) return groups[0] ?? '';
      isDone = true;
      return fill(replacement, groups);
    });
    this.hasReplaced ||= isDone;
    if (isDone && flags.includes('p')) this.output += `${this.pattern}\n`;
  }
}
