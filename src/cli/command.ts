import type { Given, Option, Syntax } from './options';
import type { Terminal } from './terminal';

/** A subcommand: its words for the help, what it accepts, and what it does. */
export interface Command extends Syntax {
  /** What it does, in one line of the list of commands. */
  readonly summary: string;
  /** More for its own help: paragraphs and examples. */
  readonly details: string;
  /**
   * Does it, and returns an `EXIT`, or the code of a command that it has run. What is heavy is loaded here and not before,
   * so that the help answers at once.
   *
   * @throws anything; `main` says it and chooses the exit code.
   */
  readonly run: (given: Given, terminal: Terminal) => number | Promise<number>;
}

/** The option for machine output, the same for every command that has results. */
export const OUTPUT_OPTION: Option = {
  kind: 'word',
  short: 'o',
  words: ['text', 'json'],
  description: 'form of the result; json is one document on stdout, also when the command fails',
};

/** The option for a program other than ours. */
export const APP_OPTION: Option = {
  kind: 'text',
  value: 'FILE',
  description: "a compiled module that exports 'program' (stacks, environments, releases): used instead of ours",
};

/** Writes the one document of `-o json`. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
