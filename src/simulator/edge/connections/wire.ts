import type { Duplex } from 'node:stream';

/** Bytes from and to a client, whatever carries them. */
export interface Wire {
  /** What the client sends, in order; ends when it sends nothing more. It is read only as fast as it is asked for. */
  readonly incoming: AsyncIterable<Buffer>;
  /** Sends pieces one after the other; `onSent` hears when they are out of the house, or never will be. */
  write(pieces: readonly Uint8Array[], onSent?: () => void): void;
  /** Ends the connection after all that was written. */
  end(): void;
  /** Ends it at once. */
  destroy(): void;
  /** Hears, once, that the connection is over for whatever reason. */
  onClose(listener: () => void): void;
}

/** How long a client has to leave after the end, before the connection is cut. */
const LEAVING_MS = 10_000;

/** A socket as a wire. `head` is what was already read of it. */
export function socketWire(socket: Duplex, head: Buffer): Wire {
  if (head.length > 0) socket.unshift(head);
  // Whatever goes wrong with it, it is closed then.
  socket.on('error', () => undefined);
  return {
    // Whoever stops reading may still have something to say.
    incoming: { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer> },
    write: (pieces, onSent) => {
      socket.cork();
      pieces.forEach((piece, index) => {
        if (index === pieces.length - 1 && onSent !== undefined) socket.write(piece, () => onSent());
        else socket.write(piece);
      });
      socket.uncork();
    },
    end: () => {
      socket.end();
      // What still comes is thrown away: only so the end of the client is seen.
      socket.resume();
      const timer = setTimeout(() => socket.destroy(), LEAVING_MS);
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
    },
    destroy: () => socket.destroy(),
    onClose: (listener) => {
      if (socket.closed) listener();
      else socket.once('close', listener);
    },
  };
}
