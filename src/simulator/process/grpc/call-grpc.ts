import type { Coroutine } from '../coroutine';
import { joinBytes } from '../encoding';
import type { Connection } from '../streams';
import { SystemError } from '../system-error';
import { HttpFrameError } from './frames';
import { decodeStatusMessage, framedMessage, GRPC_CODES, GrpcError, messageIn } from './grpc-status';
import type { HeaderField } from './header-table';
import { Http2Session, PREFACE } from './session';

/** Streams of clients have odd numbers; nobody makes a second call here. */
const STREAM = 1;

/** What a client says of itself and of its call. */
export interface GrpcCall {
  /** `/grpc.health.v1.Health/Check`. */
  readonly path: string;
  /** Whom it means: `10.244.0.7:9000`. */
  readonly authority: string;
  readonly userAgent: string;
  /** Bytes of protobuf. */
  readonly message: Uint8Array;
}

/** A client that makes one call over a connection. */
export class GrpcClient {
  private readonly session: Http2Session;
  private isReady = false;
  private readonly pieces: Uint8Array[] = [];
  private readonly fields = new Map<string, string>();
  private isOver = false;

  constructor(connection: Connection) {
    this.session = new Http2Session(connection, {
      onSettings: () => (this.isReady = true),
      onHeaders: (_stream, fields, isEnd) => {
        for (const [name, value] of fields) this.fields.set(name, value);
        this.isOver ||= isEnd;
      },
      onData: (_stream, bytes, isEnd) => {
        this.pieces.push(bytes);
        this.isOver ||= isEnd;
      },
      onReset: (_stream, code) => {
        this.fields.set('grpc-status', String(GRPC_CODES.indexOf(code === 7 ? 'Unavailable' : 'Internal')));
        this.fields.set('grpc-message', `stream terminated by RST_STREAM with error code: ${code}`);
        this.isOver = true;
      },
    });
  }

  /**
   * Says hello, and waits until the server has.
   *
   * @throws SystemError when it goes away, HttpFrameError when it speaks something else.
   */
  *greet(): Coroutine<void> {
    yield* this.session.begin(PREFACE);
    while (!this.isReady) if (!(yield* this.session.next())) throw new SystemError('ECONNRESET');
  }

  /**
   * Makes the call: bytes of the answer.
   *
   * @throws GrpcError when it fails: `Unavailable` when the server goes away. Source: grpc-go, internal/transport/http2_client.go `reader`.
   */
  *call({ path, authority, userAgent, message }: GrpcCall): Coroutine<Uint8Array> {
    const head: readonly HeaderField[] = [
      [':method', 'POST'],
      [':scheme', 'http'],
      [':path', path],
      [':authority', authority],
      ['content-type', 'application/grpc'],
      ['user-agent', userAgent],
      ['te', 'trailers'],
    ];
    try {
      yield* this.session.sendHeaders(STREAM, head, false);
      yield* this.session.sendData(STREAM, framedMessage(message), true);
      while (!this.isOver) if (!(yield* this.session.next())) throw new SystemError('ECONNRESET');
    } catch (error) {
      if (!(error instanceof SystemError) && !(error instanceof HttpFrameError)) throw error;
      throw new GrpcError('Unavailable', 'error reading from server: EOF');
    }
    const code = GRPC_CODES[Number(this.fields.get('grpc-status') ?? 2)] ?? 'Unknown';
    if (code !== 'OK') throw new GrpcError(code, decodeStatusMessage(this.fields.get('grpc-message') ?? ''));
    return messageIn(joinBytes(this.pieces));
  }
}
