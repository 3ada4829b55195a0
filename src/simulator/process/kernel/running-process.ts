import { type Coroutine, type Task, waitFor } from '../coroutine';
import { encodePassingText } from '../encoding';
import type { FileSystem } from '../file-system';
import type { Process, ProcessExit, ProcessHandle, ProcessInfo, Program, Signal, SpawnOptions } from '../process';
import type { Stream } from '../streams';
import { SystemError } from '../system-error';
import { CpuTime } from './cpu-time';
import { Descriptors } from './descriptors';
import { FileStream } from './file-stream';
import type { Kernel } from './kernel';
import { openSpecial } from './open-special';
import { createPipe } from './pipe';
import type { ProcessEntry } from './process-entry';
import { ProcessGone } from './process-gone';
import { copied, type ProcessSetup, rootOf } from './process-setup';
import { delay } from './program-timers';
import { reportError, runProgram } from './run-program';
import { SignalActions } from './signal-actions';
import { Surroundings } from './surroundings';
import { Threads } from './threads';

/** Memory of a process that says nothing of it. */
const MEMORY_BYTES = 512 * 1024;

/** A process while it runs: what its program does, and what the kernel does to it. */
export class RunningProcess extends Surroundings implements Process {
  argv: readonly string[];
  readonly streams: Map<number, Stream>;
  readonly cpu: CpuTime;
  readonly threads: Threads;
  readonly actions: SignalActions;
  private heldBytes = 0;
  private readonly descriptors: Descriptors;

  constructor(kernel: Kernel, entry: ProcessEntry, setup: ProcessSetup) {
    super(kernel, entry, setup);
    this.argv = setup.argv;
    this.cpu = new CpuTime(kernel.loop, kernel.processor, kernel.cpuGroup);
    this.threads = new Threads(kernel.loop, this.cpu, (error) => this.fail(error));
    this.actions = new SignalActions(setup.ignored);
    this.descriptors = new Descriptors(kernel.foreignStreams, () => this.raise('PIPE'));
    this.streams = this.descriptors.inherit(setup.streams);
  }

  get memoryBytes(): number {
    return this.heldBytes;
  }

  get state(): ProcessInfo['state'] {
    if (this.threads.isStopped) return 'T';
    return this.cpu.cores > 0 ? 'R' : 'S';
  }

  print(text: string): Coroutine<void> {
    return this.stdout.write(encodePassingText(text));
  }

  complain(text: string): Coroutine<void> {
    return this.stderr.write(encodePassingText(text));
  }

  sleep(ms: number): Coroutine<void> {
    return waitFor(delay(this.kernel.loop, ms));
  }

  compute(cpuMs: number): Coroutine<void> {
    return this.cpu.compute(cpuMs);
  }

  useProcessor(cores: number): void {
    this.cpu.setHousekeeping(cores);
  }

  useMemory(bytes: number): void {
    this.holdMemory(bytes);
    this.leaveWhenDead();
  }

  start(coroutine: Coroutine<void>): Task {
    this.leaveWhenDead();
    return this.threads.start(coroutine);
  }

  spawn(options: SpawnOptions): ProcessHandle {
    this.leaveWhenDead();
    return this.kernel.spawn(options, {
      entry: this.entry,
      setup: {
        ...this.setup,
        // What it starts must not see what it changes later.
        env: this.ownEnv === undefined ? this.setup.env : copied(this.ownEnv),
        ...rootOf(this.root),
        directory: this.directory,
        uid: this.uid,
        gid: this.gid,
        umask: this.umask,
        streams: this.streams,
        ignored: this.actions.ignored(),
      },
    });
  }

  *exec(options: Pick<SpawnOptions, 'argv' | 'env' | 'uid' | 'gid'>): Coroutine<never> {
    const { env = this.env, uid = this.uid, gid = this.gid } = options;
    const setup = { ...this.setup, ...rootOf(this.root), env: () => env, uid, gid, directory: this.directory };
    const { program, argv } = this.kernel.programOf({ argv: options.argv }, setup, this.entry);
    this.changeUser(uid, gid);
    this.argv = argv;
    this.entry.become(argv, uid, env);
    this.ownEnv = new Map(env);
    this.actions.forgetHandlers();
    this.holdMemory(MEMORY_BYTES);
    this.exit(yield* runProgram(this, program));
  }

  *waitForChild(): Coroutine<{ readonly pid: number; readonly exit: ProcessExit }> {
    const { children, childEnds } = this.entry;
    while (children.size > 0) {
      for (const child of children) {
        if (child.exit === undefined) continue;
        this.kernel.reap(child);
        return { pid: child.pid, exit: child.exit };
      }
      yield* waitFor(childEnds.change);
    }
    throw new SystemError('ECHILD');
  }

  onSignal(signal: Signal, action: (() => Coroutine<void>) | 'ignore' | 'default'): void {
    this.actions.set(signal, action);
  }

  kill(pid: number, signal: Signal): void {
    this.kernel.kill(this.entry, pid, signal);
    this.leaveWhenDead();
  }

  exit(code: number): never {
    this.kernel.end(this.entry, { code: code & 0xff });
    throw new ProcessGone();
  }

  processes(): readonly ProcessInfo[] {
    return this.kernel.processes().map((info) => (info.pid === this.pid ? { ...info, state: 'R' as const } : info));
  }

  pipe(): { readonly reader: Stream; readonly writer: Stream } {
    const { reader, writer } = createPipe();
    return { reader: this.descriptors.add(reader), writer: this.descriptors.add(writer) };
  }

  openStream(path: string, options?: Parameters<FileSystem['open']>[1]): Stream {
    return this.descriptors.add(openSpecial(this, path) ?? new FileStream(this.files.open(path, options)));
  }

  /** Begins to run its program; called once. */
  begin(program: Program): void {
    this.holdMemory(MEMORY_BYTES);
    if (this.entry.exit !== undefined) return;
    this.threads.start(runProgram(this, program), (code) => this.kernel.end(this.entry, { code: code & 0xff }));
  }

  /** Gives back all that it holds; `isSilent`: without a word to anybody outside. */
  dispose(isSilent: boolean): void {
    this.threads.cancelAll();
    if (isSilent) return;
    this.descriptors.closeAll();
    this.tracked?.close();
  }

  /** A thread has thrown: the process ends as if its program had. */
  private fail(error: unknown): void {
    if (error instanceof ProcessGone) return;
    this.threads.start(reportError(this, error), () => this.kernel.end(this.entry, { code: 1 }));
  }

  private holdMemory(bytes: number): void {
    const before = this.heldBytes;
    this.heldBytes = bytes;
    this.kernel.changeMemory(bytes - before);
  }

  private raise(signal: Signal): void {
    this.kernel.deliver(this.entry, signal, true);
    this.leaveWhenDead();
  }

  /** Unwinds what runs in a process that has just ended. */
  private leaveWhenDead(): void {
    if (this.entry.exit !== undefined) throw new ProcessGone();
  }
}
