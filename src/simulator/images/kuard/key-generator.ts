import {
  type Coroutine,
  isSystemError,
  type Process,
  readJson,
  request,
  ResolutionError,
  type Task,
} from '../../process';
import { fingerprint } from './fingerprint';
import { goLog } from './go-log';
import type { KuardFlags } from './flags';
import { distance } from './time-text';
import type { QueuedMessage } from './message-broker';

/** What the workload is told: the names of `/keygen`. */
export interface KeygenConfig {
  readonly enable: boolean;
  /** Keys after which it is complete; 0 for no end. */
  readonly numToGen: number;
  /** Seconds after which it is complete; 0 for no end. */
  readonly timeToRun: number;
  /** Server and queue that work is taken from; the limits above do not count then. Either empty: no queue. */
  readonly memQServer: string;
  readonly memQQueue: string;
  readonly exitOnComplete: boolean;
  readonly exitCode: number;
}

/** What the command line says of the workload. */
export const keygenConfig = (flags: KuardFlags): KeygenConfig => ({
  enable: flags['keygen-enable'],
  numToGen: flags['keygen-num-to-gen'],
  timeToRun: flags['keygen-time-to-run'],
  memQServer: flags['keygen-memq-server'],
  memQQueue: flags['keygen-memq-queue'],
  exitOnComplete: flags['keygen-exit-on-complete'],
  exitCode: flags['keygen-exit-code'],
});

/** Processor time of a key of 4096 bits: recorded logs show 1 to 3 s each on one core. */
const KEY_MS_MIN = 1000;
const KEY_MS_SPREAD = 2000;

/** Time before an empty queue, or one that cannot be reached, is asked again. Source: kuard v0.10.0, pkg/keygen/memq.go. */
const RETRY_MS = 1000;

/** Lines that `/keygen` shows. Source: kuard v0.10.0, pkg/keygen/keygen.go `maxHistory`. */
const HISTORY_MAX = 20;

/** Why a request came to nothing, in the words of Go. */
function failureText(error: unknown, url: string): string {
  if (error instanceof ResolutionError) return `Post "${url}": dial tcp: lookup ${error.subject}: no such host`;
  if (isSystemError(error)) {
    return `Post "${url}": dial tcp ${error.subject ?? ''}: connect: ${error.message.toLowerCase()}`;
  }
  throw error;
}

/** Makes keys, as many as it is told or as there is work in a queue: what keeps a processor busy. */
export class KeyGenerator {
  private workloads = 0;
  /** Tells that the running workload is called off; nothing for one that takes its work from a queue. */
  private callOff: (() => Coroutine<void>) | undefined;
  private lineCount = 0;
  private task: Task | undefined;
  private lines: { readonly id: number; readonly data: string }[] = [];
  private current: KeygenConfig;

  constructor(
    private readonly process: Process,
    config: KeygenConfig,
  ) {
    this.current = config;
  }

  get config(): KeygenConfig {
    return this.current;
  }

  /** The last lines it has logged. */
  get history(): readonly { readonly id: number; readonly data: string }[] {
    return this.lines;
  }

  /** Starts anew with what `config` says; nothing runs when that is not enabled. */
  restart(config: KeygenConfig): void {
    this.task?.cancel();
    this.task = undefined;
    if (this.callOff !== undefined) this.process.start(this.callOff());
    this.callOff = undefined;
    this.current = config;
    if (!config.enable) return;
    if (config.memQServer !== '' && config.memQQueue !== '') {
      this.task = this.process.start(this.consume());
      return;
    }
    const id = this.workloads;
    this.workloads += 1;
    this.callOff = () => this.log(`(ID ${id}) Workload exiting`);
    this.task = this.process.start(this.generate(id));
  }

  private *log(line: string): Coroutine<void> {
    this.lines = [...this.lines, { id: this.lineCount, data: line }].slice(-HISTORY_MAX);
    this.lineCount += 1;
    yield* goLog(this.process, line);
  }

  private *makeKey(): Coroutine<string> {
    const { process } = this;
    yield* process.compute(KEY_MS_MIN + process.random.below(KEY_MS_SPREAD));
    return fingerprint(process.random);
  }

  private *generate(id: number): Coroutine<void> {
    const { numToGen, timeToRun, exitOnComplete, exitCode } = this.current;
    const endMs = timeToRun > 0 ? this.process.nowMs + timeToRun * 1000 : Infinity;
    yield* this.log(`(ID ${id}) Workload starting`);
    for (let done = 1; ; done += 1) {
      if ((numToGen > 0 && done > numToGen) || this.process.nowMs >= endMs) break;
      const key = yield* this.makeKey();
      const left = timeToRun > 0 ? ` ${distance(endMs - this.process.nowMs, 'left', 'overdue')}` : '';
      yield* this.log(`(ID ${id} ${done}/${numToGen > 0 ? numToGen : 'Inf'}${left}) Item done: ${key}`);
    }
    this.callOff = undefined;
    yield* this.log(`(ID ${id}) Workload exiting`);
    if (exitOnComplete) this.process.exit(exitCode);
  }

  private *consume(): Coroutine<void> {
    const { memQServer, memQQueue, exitOnComplete, exitCode } = this.current;
    const url = `${memQServer}/queues/${memQQueue}/dequeue`;
    yield* this.log('MemQ Worker starting');
    for (;;) {
      const taken = yield* this.dequeue(url);
      if (typeof taken === 'string') {
        yield* this.log(`Error talking to server: ${taken}. Retrying after 1s.`);
        yield* this.process.sleep(RETRY_MS);
      } else if (taken !== undefined) {
        yield* this.log(`Item done: ${yield* this.makeKey()}`);
      } else if (exitOnComplete) {
        this.process.exit(exitCode);
      } else {
        yield* this.log('Queue is empty. Retrying after 1s.');
        yield* this.process.sleep(RETRY_MS);
      }
    }
  }

  /** A message, nothing from an empty queue, or what went wrong. */
  private *dequeue(url: string): Coroutine<QueuedMessage | string | undefined> {
    try {
      const response = yield* request(this.process, url, { method: 'POST' });
      if (response.status === 204) return undefined;
      if (response.status >= 300) return `HTTP Error: ${response.status}`;
      return (yield* readJson(response.body)) as QueuedMessage;
    } catch (error) {
      return failureText(error, url);
    }
  }
}
