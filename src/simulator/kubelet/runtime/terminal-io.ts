import type { RemoteListener, RemoteSession } from '../../api';
import { type Stream, Terminal } from '../../process';
import type { ContainerIo, InputOptions } from './container-io';
import type { ContainerLog } from './container-log';
import { FIRST_SIZE, terminalSession } from './terminal-session';

/** Streams of a container that has a terminal: all that comes out of it is one stream, and goes to its log as it is. */
export class TerminalIo implements ContainerIo {
  readonly streams: ReadonlyMap<number, Stream>;
  private readonly terminal = new Terminal(FIRST_SIZE);
  private readonly attached = new Set<RemoteListener>();

  constructor(
    log: ContainerLog,
    private readonly options: InputOptions,
  ) {
    this.terminal.listen({
      output: (bytes) => {
        log.write('stdout', bytes);
        for (const listener of this.attached) listener.data('stdout', bytes);
      },
      ready: () => {
        for (const listener of this.attached) listener.ready();
      },
    });
    this.streams = new Map([0, 1, 2].map((number) => [number, this.terminal.stream]));
  }

  attach(listener: RemoteListener): RemoteSession {
    const { terminal, options } = this;
    this.attached.add(listener);
    const session = terminalSession(terminal, () => {
      this.attached.delete(listener);
      terminal.release();
      if (options.isInputOnce) terminal.hangUp();
    });
    return options.hasInput ? session : { ...session, send: () => true };
  }

  end(): void {
    const listeners = [...this.attached];
    this.attached.clear();
    for (const listener of listeners) listener.end({});
  }
}
