import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import { readBytes } from './builtins/input';
import { reportError } from './error-report';
import { Parser } from './parser';
import type { Shell } from './shell';
import { SourceText } from './source-text';
import type { CommandList } from './ast';
import { ShellSyntaxError } from './syntax-error';

const NEWLINE = 10;

/** Commands that begin on a line; undefined when more lines belong to them. @throws ShellSyntaxError */
export function parseLines(
  shell: Shell,
  text: string,
  firstLine: number,
  isComplete: boolean,
): CommandList | undefined {
  const source = new SourceText(text, firstLine);
  const parser = new Parser(source, shell.dialect, shell.aliases);
  try {
    const list: CommandList[] = [];
    for (let next = parser.nextLine(); next !== undefined; next = parser.nextLine()) list.push(next);
    if (!isComplete && (source.isInHereDocument || /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text))) return undefined;
    return list.flat();
  } catch (error) {
    if (!isComplete && error instanceof ShellSyntaxError && error.isIncomplete) return undefined;
    throw error;
  }
}

/** Runs commands from stdin, line by line: what they read themselves comes from there as well. */
export function* readScript(shell: Shell): Coroutine<number> {
  let line = 1;
  for (let isEnded = false; !isEnded;) {
    let text = '';
    let list: CommandList | undefined;
    let lines = 0;
    while (list === undefined) {
      const next = yield* readBytes(shell.process.stdin, { delimiter: NEWLINE });
      isEnded = next.isEnded;
      text += decodeText(next.bytes) + (isEnded ? '' : '\n');
      lines += 1;
      try {
        list = parseLines(shell, text, line, isEnded);
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
        return (yield* reportError(shell, error, text)) ?? 2;
      }
    }
    line += lines;
    shell.status = yield* shell.interpreter.list(list);
  }
  return shell.status;
}
