import { EventLoop, SeededRandom, VirtualClock } from '../../src/simulator/engine';
import { busyboxLayer, debianBaseLayer } from '../../src/simulator/images/tools';
import {
  BASE_LAYER,
  type ContainerEnd,
  type ContainerProcesses,
  type Coroutine,
  createFiles,
  createProcessor,
  decodeText,
  encodeText,
  type FileLayer,
  type FileSystem,
  type MachineInfo,
  type NetworkStack,
  nullStream,
  startContainer,
  type Stream,
  systemMounts,
  Terminal,
} from '../../src/simulator/process';
import type { Dialect } from '../../src/simulator/process/shell';
import { noNetwork, textSink } from './program-container';

const START_MS = Date.UTC(2026, 0, 1);

/** What a shell of a test is. */
export interface ShellContainerOptions {
  readonly dialect: Dialect;
  /** Program and arguments. @default - the shell, named as its dialect is */
  readonly argv?: readonly string[];
  /** What it reads from stdin. @default - nothing */
  readonly input?: string;
  readonly network?: NetworkStack;
  /** More files, and programs. @default - none */
  readonly layer?: FileLayer;
  readonly memoryLimitBytes?: number;
  /** Whether somebody sits at a terminal of 80 columns. @default false */
  readonly hasTerminal?: boolean;
  /** @default - root */
  readonly uid?: number;
}

/** A container in which a shell runs as process 1, and what came out of it. */
export interface ShellContainer extends ContainerProcesses {
  readonly files: FileSystem;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** What the terminal has shown since it was last asked. */
  readonly screen: () => string;
  readonly type: (keys: string) => void;
  readonly end: () => ContainerEnd | undefined;
  readonly nowMs: () => number;
  readonly pass: (ms: number) => void;
}

/** A stream that gives a text, and then ends. */
function textSource(text: string): Stream {
  let rest = encodeText(text);
  return {
    ...nullStream,
    // eslint-disable-next-line require-yield -- All is there.
    *read(maxBytes = 4096): Coroutine<Uint8Array | undefined> {
      if (rest.length === 0) return undefined;
      const piece = rest.subarray(0, maxBytes);
      rest = rest.subarray(maxBytes);
      return piece;
    },
  };
}

const NAMES: Readonly<Record<Dialect, string>> = { bash: 'bash', busybox: 'sh', dash: 'dash' };

const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['PATH', '/usr/bin:/bin'],
  ['HOME', '/root'],
]);

/** Starts a shell in an image that has its usual tools: busybox, or those of Debian. */
export function startShell(options: ShellContainerOptions): ShellContainer {
  const loop = new EventLoop(new VirtualClock(START_MS));
  const machine = (): MachineInfo => ({
    hostname: 'host-1',
    cores: 2,
    memoryBytes: 4e9,
    freeMemoryBytes: 2e9,
    kernel: '6.1.0',
    bootedMs: START_MS - 3_600_000,
  });
  const base = options.dialect === 'busybox' ? busyboxLayer : debianBaseLayer;
  const nowMs = (): number => loop.nowMs;
  const random = new SeededRandom(1);
  const files: FileSystem = createFiles({
    layers: [BASE_LAYER, base, { '/w': { type: 'directory', mode: 0o777 } }, options.layer ?? {}],
    mounts: systemMounts({
      nowMs,
      random: () => random,
      machine,
      processes: () => container.processes(),
      ownProcesses: () => container.processes(),
      environmentOf: (pid) => container.table.environmentOf(pid),
      mounts: () => files.mounts(),
    }),
    nowMs,
  });
  const [out, errors] = [textSink(), textSink()];
  const terminal = new Terminal({ columns: 80, rows: 24 });
  let shown = '';
  terminal.listen({ output: (bytes) => (shown += decodeText(bytes)), ready: () => undefined });
  let end: ContainerEnd | undefined;
  const own = terminal.stream;
  const streams: readonly Stream[] =
    options.hasTerminal === true ? [own, own, own] : [textSource(options.input ?? ''), out.stream, errors.stream];
  const container = startContainer({
    loop,
    random: () => random,
    files: () => files,
    network: options.network ?? noNetwork,
    machine,
    argv: options.argv ?? [NAMES[options.dialect]],
    env: () => VARIABLES,
    directory: '/w',
    uid: options.uid ?? 0,
    gid: options.uid ?? 0,
    streams: new Map(streams.entries()),
    processor: createProcessor(loop, 2),
    cpuWeight: 100,
    ...(options.memoryLimitBytes === undefined ? {} : { memoryLimitBytes: options.memoryLimitBytes }),
    onExit: (exit) => {
      end = exit;
    },
  });
  const pass = (ms: number): void => loop.runTo(loop.nowMs + ms);
  return {
    ...container,
    files,
    stdout: out.text,
    stderr: errors.text,
    screen: () => {
      const text = shown;
      shown = '';
      return text;
    },
    type: (keys) => {
      terminal.input(encodeText(keys));
      pass(50);
    },
    end: () => end,
    nowMs,
    pass,
  };
}

/** What a script has printed, and its code. */
export interface ScriptOutcome {
  readonly out: string;
  readonly err: string;
  readonly code: number | undefined;
}

/** Runs a script with `-c` to its end, 20 virtual seconds at most. */
export function runScript(
  dialect: Dialect,
  script: string,
  options: Partial<ShellContainerOptions> = {},
): ScriptOutcome {
  const container = startShell({ ...options, dialect, argv: [NAMES[dialect], '-c', script] });
  container.pass(20_000);
  return { out: container.stdout(), err: container.stderr(), code: container.end()?.code };
}
