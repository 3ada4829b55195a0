import type { Coroutine } from '../../process';
import { echoText, evaluateTest, formatPrintf, formatTime, TestError } from '../../process/shell';
import { type Tool, type ToolCall, ToolFailed } from './tool';

function* echo(call: ToolCall): Coroutine<number> {
  yield* call.print(echoText(call.args, true, false));
  return 0;
}

function* printf(call: ToolCall): Coroutine<number> {
  const [format, ...args] = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (format === undefined) return yield* call.missingOperand();
  const { text, invalid } = formatPrintf(format, args, (timeFormat, seconds) => formatTime(timeFormat, seconds * 1000));
  for (const value of invalid) {
    yield* call.complain(call.isBusybox ? `invalid number '${value}'` : `'${value}': expected a numeric value`);
  }
  yield* call.print(text);
  return invalid.length > 0 ? 1 : 0;
}

function* test(call: ToolCall): Coroutine<number> {
  try {
    if (call.name !== '[') return evaluateTest(call.process, call.args) ? 0 : 1;
    if (call.args.at(-1) !== ']') return yield* call.fail(call.isBusybox ? 'missing ]' : "missing ']'", 2);
    return evaluateTest(call.process, call.args.slice(0, -1)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    const { problem, token } = error;
    const text =
      problem === 'integer'
        ? `invalid integer '${token}'`
        : problem === 'argument'
          ? `missing argument after '${token}'`
          : `extra argument '${token}'`;
    yield* call.complain(
      call.isBusybox ? (problem === 'integer' ? `${token}: bad number` : `${token}: unknown operand`) : text,
    );
    throw new ToolFailed(2);
  }
}

function* yes(call: ToolCall): Coroutine<number> {
  const line = `${call.args.length === 0 ? 'y' : call.args.join(' ')}\n`;
  const many = line.repeat(Math.max(1, Math.floor(4096 / line.length)));
  for (;;) yield* call.print(many);
}

function* seq(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'ws:0123456789.', stopsAtOperand: true });
  // Negative numbers are no options.
  const numbers = (operands.length > 0 ? operands : call.args).filter((arg) => !/^-[ws]/.test(arg)).map(Number);
  if (numbers.length === 0) return yield* call.missingOperand();
  const wrong = operands.find((arg) => Number.isNaN(Number(arg)));
  if (wrong !== undefined) {
    const text = call.isBusybox ? `invalid number '${wrong}'` : `invalid floating point argument: '${wrong}'`;
    return yield* call.fail(text);
  }
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const last = numbers.at(-1) ?? 0;
  const digits = Math.max(...operands.map((arg) => (arg.split('.')[1] ?? '').length));
  const width = has('w') ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  const separator = value('s') ?? '\n';
  const count = step === 0 ? 0 : Math.floor((last - first) / step + 1e-9) + 1;
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text += (index === 0 ? '' : separator) + (first + index * step).toFixed(digits).padStart(width, '0');
    if (text.length < 4096) continue;
    yield* call.print(text);
    text = '';
  }
  yield* call.print(count > 0 ? `${text}\n` : '');
  return 0;
}

const nothing = (code: number): Tool =>
  // eslint-disable-next-line require-yield -- It does nothing.
  function* () {
    return code;
  };

/** Tools that print what they are told, or tell whether something holds. */
export const echoTools: Readonly<Record<string, Tool>> = {
  '[': test,
  echo,
  false: nothing(1),
  printf,
  seq,
  test,
  true: nothing(0),
  yes,
};
