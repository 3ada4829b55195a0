import { type Coroutine, type FileStat, isSystemError } from '../../process';
import { FindParser, type FindTest } from './find-expression';
import type { Tool, ToolCall } from './tool';

function* visitAll(
  call: ToolCall,
  path: string,
  depth: number,
  parser: FindParser,
  test: FindTest,
): Coroutine<boolean> {
  const { files } = call.process;
  let stat: FileStat;
  try {
    stat = files.statLink(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* call.complain(call.isBusybox ? `${path}: ${error.message}` : `'${path}': ${error.message}`);
    return false;
  }
  const look = depth >= parser.depthMin ? test({ path, stat, depth }) : undefined;
  if (look !== undefined && !parser.isDepthFirst) yield* look;
  let isRight = true;
  if (stat.type === 'directory' && depth < parser.depthMax && !parser.pruned.has(path)) {
    let names: readonly string[] = [];
    try {
      names = files.list(path).map(({ name }) => name);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* call.complain(call.isBusybox ? `${path}: ${error.message}` : `'${path}': ${error.message}`);
      isRight = false;
    }
    for (const name of names) {
      if (!(yield* visitAll(call, `${path.replace(/\/$/, '')}/${name}`, depth + 1, parser, test))) isRight = false;
    }
  }
  if (look !== undefined && parser.isDepthFirst) yield* look;
  return isRight;
}

/** `find`. Not modelled: `-regex`, `-user` and others that are rare; `-exec ... +` runs once for each file. */
export const find: Tool = function* (call) {
  const first = call.args.findIndex((arg) => /^[-(!]/.test(arg));
  const paths = first < 0 ? call.args : call.args.slice(0, first);
  const parser = new FindParser(call, first < 0 ? [] : call.args.slice(first));
  const parsed = yield* parser.parse();
  const test: FindTest = parser.hasAction
    ? parsed
    : function* (visit) {
        if (!(yield* parsed(visit))) return false;
        yield* call.print(`${visit.path}\n`);
        return true;
      };
  let code = 0;
  for (const path of paths.length === 0 ? ['.'] : paths) if (!(yield* visitAll(call, path, 0, parser, test))) code = 1;
  return code;
};
