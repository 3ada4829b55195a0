import { type Coroutine, encodeText, type Stream } from '../../process';
import { head, tail } from './head-tail';
import { LineReader, type Tool, type ToolCall } from './tool';

function* copy(from: Stream, to: Stream): Coroutine<void> {
  for (let piece = yield* from.read(); piece !== undefined; piece = yield* from.read()) yield* to.write(piece);
}

function* cat(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'nbsETAvetu',
    long: {
      number: 'n',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
    },
  });
  const isPlain = !'nbsETAvet'.split('').some(has);
  let number = 0;
  let wasBlank = false;
  return yield* call.eachInput(operands, function* (stream) {
    if (isPlain) return yield* copy(stream, call.process.stdout);
    const reader = new LineReader(stream);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      if (has('s') && line === '' && wasBlank) continue;
      wasBlank = line === '';
      const isNumbered = has('b') ? line !== '' : has('n');
      if (isNumbered) number += 1;
      const text = has('T') || has('A') || has('t') ? line.replaceAll('\t', '^I') : line;
      const end = has('E') || has('A') || has('e') ? '$' : '';
      yield* call.print(
        `${isNumbered ? `${String(number).padStart(6)}\t` : ''}${text}${reader.hasNewline ? `${end}\n` : ''}`,
      );
    }
  });
}

function* tac(call: ToolCall): Coroutine<number> {
  return yield* call.eachInput(call.args, function* (stream) {
    const lines: string[] = [];
    const reader = new LineReader(stream);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) lines.push(line);
    yield* call.print(
      lines
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
    );
  });
}

function* tee(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({ letters: 'ai', long: { append: 'a' } });
  const outputs: Stream[] = [call.process.stdout];
  let code = 0;
  for (const path of operands) {
    const options = {
      access: 'write',
      creates: true,
      ...(has('a') ? { appends: true } : { truncates: true }),
    } as const;
    const isOpen = yield* call.attempt(
      () => outputs.push(call.process.openStream(path, options)),
      (message) => (call.isBusybox ? `can't open '${path}': ${message}` : `${path}: ${message}`),
    );
    if (!isOpen) code = 1;
  }
  const { stdin } = call.process;
  for (let piece = yield* stdin.read(); piece !== undefined; piece = yield* stdin.read()) {
    for (const output of outputs) yield* output.write(piece);
  }
  return code;
}

/** `less` and `more`: without a keyboard they are `cat`; with one they show a page at a time. */
function* page(call: ToolCall): Coroutine<number> {
  const { operands } = yield* call.options({ letters: 'FRXSNeimsM' });
  const { process } = call;
  const keyboard = process.stderr.terminal === undefined ? undefined : process.stderr;
  const rows = (process.stdout.terminal?.rows ?? 24) - 1;
  let shown = 0;
  return yield* call.eachInput(operands, function* (stream) {
    const reader = new LineReader(stream);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      yield* call.print(`${line}\n`);
      shown += 1;
      if (process.stdout.terminal === undefined || keyboard === undefined || shown % rows !== 0) continue;
      yield* call.print(call.name === 'more' ? '--More--' : ':');
      const answer = yield* keyboard.read(1);
      yield* call.print('\r\x1b[K');
      if (answer === undefined || answer[0] === encodeText('q')[0]) return;
    }
  });
}

/** Tools that print files as they are. */
export const catTools: Readonly<Record<string, Tool>> = { cat, head, less: page, more: page, tac, tail, tee };
