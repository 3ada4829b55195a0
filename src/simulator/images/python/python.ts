import { type Coroutine, decodeText, isSystemError, type Process, type Program } from '../../process';
import { LineEditor } from '../../process/shell/line-editor';
import { beginsBlock, foldBlocks } from './blocks';
import { PythonInterpreter, SITE_PACKAGES } from './interpreter';
import { PythonException, PythonExit } from './python-exception';

const VERSION = '3.9.19';
const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 9 * MEBIBYTE;
const START_MS = 25;

/** Runs a line, and shows what came of it; whether nothing was raised. */
function* runLine(
  process: Process,
  interpreter: PythonInterpreter,
  line: string,
  file: string,
  shows: boolean,
): Coroutine<boolean> {
  try {
    const said = yield* interpreter.run(line);
    if (said !== undefined && shows) yield* process.print(`${said}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof PythonException)) throw error;
    const { kind, message } = error;
    const head =
      kind === 'SyntaxError' || kind === 'IndentationError'
        ? `  File "${file}", line 1\n    ${line}\n`
        : `Traceback (most recent call last):\n  File "${file}", line 1, in <module>\n`;
    yield* process.complain(`${head}${kind}: ${message}\n`);
    return false;
  }
}

/** A block as it is typed: an empty line ends it, and ^C gives it up. */
function* restOfBlock(editor: LineEditor, first: string): Coroutine<string> {
  for (let text = first; ;) {
    const line = yield* editor.read('... ');
    if (line.type === 'interrupt') return '';
    if (line.type === 'end' || line.text === '') return text;
    editor.history.push(line.text);
    text += `\n${line.text}`;
  }
}

function* converse(process: Process, interpreter: PythonInterpreter): Coroutine<number> {
  yield* process.print(
    `Python ${VERSION} (main) \n[GCC 12.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\n`,
  );
  const editor = new LineEditor(process, () => ({ words: [], replacedLength: 0 }));
  for (;;) {
    const line = yield* editor.read('>>> ');
    if (line.type === 'end') return 0;
    if (line.type === 'interrupt') {
      yield* process.complain('KeyboardInterrupt\n');
      continue;
    }
    if (line.text.trim() === '') continue;
    editor.history.push(line.text);
    const [text = ''] = beginsBlock(line.text) ? foldBlocks(yield* restOfBlock(editor, line.text)) : [line.text];
    if (text !== '') yield* runLine(process, interpreter, text, '<stdin>', true);
  }
}

/** Runs lines of a script until one raises something. */
function* runScript(process: Process, source: string, file: string): Coroutine<number> {
  const interpreter = new PythonInterpreter(process);
  for (const line of foldBlocks(source)) if (!(yield* runLine(process, interpreter, line, file, false))) return 1;
  return 0;
}

function* runMain(process: Process): Coroutine<number> {
  const [, first, second = ''] = process.argv;
  if (first === '--version' || first === '-V') {
    yield* process.print(`Python ${VERSION}\n`);
    return 0;
  }
  if (first === '-c') return yield* runScript(process, second, '<string>');
  if (first !== undefined) {
    try {
      return yield* runScript(process, process.files.readText(first), first);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* process.complain(`python: can't open file '${first}': [Errno 2] ${error.message}\n`);
      return 2;
    }
  }
  if (process.stdin.terminal !== undefined) return yield* converse(process, new PythonInterpreter(process));
  let source = '';
  for (let bytes = yield* process.stdin.read(); bytes !== undefined; bytes = yield* process.stdin.read())
    source += decodeText(bytes);
  return yield* runScript(process, source, '<stdin>');
}

/**
 * `python`: runs simple lines, given with `-c`, in a file, on stdin or at its prompt.
 *
 * Source: CPython 3.9. Not modelled: the language beyond imports, assignments, calls and loops (`parsePython`).
 */
export const python: Program = function* (process) {
  process.useMemory(MEMORY_BYTES);
  yield* process.compute(START_MS);
  try {
    return yield* runMain(process);
  } catch (error) {
    if (!(error instanceof PythonExit)) throw error;
    return error.code;
  }
};

/** Packages that `pip` finds, and their versions. */
const PACKAGES: Readonly<Record<string, string>> = { redis: '5.0.8' };

/** `pip install`: of the packages of the world it knows those that the workshops install. */
export const pip: Program = function* (process) {
  const [, command, ...names] = process.argv;
  if (command !== 'install') {
    yield* process.complain(`ERROR: unknown command "${command ?? ''}"\n`);
    return 1;
  }
  for (const name of names.filter((each) => !each.startsWith('-'))) {
    const version = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
    if (version === undefined) {
      yield* process.complain(
        `ERROR: Could not find a version that satisfies the requirement ${name} (from versions: none)\nERROR: No matching distribution found for ${name}\n`,
      );
      return 1;
    }
    if (process.files.exists(`${SITE_PACKAGES}/${name}`)) {
      yield* process.print(`Requirement already satisfied: ${name} in ${SITE_PACKAGES} (${version})\n`);
      continue;
    }
    yield* process.print(
      `Collecting ${name}\n  Downloading ${name}-${version}-py3-none-any.whl\nInstalling collected packages: ${name}\n`,
    );
    yield* process.sleep(1500);
    process.files.makeDirectory(`${SITE_PACKAGES}/${name}`, { isRecursive: true });
    yield* process.print(`Successfully installed ${name}-${version}\n`);
  }
  return 0;
};
