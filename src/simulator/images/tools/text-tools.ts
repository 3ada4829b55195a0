import { type Coroutine, decodeText, encodeText } from '../../process';
import { characterSet } from './character-set';
import { sort } from './sort';
import { LineReader, readLines, type Tool, type ToolCall } from './tool';
import { wc } from './wc';

function* uniq(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'cdiuf:s:w:',
    long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f', 'skip-chars': 's' },
  });
  const keyOf = (line: string): string => {
    const skipped = line
      .replace(new RegExp(`^(?:\\s*\\S+){0,${Number(value('f') ?? 0)}}`), '')
      .slice(Number(value('s') ?? 0));
    const cut = value('w') === undefined ? skipped : skipped.slice(0, Number(value('w')));
    return has('i') ? cut.toLowerCase() : cut;
  };
  let text = '';
  const code = yield* call.eachInput(operands.slice(0, 1), function* (stream) {
    const lines = yield* readLines(stream);
    for (let begin = 0; begin < lines.length;) {
      let end = begin + 1;
      while (end < lines.length && keyOf(lines[end] ?? '') === keyOf(lines[begin] ?? '')) end += 1;
      const count = end - begin;
      const isShown = (!has('d') || count > 1) && (!has('u') || count === 1);
      if (isShown) text += `${has('c') ? `${String(count).padStart(7)} ` : ''}${lines[begin] ?? ''}\n`;
      begin = end;
    }
  });
  yield* call.print(text);
  return code;
}

/** Whether a place is in a list such as `1,3-5,7-`. */
function listTest(list: string): (place: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : to === '' ? Infinity : Number(to)] as const;
  });
  return (place) => ranges.some(([from, to]) => place >= from && place <= to);
}

function* cut(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({
    letters: 'b:c:d:f:nsO:',
    long: { fields: 'f', delimiter: 'd', characters: 'c', bytes: 'b', 'only-delimited': 's', 'output-delimiter': 'O' },
  });
  const list = value('f') ?? value('c') ?? value('b');
  if (list === undefined) {
    if (call.isBusybox) return yield* call.fail('expected a list of bytes, characters, or fields');
    return yield* call.fail(
      "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.",
    );
  }
  const isKept = listTest(list);
  const delimiter = value('d') ?? '\t';
  return yield* call.eachInput(operands, function* (stream) {
    const reader = new LineReader(stream);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      if (!has('f')) yield* call.print(`${[...line].filter((_, index) => isKept(index + 1)).join('')}\n`);
      else if (line.includes(delimiter)) {
        const fields = line.split(delimiter).filter((_, index) => isKept(index + 1));
        yield* call.print(`${fields.join(value('O') ?? delimiter)}\n`);
      } else if (!has('s')) yield* call.print(`${line}\n`);
    }
  });
}

function* tr(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'cCdst',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
    stopsAtOperand: true,
  });
  const [first, second] = operands;
  if (first === undefined) return yield* call.missingOperand();
  if (second === undefined && !has('d') && !has('s')) {
    return yield* call.fail(`missing operand after '${first}'\nTwo strings must be given when translating.`);
  }
  const from = characterSet(first);
  const to = second === undefined ? [] : characterSet(second);
  const isComplement = has('c') || has('C');
  const members = new Map(from.map((character, index) => [character, index] as const));
  const isMember = (character: string): boolean => members.has(character) !== isComplement;
  const translate = (character: string): string => {
    if (!isMember(character)) return character;
    const index = isComplement ? to.length - 1 : Math.min(members.get(character) ?? 0, to.length - 1);
    return to[index] ?? character;
  };
  const squeezed = new Set(second === undefined ? from : to);
  const isSqueezed = (character: string): boolean =>
    has('s') && (second === undefined ? isMember(character) : squeezed.has(character));
  let last = '';
  const { stdin, stdout } = call.process;
  for (let piece = yield* stdin.read(); piece !== undefined; piece = yield* stdin.read()) {
    let text = '';
    for (const character of decodeText(piece)) {
      if (has('d') && isMember(character)) continue;
      const translated = has('d') ? character : to.length === 0 ? character : translate(character);
      if (translated === last && isSqueezed(translated)) continue;
      last = translated;
      text += translated;
    }
    if (text !== '') yield* stdout.write(encodeText(text));
  }
  return 0;
}

function* rev(call: ToolCall): Coroutine<number> {
  return yield* call.eachInput(call.args, function* (stream) {
    for (const line of yield* readLines(stream)) yield* call.print(`${[...line].reverse().join('')}\n`);
  });
}

function* nl(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({ letters: 'ab:w:s:' });
  let number = 0;
  return yield* call.eachInput(operands, function* (stream) {
    for (const line of yield* readLines(stream)) {
      const isNumbered = line !== '' || has('b');
      if (isNumbered) number += 1;
      yield* call.print(isNumbered ? `${String(number).padStart(6)}\t${line}\n` : `       ${line}\n`);
    }
  });
}

function* paste(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'sd:' });
  const delimiter = value('d') ?? '\t';
  const files: string[][] = [];
  const code = yield* call.eachInput(operands, function* (stream) {
    files.push(yield* readLines(stream));
  });
  if (has('s')) {
    for (const lines of files) yield* call.print(`${lines.join(delimiter)}\n`);
    return code;
  }
  const height = Math.max(0, ...files.map(({ length }) => length));
  for (let row = 0; row < height; row += 1)
    yield* call.print(`${files.map((lines) => lines[row] ?? '').join(delimiter)}\n`);
  return code;
}

/** Tools that count, order and cut lines. */
export const textTools: Readonly<Record<string, Tool>> = { cut, nl, paste, rev, sort, tr, uniq, wc };
