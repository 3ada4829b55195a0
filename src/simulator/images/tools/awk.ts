import type { Coroutine, Stream } from '../../process';
import { AwkSyntaxError, unescapeAwk } from './awk-lexer';
import { parseAwk } from './awk-parser';
import { AwkRun } from './awk-run';
import type { AwkProgram } from './awk-syntax';
import { fromInput } from './awk-values';
import { LineReader, type Tool, type ToolCall } from './tool';

/** Lines of all inputs; `name=value` between them is an assignment. */
function lineSource(
  call: ToolCall,
  operands: readonly string[],
  assign: (word: string) => boolean,
  begin: (path: string) => void,
): () => Coroutine<string | undefined> {
  const waiting = [...operands];
  let reader: LineReader | undefined;
  let stream: Stream | undefined;
  let hasRead = false;
  return function* () {
    for (;;) {
      const line = reader === undefined ? undefined : yield* reader.next();
      if (line !== undefined) return line;
      if (stream !== undefined && stream !== call.process.stdin) stream.close();
      reader = undefined;
      let path = waiting.shift();
      while (path !== undefined && assign(path)) path = waiting.shift();
      if (path === undefined && hasRead) return undefined;
      hasRead = true;
      stream = yield* call.open(path ?? '-');
      if (stream === undefined) return yield* call.fail(`cannot open ${path ?? ''}`, 2);
      begin(path ?? '');
      reader = new LineReader(stream);
    }
  };
}

/** `awk`. Not modelled: RS other than newline, `getline <file`, pipes from and to commands, `printf` to pipes. */
export const awk: Tool = function* (call) {
  const { values, value, operands } = yield* call.options({ letters: 'F:v:f:', stopsAtOperand: true });
  const files = values('f');
  const source = files.length > 0 ? files.map((path) => call.process.files.readText(path)).join('\n') : operands[0];
  if (source === undefined) return yield* call.missingOperand();
  let program: AwkProgram;
  try {
    program = parseAwk(source);
  } catch (error) {
    if (!(error instanceof AwkSyntaxError)) throw error;
    yield* call.process.complain(
      call.isBusybox ? `awk: cmd. line:1: Unexpected token\n` : `${call.name}: line 1: ${error.message}\n`,
    );
    return call.isBusybox ? 1 : 2;
  }
  const inputs = files.length > 0 ? operands : operands.slice(1);
  const assign = (word: string): boolean => {
    const [, name, text] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
    if (name === undefined || text === undefined) return false;
    run.globals.set(name, fromInput(unescapeAwk(text)));
    return true;
  };
  const begin = (path: string): void => {
    run.globals.set('FILENAME', path);
    run.globals.set('FNR', 0);
  };
  const run = new AwkRun(call, program, lineSource(call, inputs, assign, begin));
  const separator = value('F');
  if (separator !== undefined) run.globals.set('FS', separator === 't' ? '\t' : unescapeAwk(separator));
  for (const word of values('v')) assign(word);
  run.globals.set('ARGC', inputs.length + 1);
  run.globals.set('ENVIRON', new Map([...call.process.env].map(([name, text]) => [name, fromInput(text)])));
  yield* run.run();
  return run.exitCode;
};
