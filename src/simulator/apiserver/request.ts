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

/** The API server: a function, no socket. */
export type ApiHandler = (request: ApiRequest) => ApiAnswer | ApiStream;
