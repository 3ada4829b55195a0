import type { Coroutine } from './coroutine';
import type { HttpRequest, HttpResponse, ReceivedRequest } from './http-message';
import type { Connection } from './streams';

/** Answers one request; runs as a task of the process that listens. */
export type HttpHandler = (request: ReceivedRequest) => Coroutine<HttpResponse>;

/** What a server shows of itself in TLS: texts in PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Chooses a certificate for the name that a client asks for, empty for none: `selfSigned` is one that the program makes
 * up by itself; with undefined there is no handshake.
 */
export type CertificateFor = (serverName: string) => ServerCertificate | 'selfSigned' | undefined;

/** A server that wants TLS, as a client sees it that has connected and sent nothing. */
export interface SecureServer {
  /** @default - it has signed one itself */
  readonly certificateFor?: CertificateFor;
  /**
   * The handshake is over: what follows, in both directions, is what TLS carries. Does nothing once the client has sent
   * something without it.
   */
  readonly shakeHands: () => void;
}

/** How to listen. */
export interface ListenOptions {
  readonly port: number;
  /** Address to listen on: `127.0.0.1` hears only the Pod itself. @default - all addresses (`0.0.0.0`) */
  readonly address?: string;
  /** Whether clients have to speak TLS: plain ones get 400 or are cut off. @default false */
  readonly isSecure?: boolean;
  /**
   * Certificate of a secure port. Inside, nobody looks at certificates; a client on a real machine does.
   *
   * @default - the program has signed one itself
   */
  readonly certificateFor?: CertificateFor;
  /**
   * Serves a client of a port for HTTP that begins as one of HTTP/2 does, without TLS: from its first byte on.
   *
   * @default - it is answered with an error: HTTP/1.1 alone is spoken
   */
  readonly http2?: (connection: Connection) => Coroutine<void>;
  /** What a secure port tells a client that sends HTTP without TLS. @default - the words of Go's server */
  readonly plainAnswer?: HttpResponse;
}

/** A port that is listened on. */
export interface Listener {
  readonly port: number;
  /** The next connection; waits for one. Of a listener that answers HTTP by a handler nothing comes here. */
  accept(): Coroutine<Connection>;
  /** Ends it: from now on connections are refused. What is open stays open. */
  close(): void;
}

/** How to connect. */
export interface ConnectOptions {
  /** Virtual milliseconds after which ETIMEDOUT is thrown. @default - 127 s, as Linux retries a SYN */
  readonly timeoutMs?: number;
  /** Whether TLS is spoken. @default false */
  readonly isSecure?: boolean;
  /** Name that TLS asks for. @default - none */
  readonly serverName?: string;
}

/** Kinds of DNS records that can be asked for. */
export type DnsType = 'A' | 'AAAA' | 'SRV' | 'CNAME' | 'PTR' | 'TXT' | 'NS' | 'SOA' | 'MX';

/** A DNS record; `data` is in the form of zone files: `10 5 6379 redis-0.redis.default.svc.cluster.local.` */
export interface DnsRecord {
  /** With its final dot. */
  readonly name: string;
  readonly type: DnsType;
  readonly ttl: number;
  readonly data: string;
}

/** What a DNS server says. */
export interface DnsAnswer {
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly records: readonly DnsRecord[];
  /** Address of the server that was asked. */
  readonly server: string;
}

/** Why a name has no address, in the words of getaddrinfo. */
export class ResolutionError extends Error {
  constructor(
    /** `EAI_NONAME`: there is no such name. `EAI_AGAIN`: no server has answered. */
    readonly code: 'EAI_NONAME' | 'EAI_AGAIN',
    /** The name. */
    readonly subject: string,
  ) {
    super(code === 'EAI_NONAME' ? 'Name or service not known' : 'Temporary failure in name resolution');
    this.name = 'ResolutionError';
  }
}

/** A connection as the side sees it that has connected. */
export interface ClientConnection extends Connection {
  /** Who wants TLS at the other end. @default - nobody, or TLS is spoken from the beginning */
  readonly secureServer?: SecureServer;
}

/** The network as the processes of one Pod, of a node or of a machine outside of the cluster see it. */
export interface NetworkStack {
  /** Own addresses, without loopback; empty before there is one. */
  readonly addresses: readonly string[];
  /**
   * Listens for connections of bytes. A client that speaks HTTP messages is translated.
   *
   * @throws SystemError EADDRINUSE when a process with the same stack listens there, EADDRNOTAVAIL for an address of
   * another machine.
   */
  listen(options: ListenOptions): Listener;
  /**
   * Answers HTTP requests by `handler`, every one as a task of its own that `run` starts and can cancel. A client that
   * sends bytes is translated. Throws as `listen`.
   */
  listenHttp(options: ListenOptions, handler: HttpHandler, run: (coroutine: Coroutine<void>) => void): Listener;
  /**
   * Connects to an IP address. A client that does not say that it speaks TLS may still do so, by `secureServer`.
   *
   * @throws SystemError ECONNREFUSED where nobody listens, EHOSTUNREACH or ETIMEDOUT where nothing routes.
   */
  connect(address: string, port: number, options?: ConnectOptions): Coroutine<ClientConnection>;
  /** Sends one request over a connection of its own and returns the answer. Throws as `connect`, and ECONNRESET. */
  exchange(address: string, port: number, request: HttpRequest, options?: ConnectOptions): Coroutine<HttpResponse>;
  /**
   * Asks a machine for a sign of life (ICMP echo), and returns the virtual milliseconds until it came.
   *
   * @throws SystemError EHOSTUNREACH, or ETIMEDOUT when none comes within `timeoutMs` (10 s by default). Addresses of
   * Services give none.
   */
  ping(address: string, timeoutMs?: number): Coroutine<number>;
  /** Asks a DNS server for exactly `name`; `server` replaces that of resolv.conf. Throws ETIMEDOUT when nobody answers. */
  query(name: string, type: DnsType, server?: string): Coroutine<DnsAnswer>;
}
