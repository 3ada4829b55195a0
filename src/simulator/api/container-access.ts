import type { Pod } from './kinds.generated';

/** What is asked of a log. Source: Kubernetes 1.36, core/v1 `PodLogOptions`. */
export interface LogRequest {
  readonly pod: Pod;
  readonly container: string;
  readonly isPrevious: boolean;
  readonly follows: boolean;
  readonly hasTimestamps: boolean;
  /** Virtual time before which lines are left out. */
  readonly sinceMs?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** @default 'All' */
  readonly stream?: 'All' | 'Stdout' | 'Stderr';
}

/** A certificate and its key, in PEM. */
export interface CertifiedPair {
  readonly certificate: string;
  readonly key: string;
}

/** Who is at the other end of a connection to a port. */
export interface ConnectedServer {
  /**
   * Chooses what it shows of itself for the name that a client asks for, empty for none: `selfSigned` is a certificate that
   * it has made up, undefined ends the handshake.
   *
   * @default - it does not speak TLS
   */
  readonly certificateFor?: (serverName: string) => CertifiedPair | 'selfSigned' | undefined;
}

/** Hears what comes out of a session. Each is called in order; nothing after `end`. */
export interface RemoteListener {
  /** More bytes: of stdout and stderr, or of a forwarded port or log (`stdout`). */
  data(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** It is over. `exitCode` of a program, `error` when something else went wrong, in words that kubectl shows. */
  end(outcome: { readonly exitCode?: number; readonly error?: string }): void;
  /** More may be sent: `send` returned false before. */
  ready(): void;
  /** The connection to a port is there. Others are never told of. */
  connected?(server: ConnectedServer): void;
}

/** A session between a client and something inside of a Pod. */
export interface RemoteSession {
  /** Hands on what the client sent; false when nothing more should come until `ready`. */
  send(bytes: Uint8Array): boolean;
  /** The client sends nothing more. */
  endInput(): void;
  /**
   * The client has shaken hands with a server that wants TLS: from now on its input is what TLS carries. Does nothing to
   * any other session, and after input.
   */
  startTls?(): void;
  /** The terminal of the client has another size. */
  resize(columns: number, rows: number): void;
  /** The client cannot take more for now; what comes has to wait. */
  hold(): void;
  /** The client takes more. */
  release(): void;
  /** The client is gone: what it started gets SIGHUP, or EPIPE. */
  close(): void;
}

/** What is to be run in a container. */
export interface ExecRequest {
  readonly pod: Pod;
  readonly container: string;
  readonly command: readonly string[];
  readonly hasStdin: boolean;
  readonly hasStdout: boolean;
  readonly hasStderr: boolean;
  readonly hasTerminal: boolean;
}

/** An HTTP request to something inside of the cluster. */
export interface ProxyRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly isSecure: boolean;
}

/** Its answer; the body comes through a listener. */
export interface ProxyResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The way into containers: what the API server asks of node agents and of the network. All throw StatusError for what
 * cannot be before anything has begun, in the words of Kubernetes.
 */
export interface ContainerAccess {
  /** Lines of a log as they are written; ends by itself unless it follows. */
  logs(request: LogRequest, listener: RemoteListener): RemoteSession;
  exec(request: ExecRequest, listener: RemoteListener): RemoteSession;
  /** Joins the streams of process 1. */
  attach(request: Omit<ExecRequest, 'command'>, listener: RemoteListener): RemoteSession;
  /** One connection to a port of a Pod, from within its network. */
  forward(pod: Pod, port: number, listener: RemoteListener): RemoteSession;
  /** Sends a request to an address of the cluster from a node; `begin` hears the head of the answer, or why there is none. */
  proxy(
    address: string,
    port: number,
    request: ProxyRequest,
    begin: (response: ProxyResponse | { readonly error: string }) => void,
    listener: RemoteListener,
  ): RemoteSession;
}
