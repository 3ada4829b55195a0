import type { RemoteListener, RemoteSession } from '../../api';
import type { Terminal } from '../../process';

/** What a client in front of a terminal does to it; `leave` is what happens when it goes away. */
export const terminalSession = (terminal: Terminal, leave: () => void): RemoteSession => ({
  send: (bytes) => terminal.input(bytes),
  // ^D is how a person says so.
  endInput: () => undefined,
  resize: (columns, rows) => terminal.resize(columns, rows),
  hold: () => terminal.hold(),
  release: () => terminal.release(),
  close: leave,
});

/** Size of a terminal before its client has told one. */
export const FIRST_SIZE = { columns: 80, rows: 24 };

/** What a client hears of a terminal. */
export const heardBy = (
  listener: RemoteListener,
): { readonly output: (bytes: Uint8Array) => void; readonly ready: () => void } => ({
  output: (bytes) => listener.data('stdout', bytes),
  ready: () => listener.ready(),
});
