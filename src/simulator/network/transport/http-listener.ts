import { type Listener, type ListenOptions, serveHttpOver, waitForEver } from '../../process';
import type { ConnectionEnd } from './connection';
import type { BoundPort, HttpService } from './ports';
import { serveEither } from './either-version';

/** A port behind which a handler answers requests. */
export class HttpListener implements BoundPort, Listener {
  private isClosed = false;

  constructor(
    readonly port: number,
    readonly address: string | undefined,
    readonly isSecure: boolean,
    readonly http: HttpService,
    private readonly onClose: (listener: BoundPort) => void,
    readonly certificateFor?: ListenOptions['certificateFor'],
  ) {}

  take(connection: ConnectionEnd): boolean {
    const { http, isSecure } = this;
    http.run(
      http.http2 === undefined
        ? serveHttpOver(connection, http.handler, isSecure)
        : serveEither(connection, http.http2, (begun) => serveHttpOver(begun, http.handler, isSecure)),
    );
    return true;
  }

  /** Waits for ever: requests go to the handler. */
  accept(): ReturnType<Listener['accept']> {
    return waitForEver();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClose(this);
  }
}
