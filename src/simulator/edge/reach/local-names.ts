import type { RemoteListener } from '../..';
import {
  type ClientPortForward,
  type ClientSession,
  give,
  type SessionInput,
  sessionOf,
} from '../connections/client-session';

/** Every name below it is this machine: no name server is asked. Source: RFC 6761, 6.3. */
const LOCAL = '.localhost';

/** Bytes of a head that is looked at; a longer one stays as it is. */
const HEAD_BYTES_MAX = 65_536;

const HEAD_END = Buffer.from('\r\n\r\n');

const REQUEST = /^[A-Z]+ /;

/** Whether a host is one that clients may mean by a local name. */
export type IsHost = (host: string) => boolean;

/** The name by which a client on this machine finds a host without knowing its address. */
export const localName = (host: string): string => `${host}${LOCAL}`;

/** The host that a local name stands for; undefined for any other name. */
function hostOf(name: string, isHost: IsHost): string | undefined {
  if (!name.endsWith(LOCAL)) return undefined;
  const host = name.slice(0, -LOCAL.length);
  return isHost(host) ? host : undefined;
}

/**
 * The head of a request to a local name as the host gets it; undefined for any other head. The connection ends with its
 * answer: what the client says next would not be looked at.
 */
function renamed(head: string, isHost: IsHost): string | undefined {
  const [, name = ''] = /\r\nhost:[ \t]*([^\r\n]*?)(?::\d+)?[ \t]*\r\n/i.exec(head) ?? [];
  const host = hostOf(name.toLowerCase(), isHost);
  if (host === undefined) return undefined;
  const meant = head.replace(/\r\nhost:[^\r\n]*/i, `\r\nHost: ${host}`);
  if (/\r\nupgrade:/i.test(meant)) return meant;
  return meant.replace(/\r\nconnection:[^\r\n]*/gi, '').replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n');
}

/** A session of a client that may mean a host by its local name. */
class RenamedSession {
  /** What came before the head was complete; undefined once it was looked at. */
  private waiting: Buffer | undefined = Buffer.alloc(0);

  constructor(
    private readonly session: ClientSession,
    private readonly isHost: IsHost,
  ) {}

  take(input: SessionInput): boolean {
    const { session, waiting } = this;
    if (waiting !== undefined && input.type === 'send') return this.look(waiting, input.bytes);
    if (waiting !== undefined && input.type === 'endInput') this.pass();
    return give(session, input);
  }

  /** Looks whether a head is complete, and sends what it has to be. */
  private look(before: Buffer, bytes: Uint8Array): boolean {
    const all = Buffer.concat([before, bytes]);
    this.waiting = all;
    const begin = all.toString('latin1', 0, 16);
    const end = all.indexOf(HEAD_END);
    if (end >= 0 && REQUEST.test(begin)) {
      const rest = end + HEAD_END.length;
      const head = renamed(all.toString('latin1', 0, rest), this.isHost);
      if (head !== undefined) this.waiting = Buffer.concat([Buffer.from(head, 'latin1'), all.subarray(rest)]);
      return this.pass();
    }
    // Letters alone may become a request.
    const mayBeRequest = REQUEST.test(begin) || /^[A-Z]*$/.test(begin);
    return mayBeRequest && all.length < HEAD_BYTES_MAX ? true : this.pass();
  }

  /** Sends what waits. */
  private pass(): boolean {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting === undefined || waiting.length === 0 ? true : this.session.send(waiting);
  }
}

/** What a server shows for a host, it shows for its local name. */
const renamedListener = (listener: RemoteListener, isHost: IsHost): RemoteListener => ({
  data: (stream, bytes) => listener.data(stream, bytes),
  end: (outcome) => listener.end(outcome),
  ready: () => listener.ready(),
  connected: ({ certificateFor }) =>
    listener.connected?.(
      certificateFor === undefined ? {} : { certificateFor: (name) => certificateFor(hostOf(name, isHost) ?? name) },
    ),
});

/**
 * The same connections, over which clients that speak HTTP may name a host by its local name: `web.example.com.localhost`,
 * which browsers and curl find on this machine. The server sees the host itself.
 */
export const withLocalNames = (forward: ClientPortForward, isHost: IsHost): ClientPortForward => ({
  ...forward,
  open: (port, listener) => {
    const renaming = new RenamedSession(forward.open(port, renamedListener(listener, isHost)), isHost);
    return sessionOf((input) => renaming.take(input));
  },
});
