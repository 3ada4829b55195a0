import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import { terminalOf } from '../kernel/terminal-of';
import type { Process } from '../process';
import { HistorySearch } from './history-search';
import { LineBuffer } from './line-buffer';

/** What came of editing a line. */
export type EditedLine =
  | { readonly type: 'line'; readonly text: string }
  /** ^D at the beginning, or nobody is there any more. */
  | { readonly type: 'end' }
  /** ^C. */
  | { readonly type: 'interrupt' };

/** What ^I does: what could stand before the cursor, and how much of what stands there that replaces. */
export interface Completion {
  readonly words: readonly string[];
  readonly replacedLength: number;
}

/** A key by its name, or a character that is typed. */
type Key = { readonly name: string } | { readonly character: string };

const ESCAPE = '\x1b';

/** Keys behind an escape, by what terminals send for them. */
const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  b: 'word-left',
  f: 'word-right',
};

const CONTROLS: Readonly<Record<string, string>> = {
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x05': 'end',
  '\x06': 'right',
  '\x08': 'erase',
  '\t': 'complete',
  '\n': 'enter',
  '\x0b': 'cut-end',
  '\x0c': 'clear',
  '\r': 'enter',
  '\x0e': 'down',
  '\x07': 'abort',
  '\x10': 'up',
  '\x12': 'search',
  '\x15': 'cut-start',
  '\x17': 'cut-word',
  '\x19': 'paste',
  '\x7f': 'erase',
};

/** Width of a prompt on the screen: escape sequences have none. */
// eslint-disable-next-line no-control-regex -- Escape sequences begin with a control character.
const widthOf = (text: string): number => [...text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')].length;

/**
 * Reads lines at a terminal in raw mode: arrows, history and searching in it, the usual keys of Emacs. Not modelled: undo,
 * wide characters.
 */
export class LineEditor {
  readonly history: string[] = [];
  private buffer = new LineBuffer();
  private place = 0;
  private draft = '';
  private prompt = '';
  private shownRow = 0;
  private wasCompletion = false;
  private search: HistorySearch | undefined;

  constructor(
    private readonly process: Process,
    private readonly complete: (before: string) => Completion,
  ) {}

  /** Shows `prompt` and reads a line. */
  *read(prompt: string): Coroutine<EditedLine> {
    const { process } = this;
    const terminal = terminalOf(process.stdin);
    this.buffer = new LineBuffer();
    this.place = this.history.length;
    this.draft = '';
    this.shownRow = 0;
    this.search = undefined;
    const lines = prompt.split('\n');
    this.prompt = lines.at(-1) ?? '';
    yield* process.complain(prompt);
    terminal?.setMode({ isRaw: true, echoes: false });
    try {
      for (;;) {
        const key = yield* this.key();
        if (key === undefined) return { type: 'end' };
        const result = yield* this.press(key);
        if (result !== undefined) return result;
      }
    } finally {
      terminal?.setMode({ isRaw: false, echoes: true });
    }
  }

  /** The next key: a name, or a character that is typed. */
  private *key(): Coroutine<Key | undefined> {
    const first = yield* this.byte();
    if (first === undefined) return undefined;
    const character = String.fromCharCode(first);
    if (character === ESCAPE) return { name: yield* this.sequence() };
    const name = CONTROLS[character];
    if (name !== undefined) return { name };
    if (first < 0x20) return { name: 'none' };
    const bytes = [first];
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    while (bytes.length < length) bytes.push((yield* this.byte()) ?? 0);
    return { character: decodeText(Uint8Array.from(bytes)) };
  }

  private *sequence(): Coroutine<string> {
    let text = '';
    for (;;) {
      const byte = yield* this.byte();
      if (byte === undefined) return 'none';
      text += String.fromCharCode(byte);
      if (/^(?:[^[O]|O.|\[[0-9;?]*[^0-9;?])$/.test(text)) return SEQUENCES[text] ?? 'none';
    }
  }

  private *byte(): Coroutine<number | undefined> {
    return (yield* this.process.stdin.read(1))?.[0];
  }

  private *press(key: Key): Coroutine<EditedLine | undefined> {
    const { buffer } = this;
    if (this.search !== undefined && this.goOnSearching(this.search, key)) {
      yield* this.show();
      return undefined;
    }
    const wasCompletion = this.wasCompletion;
    this.wasCompletion = false;
    if ('character' in key) {
      const isAtEnd = buffer.cursor === buffer.length;
      buffer.insert(key.character);
      const column = (widthOf(this.prompt) + buffer.length) % this.columns;
      if (isAtEnd && column !== 0) yield* this.process.complain(key.character);
      else yield* this.show();
      this.shownRow = this.rowOf(buffer.cursor);
      return undefined;
    }
    switch (key.name) {
      case 'enter':
        return yield* this.finish({ type: 'line', text: buffer.text }, '\n');
      case 'interrupt':
        return yield* this.finish({ type: 'interrupt' }, '^C\n');
      case 'end-of-input':
        if (buffer.length === 0) return { type: 'end' };
        buffer.eraseAt();
        break;
      case 'complete':
        yield* this.completeWord(wasCompletion);
        break;
      case 'clear':
        yield* this.process.complain('\x1b[H\x1b[2J');
        this.shownRow = 0;
        break;
      case 'search':
        this.search = new HistorySearch(this.history, buffer.text);
        break;
      case 'none':
        return undefined;
      default:
        this.edit(key.name);
    }
    yield* this.show();
    return undefined;
  }

  private edit(name: string): void {
    const { buffer } = this;
    const actions: Readonly<Record<string, () => void>> = {
      up: () => this.recall(-1),
      down: () => this.recall(1),
      left: () => buffer.move(-1),
      right: () => buffer.move(1),
      home: () => buffer.moveTo('start'),
      end: () => buffer.moveTo('end'),
      'word-left': () => buffer.moveWord(-1),
      'word-right': () => buffer.moveWord(1),
      erase: () => buffer.eraseBefore(),
      delete: () => buffer.eraseAt(),
      'cut-end': () => buffer.cutTo('end'),
      'cut-start': () => buffer.cutTo('start'),
      'cut-word': () => buffer.cutWord(),
      paste: () => buffer.paste(),
    };
    actions[name]?.();
  }

  /** Whether a key belongs to the search; any other one ends it, and does what it does with the line that was found. */
  private goOnSearching(search: HistorySearch, key: Key): boolean {
    if ('character' in key) search.add(key.character);
    else if (key.name === 'search') search.older();
    else if (key.name === 'erase') search.erase();
    else {
      // ^G gives back what stood there before.
      if (key.name === 'abort') this.buffer.set(search.draft);
      this.search = undefined;
      return false;
    }
    this.buffer.set(search.line);
    return true;
  }

  private recall(by: number): void {
    const place = this.place + by;
    if (place < 0 || place > this.history.length) return;
    if (this.place === this.history.length) this.draft = this.buffer.text;
    this.place = place;
    this.buffer.set(this.history[place] ?? this.draft);
  }

  /** ^I: completes as far as there is one way to go on; the second time shows all ways. */
  private *completeWord(isSecond: boolean): Coroutine<void> {
    const { words, replacedLength } = this.complete(this.buffer.before);
    const [first] = words;
    if (first === undefined) return;
    let common = first;
    for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
    const isOnly = words.length === 1;
    const added = common.slice(replacedLength) + (isOnly && !common.endsWith('/') ? ' ' : '');
    this.buffer.insert(added);
    this.wasCompletion = added === '';
    if (added !== '' || !isSecond) return;
    yield* this.process.complain(`\n${words.join('  ')}\n`);
    this.shownRow = 0;
  }

  private *finish(result: EditedLine, text: string): Coroutine<EditedLine> {
    this.buffer.moveTo('end');
    yield* this.show();
    yield* this.process.complain(text);
    return result;
  }

  private get columns(): number {
    // Who does not know its size says 0.
    return this.process.stdin.terminal?.columns || 80;
  }

  private get shownPrompt(): string {
    return this.search?.prompt ?? this.prompt;
  }

  private rowOf(place: number): number {
    return Math.floor((widthOf(this.shownPrompt) + place) / this.columns);
  }

  /** Draws prompt and line anew, over what is shown. */
  private *show(): Coroutine<void> {
    const { buffer, columns, shownPrompt } = this;
    const up = this.shownRow > 0 ? `\x1b[${this.shownRow}A` : '';
    const lastRow = this.rowOf(buffer.length);
    // At the right edge the cursor hangs until something follows.
    const wraps = (widthOf(shownPrompt) + buffer.length) % columns === 0 && buffer.length > 0 ? '\n' : '';
    const row = this.rowOf(buffer.cursor);
    const column = (widthOf(shownPrompt) + buffer.cursor) % columns;
    const back = lastRow > row ? `\x1b[${lastRow - row}A` : '';
    const forward = column > 0 ? `\x1b[${column}C` : '';
    const isAtEnd = buffer.cursor === buffer.length && wraps === '';
    const place = isAtEnd ? '' : `${back}\r${forward}`;
    yield* this.process.complain(`${up}\r${shownPrompt}${buffer.text}\x1b[J${wraps}${place}`);
    this.shownRow = row;
  }
}
