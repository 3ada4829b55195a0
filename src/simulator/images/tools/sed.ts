import { type Coroutine, isSystemError } from '../../process';
import { SedEditor } from './sed-editor';
import { parseSed, SedError } from './sed-script';
import { readLines, type Tool, type ToolCall } from './tool';

/** Text of lines as it was: without a newline at the end when there was none. */
const withoutAddedNewline = (output: string, original: string): string =>
  original !== '' && !original.endsWith('\n') && output.endsWith('\n') ? output.slice(0, -1) : output;

function* editFiles(
  call: ToolCall,
  paths: readonly string[],
  edit: (lines: readonly string[]) => SedEditor,
): Coroutine<number> {
  const { files } = call.process;
  let code = 0;
  for (const path of paths) {
    try {
      const original = files.readText(path);
      const editor = edit(original === '' ? [] : original.replace(/\n$/, '').split('\n'));
      files.write(path, withoutAddedNewline(editor.output, original));
      code ||= editor.code;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* call.complain(call.isBusybox ? `${path}: ${error.message}` : `can't read ${path}: ${error.message}`);
      code = call.isBusybox ? 1 : 2;
    }
  }
  return code;
}

/** `sed`. Not modelled: `w`, `e`, and reading line by line: all input is there before the first line comes out. */
export const sed: Tool = function* (call) {
  const args = call.args.map((arg) => (/^-i./.test(arg) ? '-i' : arg));
  const { has, values, operands } = yield* call.withArgs(args).options({
    letters: 'nie:f:Ersuz',
    long: { quiet: 'n', silent: 'n', expression: 'e', 'regexp-extended': 'E', 'in-place': 'i', file: 'f' },
  });
  const scripts = [...values('e'), ...values('f').map((path) => call.process.files.readText(path))];
  const paths = [...operands];
  if (!has('e') && !has('f')) scripts.push(paths.shift() ?? (yield* call.missingOperand()));
  const { files } = call.process;
  let edit: (lines: readonly string[]) => SedEditor;
  try {
    const commands = parseSed(scripts.join('\n'), has('E') || has('r'));
    edit = (lines) => {
      const editor = new SedEditor(commands, lines, has('n'), (path) =>
        files.exists(path) ? files.readText(path) : '',
      );
      editor.run();
      return editor;
    };
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    return yield* call.fail(
      call.isBusybox ? error.message : `-e expression #1, char ${scripts.join('\n').length}: ${error.message}`,
    );
  }
  if (has('i')) return yield* editFiles(call, paths, edit);
  const lines: string[] = [];
  let code = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path !== '-' && !files.exists(path)) {
      yield* call.complain(
        call.isBusybox ? `${path}: No such file or directory` : `can't read ${path}: No such file or directory`,
      );
      code = call.isBusybox ? 1 : 2;
      continue;
    }
    const stream = yield* call.open(path);
    if (stream !== undefined) lines.push(...(yield* readLines(stream)));
  }
  const editor = edit(lines);
  yield* call.print(editor.output);
  return editor.code || code;
};
