/** A body that cannot be read; the message is the one of Go's decoders. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}
