import type { RemoteListener, RemoteSession } from '../api';
import type { ApiCommand, ApiExchange, ApiPortForward, ApiResult, ApiStream } from './request';

/** What the client of a way into a container sees of a server that ends: its connection breaks. */
const BROKEN = { error: 'unexpected EOF' };

/** Answers of a server that go on, watches and ways into containers: they end with the server. */
export class OpenAnswers {
  private readonly ends = new Set<() => void>();

  /** The same answer, which ends at the latest when all do. */
  tracked(result: ApiResult): ApiResult {
    if ('start' in result) return this.stream(result);
    if (!('kind' in result)) return result;
    switch (result.kind) {
      case 'exchange': {
        const open: ApiExchange['open'] = (begin, listener) =>
          this.session((heard) => result.open(begin, heard), listener);
        return { ...result, open };
      }
      case 'command': {
        const open: ApiCommand['open'] = (listener) => this.session((heard) => result.open(heard), listener);
        return { ...result, open };
      }
      case 'ports': {
        const open: ApiPortForward['open'] = (port, listener) =>
          this.session((heard) => result.open(port, heard), listener);
        return { ...result, open };
      }
    }
  }

  /** Ends all that go on, in the order in which they began. */
  endAll(): void {
    for (const end of [...this.ends]) end();
  }

  private stream(given: ApiStream): ApiStream {
    return {
      ...given,
      start: (write, end) => {
        let isOver = false;
        let stop = (): void => undefined;
        const leave = (): void => {
          isOver = true;
          this.ends.delete(cut);
        };
        const cut = (): void => {
          leave();
          stop();
          end();
        };
        stop = given.start(write, () => {
          leave();
          end();
        });
        if (!isOver) this.ends.add(cut);
        return () => {
          leave();
          stop();
        };
      },
    };
  }

  private session(open: (listener: RemoteListener) => RemoteSession, listener: RemoteListener): RemoteSession {
    const held: { session?: RemoteSession } = {};
    let isOver = false;
    const cut = (): void => {
      held.session?.close();
      end(BROKEN);
    };
    const leave = (): void => {
      isOver = true;
      this.ends.delete(cut);
    };
    const end: RemoteListener['end'] = (outcome) => {
      if (isOver) return;
      leave();
      listener.end(outcome);
    };
    const session = open({
      data: (stream, bytes) => {
        if (!isOver) listener.data(stream, bytes);
      },
      ready: () => listener.ready(),
      connected: (server) => listener.connected?.(server),
      end,
    });
    held.session = session;
    if (!isOver) this.ends.add(cut);
    return {
      send: (bytes) => session.send(bytes),
      endInput: () => session.endInput(),
      startTls: () => session.startTls?.(),
      resize: (columns, rows) => session.resize(columns, rows),
      hold: () => session.hold(),
      release: () => session.release(),
      close: () => {
        leave();
        session.close();
      },
    };
  }
}
