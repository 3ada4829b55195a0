import type { Coroutine } from '../coroutine';
import { ArithmeticError, arithmeticText } from './arithmetic-error';
import type { Shell } from './shell';
import { BadSubstitution, ExpansionError, FunctionReturn, LoopJump } from './shell-error';
import { ShellSyntaxError, syntaxText } from './syntax-error';
import { ReadOnlyError } from './variables';

/**
 * Says what has gone wrong with a command, in the words of the shell, and returns the code for it; undefined for what is
 * no error of a script.
 */
export function* reportError(
  shell: Shell,
  error: unknown,
  text?: string,
  builtin?: string,
): Coroutine<number | undefined> {
  const { dialect, features, source } = shell;
  const isBash = dialect === 'bash';
  if (error instanceof FunctionReturn) return error.status;
  if (error instanceof LoopJump) return 0;
  if (error instanceof ShellSyntaxError) {
    yield* shell.process.complain(syntaxReport(shell, error, text, builtin));
    return 2;
  }
  if (error instanceof ExpansionError) {
    yield* shell.complain(`${error.subject}: ${error.message}`);
    const isUnset = source === '-c' && !shell.options.has('errexit');
    return isBash ? (isUnset ? 127 : 1) : features.errorCode;
  }
  if (error instanceof BadSubstitution) {
    const texts = {
      bash: `${error.source}: bad substitution`,
      dash: 'Bad substitution',
      busybox: 'syntax error: bad substitution',
    };
    yield* shell.complain(texts[dialect]);
    return features.errorCode;
  }
  if (error instanceof ReadOnlyError) {
    yield* shell.complain(`${error.variable}: ${isBash ? 'readonly variable' : 'is read only'}`);
    return features.errorCode;
  }
  if (error instanceof ArithmeticError) {
    yield* shell.complain(arithmeticText(error, dialect));
    return features.errorCode;
  }
  return undefined;
}

/** Lines for a script that cannot be read: bash shows the line as well. */
function syntaxReport(shell: Shell, error: ShellSyntaxError, text = '', builtin?: string): string {
  if (builtin !== undefined && shell.dialect !== 'bash') {
    return `${shell.prefix(builtin)}${syntaxText(error.problem, shell.dialect)}\n`;
  }
  const { dialect, name, source, isInteractive } = shell;
  const { problem, line } = error;
  const words = syntaxText(problem, dialect);
  if (dialect === 'dash') return `${name}: ${line}: ${words}\n`;
  if (dialect === 'busybox') return `${name}: ${source === 'file' && !isInteractive ? `line ${line}: ` : ''}${words}\n`;
  if (isInteractive) return `${name}: ${words}\n`;
  const where = `${name}: ${builtin === undefined ? '' : `${builtin}: `}${source === '-c' && builtin === undefined ? '-c: ' : ''}line `;
  // Bash counts the end of the text as a line of its own.
  const head = `${where}${problem.type === 'end' ? line + 1 : line}: ${words}\n`;
  if (problem.type !== 'unexpected') return head;
  return `${head}${where}${line}: \`${text.split('\n')[line - 1] ?? ''}'\n`;
}
