import type { Coroutine } from './coroutine';

/** Where bytes come from. */
export interface ByteReader {
  /**
   * The next bytes, at least one, at most `maxBytes`; undefined at the end. Waits until there are some.
   *
   * @throws SystemError ECONNRESET when the other side of a connection is gone without a word.
   */
  read(maxBytes?: number): Coroutine<Uint8Array | undefined>;
  /** Says that nobody will read any more: whoever writes gets EPIPE. */
  close(): void;
}

/** Where bytes go. */
export interface ByteWriter {
  /**
   * Takes all of `bytes`, which must not be changed afterwards; waits while whoever reads is too far behind.
   *
   * @throws SystemError EPIPE when nobody reads any more, ECONNRESET when the other side of a connection is gone.
   */
  write(bytes: Uint8Array): Coroutine<void>;
  /** Says that nothing more comes. */
  end(): void;
}

/** A terminal at a stream: programs that find one prompt, and colour what they print. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A stream that a process holds under a number. Files, pipes, terminals and connections are all streams to it. */
export interface Stream extends ByteReader, ByteWriter {
  /** Size of the terminal behind it; undefined for what is none. */
  readonly terminal: TerminalSize | undefined;
}

/** Both directions of a TCP connection, as one of its ends sees it. */
export interface Connection extends ByteReader, ByteWriter {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Ends both directions without a word: the other side gets ECONNRESET. */
  reset(): void;
}
