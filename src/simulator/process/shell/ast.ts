/** A word as it is written: what becomes of it is found out when it is expanded. */
export interface Word {
  readonly parts: readonly WordPart[];
  /** The array that `export name=(...)` or `local name=(...)` gives a value. */
  readonly array?: Assignment;
}

/** What a word is made of. */
export type WordPart =
  /** Characters; quoted ones are neither split nor patterns. */
  | { readonly type: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** What stands between double quotes. */
  | { readonly type: 'quoted'; readonly parts: readonly WordPart[] }
  | ParameterPart
  /** `$(list)` and `` `list` ``. */
  | { readonly type: 'command'; readonly body: CommandList }
  /** `<(list)` and `>(list)`: the path of a pipe. */
  | { readonly type: 'process'; readonly isRead: boolean; readonly body: CommandList }
  /** `$((expression))`. */
  | { readonly type: 'arithmetic'; readonly expression: Word };

/** `$name` and `${name...}`. */
export interface ParameterPart {
  readonly type: 'parameter';
  /** Name, number, or one of `@*#?-$!`. */
  readonly name: string;
  /** What stands between brackets behind the name of an array: `@`, `*`, or an expression. */
  readonly index?: Word;
  /** Whether the value is itself the name of what is meant: `${!name}`. */
  readonly isIndirect?: boolean;
  readonly operation?: ParameterOperation;
  /** As it was written, for error texts. */
  readonly source: string;
}

/** What is done with the value of a parameter. */
export type ParameterOperation =
  | { readonly type: 'length' }
  | {
      readonly type: 'default' | 'assign' | 'error' | 'alternative';
      /** Whether an empty value counts as none: `:-`. */
      readonly isEmptyUnset: boolean;
      readonly word: Word;
    }
  | { readonly type: 'remove'; readonly side: 'prefix' | 'suffix'; readonly isLongest: boolean; readonly pattern: Word }
  | {
      readonly type: 'replace';
      readonly where: 'first' | 'all' | 'prefix' | 'suffix';
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly type: 'substring'; readonly offset: Word; readonly length?: Word }
  | { readonly type: 'case'; readonly toUpper: boolean; readonly isAll: boolean }
  /** `${name@Q}` and the like. */
  | { readonly type: 'transform'; readonly letter: string }
  /** What is none: an error when it is expanded. */
  | { readonly type: 'bad' };

/** `name=word`, `name+=word`, `name=(words)`, `name[index]=word`. */
export interface Assignment {
  readonly name: string;
  readonly index?: Word;
  readonly isAppended: boolean;
  /** One word, or the elements of an array. */
  readonly value: Word | readonly Word[];
}

/** What a redirection does. */
export type RedirectionOperator = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<' | '<<<' | '&>' | '&>>';

/** `2>file`, `<&3`, `<<EOF`. */
export interface Redirection {
  /** Number of the stream. @default - 0 for input, 1 for output */
  readonly number?: number;
  readonly operator: RedirectionOperator;
  /** File, number, or the text of a here-document. */
  readonly target: Word;
}

/** One command, simple or compound. */
export type Command =
  | SimpleCommand
  | FunctionDefinition
  | (CompoundCommand & { readonly redirections: readonly Redirection[]; readonly line: number });

/** Assignments, words and redirections. */
export interface SimpleCommand {
  readonly type: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly line: number;
  /** As it was written. */
  readonly source: string;
}

/** `name() command`. */
export interface FunctionDefinition {
  readonly type: 'function';
  readonly name: string;
  readonly body: Command;
  /** As it was written, for `type`. */
  readonly source: string;
}

/** Commands made of others. */
export type CompoundCommand =
  | { readonly type: 'subshell' | 'group'; readonly body: CommandList }
  | { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise?: CommandList }
  | { readonly type: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: CommandList }
  | {
      readonly type: 'for-arithmetic';
      readonly initial: Word;
      readonly condition: Word;
      readonly step: Word;
      readonly body: CommandList;
    }
  | { readonly type: 'while' | 'until'; readonly condition: CommandList; readonly body: CommandList }
  | { readonly type: 'case'; readonly word: Word; readonly items: readonly CaseItem[] }
  | { readonly type: 'arithmetic'; readonly expression: Word }
  | { readonly type: 'condition'; readonly condition: Condition };

/** `if` or `elif` with what it guards. */
export interface Branch {
  readonly condition: CommandList;
  readonly body: CommandList;
}

/** Patterns of a `case` with what they lead to. */
export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: CommandList;
  /** `;&` goes on with the next body, `;;&` with the next pattern. */
  readonly ending: ';;' | ';&' | ';;&';
}

/** What stands between `[[` and `]]`. */
export type Condition =
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly type: 'not'; readonly operand: Condition }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word };

/** Commands joined by `|`. */
export interface Pipeline {
  /** None behind a `time` that stands alone. */
  readonly commands: readonly Command[];
  /** Whether it is told how long it took, as `TIMEFORMAT` says or as POSIX does. @default - it is not */
  readonly timing?: 'format' | 'posix';
  readonly isNegated: boolean;
}

/** Pipelines joined by `&&` and `||`. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly isBackground: boolean;
  /** As it was written, for `jobs`. */
  readonly source: string;
}

/** Commands one after the other. */
export type CommandList = readonly AndOr[];
