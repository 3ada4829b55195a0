import type { RemoteListener, RemoteSession } from '../../api';
import { SparseSet } from '../../engine';
import { nullStream, type Stream } from '../../process';
import type { ContainerLog } from './container-log';
import { ContainerOutput } from './container-output';
import { PushedInput } from './pushed-input';
import { sessionOutputs } from './session-listener';

/** stdin, stdout and stderr of a container, and who is attached to them. */
export interface ContainerIo {
  readonly streams: ReadonlyMap<number, Stream>;
  /** Lets a client hear what is written from now on, and type. */
  attach(listener: RemoteListener): RemoteSession;
  /** The container has ended. */
  end(): void;
}

/** How a container takes what is typed. */
export interface InputOptions {
  /** Whether somebody may type. */
  readonly hasInput: boolean;
  /** Whether its input ends with the first who has typed. */
  readonly isInputOnce: boolean;
}

/** Streams of a container without a terminal. */
export class PipedIo implements ContainerIo {
  readonly streams: ReadonlyMap<number, Stream>;
  private readonly input: PushedInput | undefined;
  private readonly stdout: ContainerOutput;
  private readonly stderr: ContainerOutput;
  private readonly attached = new SparseSet<RemoteListener>();

  constructor(
    log: ContainerLog,
    private readonly options: InputOptions,
  ) {
    this.stdout = new ContainerOutput('stdout', log);
    this.stderr = new ContainerOutput('stderr', log);
    this.input = options.hasInput ? new PushedInput(() => this.tellReady()) : undefined;
    const streams = new Map<number, Stream>();
    streams.set(0, this.input ?? nullStream);
    streams.set(1, this.stdout);
    streams.set(2, this.stderr);
    this.streams = streams;
  }

  attach(listener: RemoteListener): RemoteSession {
    const { input, options } = this;
    const outputs = sessionOutputs(listener);
    const leave = [this.stdout.attach(outputs.stdout), this.stderr.attach(outputs.stderr)];
    this.attached.add(listener);
    const endInput = (): void => {
      if (options.isInputOnce) input?.end();
    };
    return {
      send: (bytes) => input?.push(bytes) ?? true,
      endInput,
      resize: () => undefined,
      hold: () => outputs.hold(),
      release: () => outputs.release(),
      close: () => {
        for (const each of leave) each();
        outputs.close();
        this.attached.delete(listener);
        endInput();
      },
    };
  }

  private tellReady(): void {
    for (const listener of this.attached) listener.ready();
  }

  end(): void {
    const listeners = [...this.attached];
    this.attached.clear();
    for (const listener of listeners) listener.end({});
  }
}
