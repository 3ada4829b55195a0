import { type Coroutine, isSystemError } from '../../process';
import type { ToolCall } from './tool';

/** `chroot`: a command, or a shell, to which a directory is `/`. Not modelled: options, that is another user. */
export function* chroot(call: ToolCall): Coroutine<number> {
  const { process, isBusybox } = call;
  const { operands } = yield* call.options({ letters: '', stopsAtOperand: true });
  const [directory, ...command] = operands;
  const failed = isBusybox ? 1 : 125;
  if (directory === undefined) return yield* call.missingOperand();
  try {
    process.changeRoot(directory);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const words = isBusybox ? "can't change root directory to" : 'cannot change root directory to';
    return yield* call.fail(`${words} '${directory}': ${error.message}`, failed);
  }
  const argv = command.length > 0 ? command : [process.env.get('SHELL') ?? '/bin/sh', '-i'];
  try {
    return yield* process.exec({ argv });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = argv[0] ?? '';
    yield* call.complain(
      isBusybox ? `can't execute '${name}': ${error.message}` : `failed to run command '${name}': ${error.message}`,
    );
    return error.code === 'ENOENT' ? 127 : 126;
  }
}
