/** A release that cannot be written, read or rendered, with the file concerned. */
export class ReleaseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReleaseError';
  }
}
