import type {
  ContainerAccess,
  ExecRequest,
  LogRequest,
  Pod,
  ProxyRequest,
  ProxyResponse,
  RemoteListener,
  RemoteSession,
} from '../../src/simulator/api';
import type { EventLoop } from '../../src/simulator/engine';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const PIECE = 32 * 1024;

/** Byte at a place of what sources send. */
export const patternAt = (place: number): number => (place * 31 + (place >>> 8)) & 0xff;

/** A session as a fake: what it does not say does nothing. */
class FakeSession implements RemoteSession {
  isHeld = false;
  isOver = false;
  onSend: (bytes: Uint8Array) => boolean = () => true;
  onEnd: () => void = () => undefined;
  onResize: (columns: number, rows: number) => void = () => undefined;
  onRelease: () => void = () => undefined;

  constructor(
    private readonly listener: RemoteListener,
    private readonly onOver: (isClosed: boolean) => void,
  ) {}

  say(text: string | Uint8Array, stream: 'stdout' | 'stderr' = 'stdout'): void {
    if (!this.isOver) this.listener.data(stream, typeof text === 'string' ? bytesOf(text) : text);
  }

  end(outcome: { readonly exitCode?: number; readonly error?: string }): void {
    if (this.isOver) return;
    this.isOver = true;
    this.onOver(false);
    this.listener.end(outcome);
  }

  ready(): void {
    this.listener.ready();
  }

  send(bytes: Uint8Array): boolean {
    return this.onSend(bytes);
  }

  endInput(): void {
    this.onEnd();
  }

  resize(columns: number, rows: number): void {
    this.onResize(columns, rows);
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.onRelease();
  }

  close(): void {
    if (this.isOver) throw new Error('a session was closed that is over');
    this.isOver = true;
    this.onOver(true);
  }
}

/** Programs and ports that are always there, in virtual time: `echo`, `cat`, `exit 3`, `source 1000`, `count` ... */
export class FakeContainers implements ContainerAccess {
  /** Sessions that go on, how many began, and how many clients closed. */
  readonly sessions = { open: 0, begun: 0, closed: 0 };
  /** Most bytes that a source has sent while nobody had taken them. */
  heldBytes = 0;
  readonly lines: string[] = ['first', 'second', 'third'];
  lastProxied: ProxyRequest | undefined;
  received = 0;

  constructor(private readonly loop: EventLoop) {}

  logs(
    { container, tailLines, follows, limitBytes, hasTimestamps, isPrevious, sinceMs }: LogRequest,
    listener: RemoteListener,
  ): RemoteSession {
    const session = this.begin(listener);
    const stamp = hasTimestamps ? '2026-01-01T00:00:00.000000001Z ' : '';
    const own = sinceMs !== undefined && sinceMs > this.loop.nowMs - 60_000 ? this.lines.slice(-1) : this.lines;
    const shown = tailLines === undefined ? own : tailLines === 0 ? [] : own.slice(-tailLines);
    const name = isPrevious ? `${container} before` : container;
    const text = shown.map((line) => `${stamp}${name}: ${line}\n`).join('');
    session.say(limitBytes === undefined ? text : text.slice(0, limitBytes));
    if (!follows) session.end({});
    else {
      this.loop.after(50, () => {
        session.say(`${stamp}${name}: later\n`);
        this.loop.after(50, () => session.end({}));
      });
    }
    return session;
  }

  exec({ command, hasTerminal }: ExecRequest, listener: RemoteListener): RemoteSession {
    const session = this.begin(listener);
    const [name = '', ...words] = command;
    switch (name) {
      case 'echo':
        session.say(`${words.join(' ')}\n`);
        session.end({ exitCode: 0 });
        break;
      case 'exit':
        session.say('going\n', 'stderr');
        session.end({ exitCode: Number(words[0]) });
        break;
      case 'cat':
        session.onSend = (bytes) => {
          // A terminal ends its input by Ctrl-D.
          if (hasTerminal && bytes.includes(4)) session.end({ exitCode: 0 });
          else session.say(bytes);
          return true;
        };
        session.onEnd = () => session.end({ exitCode: 0 });
        break;
      case 'count':
        this.slowCount(session);
        break;
      case 'source':
        this.source(session, Number(words[0]), () => session.end({ exitCode: 0 }));
        break;
      case 'size':
        session.onResize = (columns, rows) => {
          session.say(`${columns}x${rows}\n`);
          session.end({ exitCode: 0 });
        };
        break;
      case 'later':
        this.loop.after(100, () => {
          session.say('now\n');
          session.end({ exitCode: 0 });
        });
        break;
      case 'sleep':
        break;
      default:
        session.end({ error: `Internal error occurred: exec: "${name}": executable file not found in $PATH` });
    }
    return session;
  }

  attach(request: Omit<ExecRequest, 'command'>, listener: RemoteListener): RemoteSession {
    return this.exec({ ...request, command: request.hasStdin ? ['cat'] : ['echo', 'attached'] }, listener);
  }

  /** Port 80 echoes, 81 sends what it is told to, 82 counts; nobody listens on others. */
  forward(_pod: Pod, port: number, listener: RemoteListener): RemoteSession {
    const session = this.begin(listener);
    switch (port) {
      case 80:
        session.onSend = (bytes) => {
          session.say(bytes);
          return true;
        };
        session.onEnd = () => session.end({});
        break;
      case 81:
        session.onSend = (bytes) => {
          this.source(session, Number(new TextDecoder().decode(bytes)), () => session.end({}));
          return true;
        };
        break;
      case 82:
        this.slowCount(session);
        break;
      default:
        session.end({ error: `dial tcp4 127.0.0.1:${port}: connect: connection refused` });
    }
    return session;
  }

  proxy(
    address: string,
    port: number,
    request: ProxyRequest,
    begin: (response: ProxyResponse | { readonly error: string }) => void,
    listener: RemoteListener,
  ): RemoteSession {
    const session = this.begin(listener);
    this.lastProxied = request;
    const answer = (status: number, headers: Readonly<Record<string, string>>, body: string): void => {
      begin({ status, headers });
      session.say(body);
      session.end({});
    };
    // Backends take their time.
    this.loop.after(20, () => {
      if (port === 1) {
        begin({ error: `dial tcp ${address}:1: connect: connection refused` });
        session.end({});
      } else if (request.target === '/page') {
        answer(200, { 'content-type': 'text/html' }, '<a href="/next">next</a><img src="http://elsewhere/x.png">');
      } else if (request.target === '/moved') answer(302, { location: '/there' }, '');
      else {
        const { method, target } = request;
        const body = new TextDecoder().decode(request.body);
        answer(200, { 'content-type': 'application/json' }, JSON.stringify({ address, port, method, target, body }));
      }
    });
    return session;
  }

  private begin(listener: RemoteListener): FakeSession {
    this.sessions.open += 1;
    this.sessions.begun += 1;
    return new FakeSession(listener, (isClosed) => {
      this.sessions.open -= 1;
      if (isClosed) this.sessions.closed += 1;
    });
  }

  /** Takes a piece a millisecond, and tells at the end how many bytes there were. */
  private slowCount(session: FakeSession): void {
    let count = 0;
    let isBusy = false;
    let hasEnded = false;
    const finish = (): void => {
      session.say(`${count}\n`);
      session.end({ exitCode: 0 });
    };
    session.onSend = (bytes) => {
      count += bytes.length;
      this.received += bytes.length;
      if (isBusy) throw new Error('more was sent before it was asked for');
      isBusy = true;
      this.loop.after(1, () => {
        isBusy = false;
        session.ready();
        if (hasEnded) finish();
      });
      return false;
    };
    session.onEnd = () => {
      hasEnded = true;
      if (!isBusy) finish();
    };
  }

  /** Sends a pattern as fast as it is taken. */
  private source(session: FakeSession, size: number, done: () => void): void {
    let sent = 0;
    let heldFrom = 0;
    const go = (): void => {
      while (!session.isHeld && !session.isOver && sent < size) {
        const piece = new Uint8Array(Math.min(PIECE, size - sent));
        for (let index = 0; index < piece.length; index += 1) piece[index] = patternAt(sent + index);
        sent += piece.length;
        session.say(piece);
      }
      if (session.isHeld) this.heldBytes = Math.max(this.heldBytes, sent - heldFrom);
      if (sent >= size && !session.isOver) this.loop.after(0, done);
    };
    session.onRelease = () => {
      heldFrom = sent;
      go();
    };
    // Whoever asked has no session yet, and could not say that it is too much.
    this.loop.after(0, go);
  }
}
