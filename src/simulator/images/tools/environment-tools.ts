import { type Coroutine, isSystemError } from '../../process';
import type { Tool, ToolCall } from './tool';

function* env(call: ToolCall): Coroutine<number> {
  const { has, values, operands } = yield* call.options({
    letters: 'iu:0',
    long: { 'ignore-environment': 'i', unset: 'u' },
    stopsAtOperand: true,
  });
  const variables = new Map(has('i') ? [] : call.process.env);
  for (const name of values('u')) variables.delete(name);
  let index = 0;
  for (; index < operands.length; index += 1) {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(operands[index] ?? '') ?? [];
    if (name === undefined || value === undefined) break;
    variables.set(name, value);
  }
  const argv = operands.slice(index);
  if (argv.length === 0) {
    yield* call.print([...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  try {
    return yield* call.process.exec({ argv, env: variables });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = argv[0] ?? '';
    yield* call.complain(call.isBusybox ? `can't execute '${name}': ${error.message}` : `'${name}': ${error.message}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

function* printenv(call: ToolCall): Coroutine<number> {
  const names = call.args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) {
    yield* call.print([...call.process.env].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  let code = 0;
  for (const name of names) {
    const value = call.process.env.get(name);
    if (value === undefined) code = 1;
    else yield* call.print(`${value}\n`);
  }
  return code;
}

/** Tools that show and set variables of the environment. */
export const environmentTools: Readonly<Record<string, Tool>> = { env, printenv };
