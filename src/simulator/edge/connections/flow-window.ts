import type { RemoteListener, RemoteSession } from '../..';
import { type ClientSession, give, type OpenSession, sessionOf } from './client-session';

/** Bytes that may be on their way to a client before what sends them has to wait. */
export const WINDOW_BYTES = 512 * 1024;

/**
 * Opens a session that waits by itself once a window of output has not been taken. So it depends on nothing but output and
 * input when a program has to wait: never on how full a socket happens to be.
 */
export function openWithWindow(open: OpenSession<RemoteSession>, listener: RemoteListener): ClientSession {
  const inside: { session?: RemoteSession } = {};
  let onTheWay = 0;
  let isHeld = false;
  let isOver = false;
  const opened = open({
    data: (stream, bytes) => {
      onTheWay += bytes.length;
      if (!isHeld && onTheWay >= WINDOW_BYTES) {
        isHeld = true;
        inside.session?.hold();
      }
      listener.data(stream, bytes);
    },
    end: (outcome) => {
      isOver = true;
      listener.end(outcome);
    },
    ready: () => listener.ready(),
    connected: (server) => listener.connected?.(server),
  });
  // It may have said a lot already.
  if (isHeld) opened.hold();
  inside.session = opened;
  const holder: ClientSession = {
    send: (bytes) => opened.send(bytes),
    endInput: () => opened.endInput(),
    startTls: () => opened.startTls?.(),
    resize: (columns, rows) => opened.resize(columns, rows),
    taken: (bytes) => {
      onTheWay -= bytes;
      if (!isHeld || onTheWay > WINDOW_BYTES / 2) return;
      isHeld = false;
      opened.release();
    },
    close: () => {
      isOver = true;
      opened.close();
    },
  };
  return sessionOf((input) => isOver || give(holder, input));
}
