import type { Signal } from '../process';

/** Keys that mean something in a line, as `stty -a` shows them. Source: Linux, INIT_C_CC. */
const KEY = {
  interrupt: 0x03,
  endOfInput: 0x04,
  backspace: 0x08,
  newline: 0x0a,
  eraseLine: 0x15,
  eraseWord: 0x17,
  suspend: 0x1a,
  quit: 0x1c,
  erase: 0x7f,
} as const;

const TAB = 0x09;
const SPACE = 0x20;
/** Bytes of a line at most; what is typed beyond is lost. Source: Linux, N_TTY_BUF_SIZE. */
const LINE_BYTES_MAX = 4095;

/** What a key does. */
export interface KeyEffect {
  /** What the terminal shows. */
  readonly echo: readonly number[];
  /** Bytes that can be read now: a line, or none for the end of input. */
  readonly line?: Uint8Array;
  /** Signal for whoever is in the foreground; what was typed is thrown away. */
  readonly signal?: Signal;
}

const NO_ECHO: readonly number[] = [];
const RUBOUT: readonly number[] = [0x08, SPACE, 0x08];

const isControl = (byte: number): boolean =>
  (byte < SPACE && byte !== TAB && byte !== KEY.newline) || byte === KEY.erase;
/** `^C` for a control character. */
const caret = (byte: number): readonly number[] => [0x5e, byte ^ 0x40];
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && (byte === 0x5f || byte >= 0x80 || /[0-9A-Za-z]/.test(String.fromCharCode(byte)));

/**
 * The line that is being typed at a terminal, and its editing keys: DEL and ^H, ^U, ^W, ^D, ^C, ^\. Source: Linux,
 * drivers/tty/n_tty.c. Not modelled: ^V, ^R, ^S and ^Q, ^Z (it does nothing), the width of tabs and of wide characters.
 */
export class LineDiscipline {
  private line: number[] = [];

  /** Takes what was typed so far. */
  takeLine(): Uint8Array {
    const { line } = this;
    this.line = [];
    return Uint8Array.from(line);
  }

  /** Takes one byte from the keyboard. */
  type(typed: number): KeyEffect {
    const byte = typed === 0x0d ? KEY.newline : typed;
    switch (byte) {
      case KEY.interrupt:
        return this.interrupt(byte, 'INT');
      case KEY.quit:
        return this.interrupt(byte, 'QUIT');
      case KEY.suspend:
        return { echo: NO_ECHO };
      case KEY.endOfInput:
        return { echo: NO_ECHO, line: this.takeLine() };
      case KEY.erase:
      case KEY.backspace:
        return { echo: this.eraseCharacter() };
      case KEY.eraseLine:
        return { echo: this.eraseWhile(() => true) };
      case KEY.eraseWord:
        return { echo: this.eraseWord() };
      case KEY.newline:
        this.line.push(byte);
        return { echo: [byte], line: this.takeLine() };
      default:
        return { echo: this.append(byte) };
    }
  }

  private append(byte: number): readonly number[] {
    if (this.line.length >= LINE_BYTES_MAX) return NO_ECHO;
    this.line.push(byte);
    return isControl(byte) ? caret(byte) : [byte];
  }

  private interrupt(byte: number, signal: Signal): KeyEffect {
    this.line = [];
    return { echo: caret(byte), signal };
  }

  private eraseWord(): readonly number[] {
    const blanks = this.eraseWhile((byte) => !isWordByte(byte));
    return [...blanks, ...this.eraseWhile(isWordByte)];
  }

  private eraseWhile(condition: (byte: number | undefined) => boolean): readonly number[] {
    const echo: number[] = [];
    while (this.line.length > 0 && condition(this.line.at(-1))) echo.push(...this.eraseCharacter());
    return echo;
  }

  /** Takes the last character away, all bytes of it. */
  private eraseCharacter(): readonly number[] {
    let byte = this.line.pop();
    while (isContinuation(byte)) byte = this.line.pop();
    if (byte === undefined) return NO_ECHO;
    return isControl(byte) ? [...RUBOUT, ...RUBOUT] : RUBOUT;
  }
}
