import { EventLoop, SeededRandom, VirtualClock } from '../../src/simulator/engine';
import {
  type ContainerEnd,
  type ContainerOptions,
  type ContainerProcesses,
  type Coroutine,
  createFiles,
  createProcessor,
  decodeText,
  type ErrorCode,
  type FileLayer,
  type Mount,
  type NetworkStack,
  nullStream,
  type Program,
  startContainer,
  type Stream,
  SystemError,
} from '../../src/simulator/process';

const START_MS = Date.UTC(2026, 0, 1);

/** What a container of a test is made of. */
export interface ProgramContainerOptions extends Partial<Omit<ContainerOptions, 'files'>> {
  /** Runs as process 1, under the name `main`. @default - `argv` names a program of `programs` */
  readonly main?: Program;
  /** Programs in `/bin`, by their names. @default - none besides `main` */
  readonly programs?: Readonly<Record<string, Program>>;
  /** @default - programs only */
  readonly layer?: FileLayer;
  /** Layers above those. @default - none */
  readonly layers?: readonly FileLayer[];
  /** @default - none */
  readonly mounts?: readonly Mount[];
}

/** A container of a test, and what came out of it. */
export interface ProgramContainer extends ContainerProcesses {
  readonly loop: EventLoop;
  /** What it has written, as text. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** How it has ended. */
  readonly end: () => ContainerEnd | undefined;
  /** Lets virtual time pass. */
  readonly pass: (ms: number) => void;
}

/** A stream that keeps what is written to it, as text. */
export function textSink(): { readonly stream: Stream; readonly text: () => string } {
  let text = '';
  const stream: Stream = {
    ...nullStream,
    // eslint-disable-next-line require-yield -- It takes all at once.
    *write(bytes): Coroutine<void> {
      text += decodeText(bytes);
    },
  };
  return { stream, text: () => text };
}

// eslint-disable-next-line require-yield -- It refuses at once.
function* refuse(code: ErrorCode): Coroutine<never> {
  throw new SystemError(code);
}

/** A network that leads nowhere. */
export const noNetwork: NetworkStack = {
  addresses: [],
  listen: () => {
    throw new SystemError('EADDRNOTAVAIL');
  },
  listenHttp: () => {
    throw new SystemError('EADDRNOTAVAIL');
  },
  connect: () => refuse('ENETUNREACH'),
  exchange: () => refuse('ENETUNREACH'),
  ping: () => refuse('ENETUNREACH'),
  query: () => refuse('ETIMEDOUT'),
};

/** Starts a container on a loop of its own, with 2 processors. */
export function startProgramContainer(options: ProgramContainerOptions): ProgramContainer {
  const loop = options.loop ?? new EventLoop(new VirtualClock(START_MS));
  const programs = { ...options.programs, ...(options.main === undefined ? {} : { main: options.main }) };
  const layer: FileLayer = {
    ...Object.fromEntries(
      Object.entries(programs).map(([name, program]) => [`/bin/${name}`, { type: 'program' as const, program }]),
    ),
    ...options.layer,
  };
  const files = createFiles({
    layers: [layer, ...(options.layers ?? [])],
    mounts: options.mounts ?? [],
    nowMs: () => loop.nowMs,
  });
  const [out, errors] = [textSink(), textSink()];
  let end: ContainerEnd | undefined;
  const random = new SeededRandom(1);
  const container = startContainer({
    random: () => random,
    network: noNetwork,
    machine: () => ({
      hostname: 'test',
      cores: 2,
      memoryBytes: 4e9,
      freeMemoryBytes: 2e9,
      kernel: '6.1.0',
      bootedMs: START_MS,
    }),
    argv: ['main'],
    env: () => new Map([['PATH', '/bin']]),
    directory: '/',
    uid: 0,
    gid: 0,
    streams: new Map([
      [0, nullStream],
      [1, out.stream],
      [2, errors.stream],
    ]),
    processor: createProcessor(loop, 2),
    cpuWeight: 100,
    onExit: (exit) => {
      end = exit;
    },
    ...options,
    loop,
    files: () => files,
  });
  return {
    ...container,
    loop,
    stdout: out.text,
    stderr: errors.text,
    end: () => end,
    pass: (ms) => loop.runTo(loop.nowMs + ms),
  };
}
