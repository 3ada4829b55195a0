import { SparseSet } from '../../engine';
import { type Coroutine, type Stream, SystemError } from '../../process';
import type { ContainerLog } from './container-log';
import type { SessionOutput } from './session-output';

/** stdout or stderr of a container: its log, and whoever is attached. */
export class ContainerOutput implements Stream {
  readonly terminal = undefined;
  private readonly attached = new SparseSet<SessionOutput>();

  constructor(
    private readonly name: 'stdout' | 'stderr',
    private readonly log: ContainerLog,
  ) {}

  /** Lets `output` hear all that comes from now on. The returned function ends that. */
  attach(output: SessionOutput): () => void {
    this.attached.add(output);
    return () => this.attached.delete(output);
  }

  *write(bytes: Uint8Array): Coroutine<void> {
    if (bytes.length === 0) return;
    this.log.write(this.name, bytes);
    for (const output of [...this.attached]) {
      try {
        yield* output.write(bytes);
      } catch (error) {
        // Who has left does not disturb the program.
        if (!(error instanceof SystemError)) throw error;
        this.attached.delete(output);
      }
    }
  }

  end(): void {
    // The log ends with its container, not with one of its programs.
  }

  // eslint-disable-next-line require-yield -- Nothing is read here.
  *read(): Coroutine<Uint8Array | undefined> {
    throw new SystemError('EBADF');
  }

  close(): void {
    // As with `end`.
  }
}
