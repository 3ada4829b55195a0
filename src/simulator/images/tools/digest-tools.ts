import type { Coroutine } from '../../process';
import { hexOf, md5Hex, sha256 } from '../digests';
import { readAllBytes, readLines, type Tool, type ToolCall } from './tool';

function digestTool(digest: (bytes: Uint8Array) => string): Tool {
  return function* (call) {
    const { has, operands } = yield* call.options({ letters: 'bcstwq', long: { check: 'c', status: 's', quiet: 'q' } });
    if (has('c')) return yield* checkDigests(call, operands, digest);
    return yield* call.eachInput(operands, function* (stream, path) {
      yield* call.print(`${digest(yield* readAllBytes(stream))}  ${path}\n`);
    });
  };
}

function* checkDigests(
  call: ToolCall,
  paths: readonly string[],
  digest: (bytes: Uint8Array) => string,
): Coroutine<number> {
  const { files } = call.process;
  let wrong = 0;
  const code = yield* call.eachInput(paths, function* (stream) {
    for (const line of yield* readLines(stream)) {
      const [, expected, path] = /^([0-9a-f]+)\s+\*?(.*)$/.exec(line) ?? [];
      if (expected === undefined || path === undefined) continue;
      const isRight = files.exists(path) && digest(files.read(path)) === expected;
      if (!isRight) wrong += 1;
      yield* call.print(`${path}: ${isRight ? 'OK' : 'FAILED'}\n`);
    }
  });
  if (wrong > 0) yield* call.complain(`WARNING: ${wrong} computed checksum${wrong > 1 ? 's' : ''} did NOT match`);
  return wrong > 0 ? 1 : code;
}

/** Tools that compute digests and check them. */
export const digestTools: Readonly<Record<string, Tool>> = {
  md5sum: digestTool(md5Hex),
  sha256sum: digestTool((bytes) => hexOf(sha256(bytes))),
};
