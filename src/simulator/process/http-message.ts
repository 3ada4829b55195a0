import type { ByteReader, ByteWriter } from './streams';

/** Headers by their names in lower case; values of a name that comes several times are joined as HTTP says. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** Body of a message: all of it, or what comes bit by bit. */
export type HttpBody = Uint8Array | ByteReader;

/** A request, as a message. */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** Path and query as sent: `/env/api?all=1`. */
  readonly target: string;
  /** `host` is among them. */
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
}

/** A request together with where it came from. */
export interface ReceivedRequest extends HttpRequest {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Address and port that it reached. */
  readonly localAddress: string;
  readonly localPort: number;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
}

/** An answer, as a message. */
export interface HttpResponse {
  readonly status: number;
  /** `content-length` and `date` need not be given. */
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
  /**
   * What goes on with the bytes of the connection after an answer 101: it hears what the client sends and sends what it
   * likes (WebSocket). @default - the connection stays one of messages
   */
  readonly upgrade?: (connection: ByteReader & ByteWriter) => void;
}
