import { Duplex } from 'node:stream';

/** Where what a wire carries goes to. */
export interface WireOutlet {
  /** Sends bytes to the client; `taken` of the wire hears when they are out of the house. */
  data(bytes: Uint8Array): void;
  /** All was sent. */
  end(): void;
  /** The client may send more: `receive` returned false before. */
  ready(): void;
}

/** What a client sends and gets in TLS, as a stream of Node.js: of both sides, each waits for the other. */
export class ClientWire extends Duplex {
  private isFull = false;
  /** What is on its way to the client. */
  private readonly unsent: { readonly bytes: number; readonly onSent: () => void }[] = [];
  private takenBytes = 0;

  constructor(private readonly outlet: WireOutlet) {
    super({ allowHalfOpen: true });
  }

  /** The client has sent something; false when nothing more should come for now. */
  receive(bytes: Uint8Array): boolean {
    this.isFull = !this.push(bytes);
    return !this.isFull;
  }

  /** The client sends nothing more. */
  receiveEnd(): void {
    this.push(null);
  }

  /** So many bytes are out of the house. */
  taken(bytes: number): void {
    this.takenBytes += bytes;
    for (let first = this.unsent[0]; first !== undefined; first = this.unsent[0]) {
      if (first.bytes > this.takenBytes) return;
      this.takenBytes -= first.bytes;
      this.unsent.shift();
      first.onSent();
    }
  }

  override _read(): void {
    if (!this.isFull) return;
    this.isFull = false;
    this.outlet.ready();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, onSent: () => void): void {
    this.unsent.push({ bytes: bytes.length, onSent });
    this.outlet.data(bytes);
  }

  override _final(onDone: () => void): void {
    onDone();
    this.outlet.end();
  }
}
