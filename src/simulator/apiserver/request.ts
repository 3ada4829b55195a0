import type { RemoteListener, RemoteSession } from '../api';
import type { UserInfo } from '../resources/resource';

/** A request, as the edge hands it in. */
export interface ApiRequest {
  /** GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS. */
  readonly method: string;
  /** Path without query, still percent-encoded. */
  readonly path: string;
  /** Values of each query parameter, decoded, in order. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Headers by lower-case name; several values joined with ', '. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Identity of a verified client certificate. @default - none: a token decides, or the request is anonymous */
  readonly certificate?: UserInfo;
}

/** A complete answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Text is UTF-8. */
  readonly body: string | Uint8Array;
  /**
   * Texts that `body` consists of, for who writes them one after the other: putting a long text together takes longer
   * than to write it.
   *
   * @default - `body` is one piece
   */
  readonly pieces?: readonly string[];
}

/** An answer that goes on: a watch. */
export interface ApiStream {
  readonly status: 200;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Begins the stream: `write` is called for each piece, now and later; `end` when the server is done (not before
   * `start` has returned). The returned function stops it, and may be called more than once.
   */
  start(write: (text: string) => void, end: () => void): () => void;
  /** Virtual milliseconds after which the server ends the stream by itself. @default - it does not */
  readonly timeoutMs?: number;
}

/** Status and headers of an answer whose body comes in pieces. */
export interface ApiHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * An answer that comes later, and in bytes: a log, or what a proxy hands on. Every `open` sends the request anew; the
 * session takes input only after a head with status 101.
 */
export interface ApiExchange {
  readonly kind: 'exchange';
  /** Whether nothing that happens inside of the cluster depends on it. */
  readonly isReadOnly: boolean;
  /** Begins it: `begin` hears the head once, and then `listener` the body, as stdout. */
  open(begin: (head: ApiHead) => void, listener: RemoteListener): RemoteSession;
}

/** A request that wants to become a connection to a program: exec, attach. */
export interface ApiCommand {
  readonly kind: 'command';
  readonly hasStdin: boolean;
  readonly hasStdout: boolean;
  readonly hasStderr: boolean;
  /** Whether there is a terminal: then there is no stderr of its own. */
  readonly hasTerminal: boolean;
  /** Throws a StatusError when the node agent would refuse before it takes the connection over. */
  check(): void;
  /** Starts it. Throws a StatusError when it cannot be. */
  open(listener: RemoteListener): RemoteSession;
}

/** A request that wants to become a connection to ports of a Pod. */
export interface ApiPortForward {
  readonly kind: 'ports';
  /** Ports that the request itself names: older protocols know no others. */
  readonly ports: readonly number[];
  /** Throws a StatusError when the node agent would refuse before it takes the connection over. */
  check(): void;
  /** Connects to a port. Throws a StatusError when it cannot be. */
  open(port: number, listener: RemoteListener): RemoteSession;
}

/** An answer that is a way into the cluster, for as long as both sides want. */
export type ApiConnection = ApiExchange | ApiCommand | ApiPortForward;

/** What a request leads to. */
export type ApiResult = ApiAnswer | ApiStream | ApiConnection;

/** The API server, ways into containers included: a function, no socket. */
export type ApiReceiver = (request: ApiRequest) => ApiResult;

/** The API server as far as its answers are complete or watches; what leads into containers is answered with 501. */
export type ApiHandler = (request: ApiRequest) => ApiAnswer | ApiStream;
