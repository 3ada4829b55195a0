import { ByteQueue } from '../byte-queue';
import { type Coroutine, waitFor } from '../coroutine';
import type { Signal } from '../process';
import type { Stream, TerminalSize } from '../streams';
import { SystemError } from '../system-error';
import { WaitList } from '../wait-list';
import { LineDiscipline } from './line-discipline';

/** Bytes that wait in either direction before whoever sends has to wait. */
const WAITING_BYTES_MAX = 65_536;
const READ_BYTES = 4096;
const NEWLINE = 0x0a;
const RETURN_NEWLINE = Uint8Array.of(0x0d, NEWLINE);

/** How a terminal treats what is typed. */
export interface TerminalMode {
  /** Whether every byte is handed on as it is typed, without editing, signals and echo: what line editors want. */
  readonly isRaw: boolean;
  /** Whether what is typed is shown, while it is not raw. */
  readonly echoes: boolean;
}

/** Those who hear what comes out of a terminal. */
export interface TerminalListener {
  output(bytes: Uint8Array): void;
  /** More may be typed: `input` returned false before. */
  ready(): void;
}

/**
 * A terminal: the person in front of it types and looks through `input`, `listen`, `hold` and `release`; programs have its
 * `stream`. What comes out before somebody listens waits.
 */
export class Terminal {
  /** What programs have as stdin, stdout and stderr. */
  readonly stream: Stream = new TerminalStream(this);
  /** Name within its container: `pts/0`. */
  name = 'pts/0';
  /** Group of processes that ^C and a change of size reach. */
  foregroundGroup = 0;
  private currentMode: TerminalMode = { isRaw: false, echoes: true };
  private readonly discipline = new LineDiscipline();
  /** What can be read: lines, or bytes of the raw mode; nothing in one is the end of input. */
  private readonly readable: Uint8Array[] = [];
  private readonly shown = new ByteQueue();
  private readonly changes = new WaitList();
  private listener: TerminalListener | undefined;
  private isHeld = false;
  private isGone = false;
  private isFull = false;
  private signalGroup: (group: number, signal: Signal) => void = () => undefined;

  constructor(private currentSize: TerminalSize) {}

  get size(): TerminalSize {
    return this.currentSize;
  }

  get mode(): TerminalMode {
    return this.currentMode;
  }

  /** Changes how it treats what is typed; a line that was begun can be read in raw mode. */
  setMode(mode: Partial<TerminalMode>): void {
    this.currentMode = { ...this.currentMode, ...mode };
    if (!this.currentMode.isRaw) return;
    const begun = this.discipline.takeLine();
    if (begun.length === 0) return;
    this.readable.push(begun);
    this.changes.wakeAll();
  }

  /** Makes `group` of a container the one in the foreground, and `signalGroup` what its signals go through. */
  attach(name: string, group: number, signalGroup: (group: number, signal: Signal) => void): void {
    this.name = name;
    this.foregroundGroup = group;
    this.signalGroup = signalGroup;
  }

  /** Hands what comes out to `listener`, from now on. */
  listen(listener: TerminalListener): void {
    this.listener = listener;
    this.flush();
  }

  /** Takes what is typed; false when nothing more should come until the listener is `ready`. */
  input(bytes: Uint8Array): boolean {
    if (this.isGone || bytes.length === 0) return true;
    if (this.currentMode.isRaw) this.readable.push(bytes);
    else for (const byte of bytes) this.type(byte);
    // All is shown before anybody reacts to it.
    this.flush();
    this.changes.wakeAll();
    this.isFull ||= this.waitingBytes() > WAITING_BYTES_MAX;
    return !this.isFull;
  }

  /** Whoever looks cannot take more for now. */
  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.flush();
  }

  resize(columns: number, rows: number): void {
    if (columns === this.currentSize.columns && rows === this.currentSize.rows) return;
    this.currentSize = { columns, rows };
    this.signal('WINCH');
  }

  /** The person is gone: the foreground gets HUP, there is no more input, and writing fails. */
  hangUp(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.shown.clear();
    this.signal('HUP');
    this.signal('CONT');
    this.changes.wakeAll();
  }

  /** Sends a signal to the group in the foreground. */
  signal(signal: Signal): void {
    if (this.foregroundGroup > 0) this.signalGroup(this.foregroundGroup, signal);
  }

  /** Reads for a program: one line at most, whatever there is in raw mode, undefined at ^D. */
  *read(maxBytes = READ_BYTES): Coroutine<Uint8Array | undefined> {
    while (this.readable[0] === undefined) {
      if (this.isGone) return undefined;
      yield* waitFor(this.changes.change);
    }
    const [next] = this.readable.splice(0, 1) as [Uint8Array];
    if (next.length > maxBytes) this.readable.unshift(next.subarray(maxBytes));
    this.noteRoom();
    return next.length === 0 ? undefined : next.subarray(0, maxBytes);
  }

  /** Writes for a program; a newline takes the cursor to the first column too. */
  *write(bytes: Uint8Array): Coroutine<void> {
    while (!this.isGone && this.shown.size > WAITING_BYTES_MAX) yield* waitFor(this.changes.change);
    if (this.isGone) throw new SystemError('EIO');
    this.show(bytes);
    this.flush();
  }

  private type(byte: number): void {
    const { echo, line, signal } = this.discipline.type(byte);
    if (this.currentMode.echoes) this.show(Uint8Array.from(echo));
    if (line !== undefined) this.readable.push(line);
    if (signal === undefined) return;
    this.readable.length = 0;
    this.noteRoom();
    this.signal(signal);
  }

  private show(bytes: Uint8Array): void {
    for (let begin = 0; begin < bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, begin);
      this.shown.push(bytes.subarray(begin, newline < 0 ? bytes.length : newline));
      if (newline < 0) break;
      this.shown.push(RETURN_NEWLINE);
      begin = newline + 1;
    }
  }

  private flush(): void {
    if (this.listener === undefined || this.isHeld || this.shown.size === 0) return;
    this.listener.output(this.shown.take());
    this.changes.wakeAll();
  }

  /** Lets more come when it had become too much. */
  private noteRoom(): void {
    if (!this.isFull || this.waitingBytes() > WAITING_BYTES_MAX) return;
    this.isFull = false;
    this.listener?.ready();
  }

  private waitingBytes(): number {
    return this.readable.reduce((sum, { length }) => sum + length, 0);
  }
}

class TerminalStream implements Stream {
  constructor(readonly device: Terminal) {}

  get terminal(): TerminalSize {
    return this.device.size;
  }

  read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    return this.device.read(maxBytes);
  }

  write(bytes: Uint8Array): Coroutine<void> {
    return this.device.write(bytes);
  }

  close(): void {
    // A terminal is there until the person in front of it goes.
  }

  end(): void {
    this.close();
  }
}

/** The terminal whose own stream `stream` is. */
export const deviceOf = (stream: Stream): Terminal | undefined =>
  stream instanceof TerminalStream ? stream.device : undefined;
