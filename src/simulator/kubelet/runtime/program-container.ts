import type { RemoteListener, RemoteSession } from '../../api';
import type { EventLoop } from '../../engine';
import {
  type ContainerEnd,
  type ContainerProcesses,
  type FileSystem,
  type ProcessTable,
  type Signal,
  SystemError,
} from '../../process';
import type {
  CallOutcome,
  ContainerCall,
  ContainerExit,
  ContainerUsage,
  RunningContainer,
  StartFailure,
} from '../container-runtime';
import { type ContainerIo, PipedIo } from './container-io';
import { ContainerLog } from './container-log';
import type { ContainerRequest } from './container-request';
import { callByExec } from './exec-call';
import { execSession, type SessionRequest } from './exec-session';
import { callOverNetwork } from './probe-calls';
import type { RuntimeNode } from './runtime-node';
import { startRefusal } from './start-refusal';
import { terminationMessage } from './termination-message';
import { TerminalIo } from './terminal-io';

/** Starts the processes of a container with `streams`; throws SystemError as `startContainer`. */
export type Start = (
  streams: ContainerIo['streams'],
  onExit: (end: ContainerEnd) => void,
) => { readonly processes: ContainerProcesses; readonly files: () => FileSystem };

/** A container in which programs run. */
export class ProgramContainer implements RunningContainer {
  readonly log: ContainerLog;
  private readonly io: ContainerIo;
  private readonly begun: ReturnType<Start>;
  private sessions = 0;

  private constructor(
    private readonly loop: EventLoop,
    private readonly node: RuntimeNode,
    private readonly request: ContainerRequest,
    private readonly stopSignal: Signal,
    readonly command: readonly string[],
    start: Start,
    onExit: (exit: ContainerExit) => void,
  ) {
    this.log = new ContainerLog(() => loop.nowMs);
    this.io = request.hasTerminal ? new TerminalIo(this.log, request) : new PipedIo(this.log, request);
    this.begun = start(this.io.streams, (end) => {
      this.finish();
      onExit(this.exitOf(end));
    });
  }

  /** Starts a container, or says why it does not start. */
  static start(
    loop: EventLoop,
    node: RuntimeNode,
    request: ContainerRequest,
    stopSignal: Signal,
    command: readonly string[],
    start: Start,
    onExit: (exit: ContainerExit) => void,
  ): ProgramContainer | StartFailure {
    try {
      return new ProgramContainer(loop, node, request, stopSignal, command, start, onExit);
    } catch (error) {
      if (error instanceof SystemError) return { message: startRefusal(command[0] ?? '', error) };
      throw error;
    }
  }

  get processes(): ProcessTable {
    return this.begun.processes.table;
  }

  stop(): void {
    this.begun.processes.signal(this.stopSignal);
  }

  kill(): void {
    this.begun.processes.signal('KILL');
  }

  discard(): void {
    this.begun.processes.discard();
    this.finish();
  }

  call(call: ContainerCall, timeoutMs: number, tell: (outcome: CallOutcome) => void): void {
    const { loop, node, request, begun } = this;
    if (call.type === 'exec') {
      callByExec(loop, begun.processes, call.command, timeoutMs, tell);
      return;
    }
    const podIp = request.sandbox.address;
    callOverNetwork(loop, node.network, podIp, call, timeoutMs, tell);
  }

  usage(): ContainerUsage {
    return this.begun.processes.usage();
  }

  exec(request: SessionRequest, listener: RemoteListener): RemoteSession {
    this.sessions += 1;
    const id = sessionId(this.request.id, this.sessions);
    return execSession(this.loop, this.begun.processes, request, id, listener);
  }

  attach(listener: RemoteListener): RemoteSession {
    return this.io.attach(listener);
  }

  private finish(): void {
    this.log.end();
    this.io.end();
  }

  private exitOf({ code, isOutOfMemory }: ContainerEnd): ContainerExit {
    const { terminationPath, tellsLog } = this.request;
    const message = terminationMessage(this.begun.files(), this.log, terminationPath, tellsLog && code !== 0);
    return { exitCode: code, isOutOfMemory, ...(message === undefined ? {} : { message }) };
  }
}

/** 64 hexadecimal digits for the session of that number. */
const sessionId = (containerId: string, number: number): string =>
  `${number.toString(16).padStart(4, '0')}${containerId.slice(4)}`;
