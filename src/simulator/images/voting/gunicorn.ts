import {
  completeResponse,
  type Coroutine,
  type HttpHandler,
  isSystemError,
  type Process,
  type Program,
  type ReceivedRequest,
  waitFor,
  waitForEver,
  WaitList,
} from '../../process';
import { readSettings } from './gunicorn-settings';

const MEBIBYTE = 1024 * 1024;

/** What the main process holds, and what each of those that answer does. */
const MASTER_BYTES = 17 * MEBIBYTE;
const WORKER_BYTES = 12 * MEBIBYTE;

/** Processor time of the start of a process that answers. */
const START_MS = 250;

/** How often a port that is taken is tried, and the time between. Source: gunicorn 19, sock.py `create_sockets`. */
const TRIES = 5;
const RETRY_MS = 1000;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Time as its log of requests has it: `01/Oct/2018:12:00:00 +0000`. */
function accessTime(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  const month = MONTHS[Number(text.slice(5, 7)) - 1] ?? '';
  return `${text.slice(8, 10)}/${month}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
}

function* log(process: Process, level: 'INFO' | 'ERROR', text: string, pid = process.pid): Coroutine<void> {
  const time = new Date(process.nowMs).toISOString().slice(0, 19).replace('T', ' ');
  yield* process.complain(`[${time} +0000] [${pid}] [${level}] ${text}\n`);
}

/** The processes that answer requests, in turn. One that ends is replaced. */
class Workers {
  /** Those that were started, by their numbers; undefined until they can answer. */
  private readonly running = new Map<number, Process | undefined>();
  private readonly change = new WaitList();
  private turn = 0;

  constructor(
    private readonly master: Process,
    private readonly count: number,
  ) {}

  get pids(): readonly number[] {
    return [...this.running.keys()];
  }

  /** Keeps as many as there should be, for ever. */
  *keep(): Coroutine<void> {
    for (;;) {
      while (this.running.size < this.count) this.boot();
      const { pid } = yield* this.master.waitForChild();
      this.running.delete(pid);
      yield* log(this.master, 'INFO', `Worker exiting (pid: ${pid})`);
    }
  }

  /** One of them, as soon as there is one. */
  *next(): Coroutine<Process> {
    for (;;) {
      const ready = [...this.running.values()].filter((worker) => worker !== undefined);
      this.turn += 1;
      const worker = ready[this.turn % ready.length];
      if (worker !== undefined) return worker;
      yield* waitFor(this.change.change);
    }
  }

  private boot(): void {
    const program: Program = (worker) => this.work(worker);
    const { pid } = this.master.spawn({ argv: this.master.argv, program });
    this.running.set(pid, undefined);
  }

  private *work(worker: Process): Coroutine<number> {
    worker.useMemory(WORKER_BYTES);
    yield* log(worker, 'INFO', `Booting worker with pid: ${worker.pid}`);
    yield* worker.compute(START_MS);
    this.running.set(worker.pid, worker);
    this.change.wakeAll();
    return yield* waitForEver();
  }
}

/**
 * `gunicorn app:app -b 0.0.0.0:80 --workers 4 --access-logfile -`: serves an application, and logs its requests on stdout.
 *
 * Source: gunicorn 19.6, arbiter.py, glogging.py. Not modelled: that each worker answers one request at a time.
 */
export const gunicorn = (application: (process: Process) => HttpHandler): Program =>
  function* (process) {
    process.useMemory(MASTER_BYTES);
    process.useProcessor(0.001);
    yield* log(process, 'INFO', 'Starting gunicorn 19.6.0');
    const { address, port, workers: count, logsRequests } = readSettings(process.argv.slice(1));
    const place = `('${address}', ${port})`;
    const workers = new Workers(process, count);
    const handler = application(process);
    const answer = function* (request: ReceivedRequest) {
      const response = completeResponse(yield* handler(request), process.nowMs);
      const { method, target, headers, remoteAddress } = request;
      const size = response.headers['content-length'] ?? '-';
      const line = `"${method} ${target} HTTP/1.1" ${response.status} ${size}`;
      const client = `"${headers.referer ?? '-'}" "${headers['user-agent'] ?? '-'}"`;
      if (logsRequests) yield* process.print(`${remoteAddress} - - [${accessTime(process.nowMs)}] ${line} ${client}\n`);
      return { ...response, headers: { ...response.headers, server: 'gunicorn/19.6.0', connection: 'close' } };
    };
    const run = (coroutine: Coroutine<void>): void =>
      void process.start(
        (function* () {
          (yield* workers.next()).start(coroutine);
        })(),
      );
    for (let tries = 1; ; tries += 1) {
      try {
        process.network.listenHttp({ port, address }, answer, run);
        break;
      } catch (error) {
        if (!isSystemError(error, 'EADDRINUSE')) throw error;
        yield* log(process, 'ERROR', `Connection in use: ${place}`);
        if (tries < TRIES) yield* log(process, 'ERROR', 'Retrying in 1 second.');
        else {
          yield* log(process, 'ERROR', `Can't connect to ${place}`);
          return 1;
        }
        yield* process.sleep(RETRY_MS);
      }
    }
    yield* log(process, 'INFO', `Listening at: http://${address}:${port} (${process.pid})`);
    yield* log(process, 'INFO', 'Using worker: sync');
    process.onSignal('TERM', function* () {
      yield* log(process, 'INFO', 'Handling signal: term');
      for (const pid of workers.pids) process.kill(pid, 'TERM');
      yield* log(process, 'INFO', 'Shutting down: Master');
      process.exit(0);
    });
    yield* workers.keep();
    return 0;
  };
