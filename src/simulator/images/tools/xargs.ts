import { type Coroutine, decodeText } from '../../process';
import { runProgram } from './run-program';
import { readAllBytes, type ToolCall } from './tool';

/** Words of stdin as `xargs` divides them: quotes and backslashes keep blanks. */
function wordsOf(text: string): string[] {
  const matches = text.match(/(?:[^\s'"\\]|\\[^]|'[^']*'|"[^"]*")+/g) ?? [];
  return matches.map((word) =>
    word.replace(
      /\\([^])|'([^']*)'|"([^"]*)"/g,
      (_whole, escaped?: string, single?: string, double?: string) => escaped ?? single ?? double ?? '',
    ),
  );
}

/** `xargs`: runs a command with words of stdin. */
export function* xargs(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: '0n:I:rtL:P:d:p',
    long: { null: '0', 'max-args': 'n', 'no-run-if-empty': 'r', delimiter: 'd' },
    stopsAtOperand: true,
  });
  const text = decodeText(yield* readAllBytes(call.process.stdin));
  const replaced = value('I');
  const delimiter = has('0') ? '\0' : value('d')?.replace('\\n', '\n');
  const isByLine = replaced !== undefined || value('L') !== undefined;
  const items =
    delimiter !== undefined
      ? text.split(delimiter).filter((each, index, all) => each !== '' || index < all.length - 1)
      : isByLine
        ? text
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => line.trim())
        : wordsOf(text);
  const command = operands.length === 0 ? ['echo'] : operands;
  const size = Number(value('n') ?? value('L') ?? Infinity);
  const groups: (readonly string[])[] = [];
  if (replaced !== undefined)
    for (const item of items) groups.push(command.map((word) => word.replaceAll(replaced, item)));
  else if (items.length === 0 && !has('r') && !call.isBusybox) groups.push(command);
  else {
    for (let index = 0; index < items.length; index += Math.min(size, items.length)) {
      groups.push([...command, ...items.slice(index, index + Math.min(size, items.length))]);
    }
  }
  let code = 0;
  for (const argv of groups) {
    if (has('t')) yield* call.process.complain(`${argv.join(' ')}\n`);
    const exit = yield* runProgram(call, argv);
    if (exit.code >= 126) return exit.code;
    if (exit.code !== 0) code = 123;
  }
  return code;
}
