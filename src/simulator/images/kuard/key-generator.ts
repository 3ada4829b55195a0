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
import type { QueuedMessage } from './message-broker';

/** What the workload is told: the names of `/keygen`. */
export interface KeygenConfig {
  readonly enable: boolean;
  /** Keys after which it is complete; 0 for no end. */
  readonly numToGen: number;
  /** Seconds after which it is complete; 0 for no end. */
  readonly timeToRun: number;
  readonly exitOnComplete: boolean;
  readonly exitCode: number;
  /** Server and queue that work is taken from; the limits above do not count then. Empty: no queue. */
  readonly memQServer: string;
  readonly memQQueue: string;
}

/** What the command line says of the workload. */
export const keygenConfig = (flags: KuardFlags): KeygenConfig => ({
  enable: flags['keygen-enable'],
  numToGen: flags['keygen-num-to-gen'],
  timeToRun: flags['keygen-time-to-run'],
  exitOnComplete: flags['keygen-exit-on-complete'],
  exitCode: flags['keygen-exit-code'],
  memQServer: flags['keygen-memq-server'],
  memQQueue: flags['keygen-memq-queue'],
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
  private lastId = -1;
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
    this.current = config;
    if (!config.enable) return;
    this.lastId += 1;
    const id = this.lastId;
    this.task = this.process.start(config.memQServer === '' ? this.generate(id) : this.consume(id));
  }

  private *log(id: number, text: string, progress = ''): Coroutine<void> {
    const line = `(ID ${id}${progress}) ${text}`;
    this.lines = [...this.lines, { id: this.lines.length, data: line }].slice(-HISTORY_MAX);
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
    yield* this.log(id, 'Workload starting');
    for (let done = 1; ; done += 1) {
      if ((numToGen > 0 && done > numToGen) || this.process.nowMs >= endMs) break;
      const key = yield* this.makeKey();
      yield* this.log(id, `Item done: ${key}`, ` ${done}/${numToGen > 0 ? numToGen : 'Inf'}`);
    }
    yield* this.log(id, 'Workload exiting');
    if (exitOnComplete) this.process.exit(exitCode);
  }

  private *consume(id: number): Coroutine<void> {
    const { memQServer, memQQueue, exitOnComplete, exitCode } = this.current;
    const url = `${memQServer}/queues/${memQQueue}/dequeue`;
    yield* this.log(id, 'MemQ Worker starting');
    for (;;) {
      const taken = yield* this.dequeue(url);
      if (typeof taken === 'string') {
        yield* this.log(id, `Error talking to server: ${taken}. Retrying after 1s.`);
        yield* this.process.sleep(RETRY_MS);
      } else if (taken !== undefined) {
        yield* this.log(id, `Item done: ${yield* this.makeKey()}`);
      } else if (exitOnComplete) {
        this.process.exit(exitCode);
      } else {
        yield* this.log(id, 'Queue is empty. Retrying after 1s.');
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
