/** A request to the API server. */
export interface ServerRequest {
  readonly method: string;
  /** Path without query, still percent-encoded. */
  readonly path: string;
  /** Values of each query parameter, decoded, in order. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface ServerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A complete answer of the API server; text is UTF-8. */
export interface ServerAnswer extends ServerHead {
  readonly body: string | Uint8Array;
}

/** An answer that goes on: a watch. */
export interface ServerStream extends ServerHead {
  /** Begins it: `write` hears each piece, `end` its end. The returned function stops it, and may be called twice. */
  start(write: (text: string) => void, end: () => void): () => void;
}

/** The API server as a function; it ends its streams by itself. */
export type ServerFunction = (request: ServerRequest) => ServerAnswer | ServerStream;
