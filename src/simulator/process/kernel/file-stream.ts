import type { Coroutine } from '../coroutine';
import type { OpenFile } from '../file-system';
import type { Stream } from '../streams';

const READ_BYTES = 65_536;

/** An open file as a stream: disks are as fast as memory. */
export class FileStream implements Stream {
  readonly terminal = undefined;

  constructor(readonly file: OpenFile) {}

  // eslint-disable-next-line require-yield -- Files are there at once.
  *read(maxBytes = READ_BYTES): Coroutine<Uint8Array | undefined> {
    const bytes = this.file.read(maxBytes);
    return bytes.length === 0 ? undefined : bytes;
  }

  // eslint-disable-next-line require-yield -- Files are there at once.
  *write(bytes: Uint8Array): Coroutine<void> {
    this.file.write(bytes);
  }

  close(): void {
    // The file system counts no openings.
  }

  end(): void {
    this.close();
  }
}
