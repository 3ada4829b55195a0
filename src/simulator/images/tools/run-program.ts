import { type Coroutine, isSystemError, type ProcessExit } from '../../process';
import type { ToolCall } from './tool';

/** Starts a program for another one and returns how it ends; what cannot be run has code 127 or 126. */
export function* runProgram(
  call: ToolCall,
  argv: readonly string[],
  env?: ReadonlyMap<string, string>,
): Coroutine<ProcessExit> {
  try {
    return yield* call.process.spawn({ argv, ...(env === undefined ? {} : { env }) }).wait();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = argv[0] ?? '';
    yield* call.complain(`${name}: ${error.message}`);
    return { code: error.code === 'ENOENT' ? 127 : 126 };
  }
}
