import {
  type Coroutine,
  type HttpResponse,
  type Process,
  type Program,
  readAll,
  readBodyText,
  request,
} from '../../process';
import { toByteText } from '../redis/protocol/byte-text';
import type { Reply } from '../redis/protocol/reply';
import { RedisLink } from './redis-link';
import { type Frame, redisError, requestError, WorkerError } from './worker-error';

const MEBIBYTE = 1024 * 1024;
/** Time between two updates of the counter. */
const UPDATE_MS = 1000;
/** Time before it begins anew after an error. */
const RESTART_MS = 10_000;

const LOOP: Frame = [64, '<module>', 'work_loop()'];
const ONCE: Frame = [43, 'work_loop', 'work_once()'];

/** Lines of worker.py that can fail, behind those that lead to them. */
const FRAMES = {
  count: [LOOP, [40, 'work_loop', 'redis.incrby("hashes", loops_done)']],
  bytes: [LOOP, ONCE, [50, 'work_once', 'random_bytes = get_random_bytes()']],
  hash: [LOOP, ONCE, [51, 'work_once', 'hex_hash = hash_bytes(random_bytes)']],
  coin: [LOOP, ONCE, [56, 'work_once', 'created = redis.hset("wallet", hex_hash, random_bytes)']],
} as const satisfies Readonly<Record<string, readonly Frame[]>>;

type Frames = readonly Frame[];

/** Digs for coins: a hash that begins with 0 is one. */
class Miner {
  private link: RedisLink | undefined;

  constructor(
    private readonly process: Process,
    private readonly pauseMs: number,
  ) {}

  /** Works until something goes wrong. @throws WorkerError */
  *work(): Coroutine<never> {
    const { process } = this;
    let deadlineMs = 0;
    let done = 0;
    for (;;) {
      if (process.nowMs > deadlineMs) {
        yield* this.log('INFO', `${done} units of work done, updating hash counter`);
        yield* this.redis(FRAMES.count, 'INCRBY', 'hashes', String(done));
        done = 0;
        deadlineMs = process.nowMs + UPDATE_MS;
      }
      yield* this.once();
      done += 1;
    }
  }

  *log(level: string, text: string): Coroutine<void> {
    yield* this.process.complain(`${level}:__main__:${text}\n`);
  }

  private *once(): Coroutine<void> {
    yield* this.process.sleep(this.pauseMs);
    const bytes = yield* readAll((yield* this.ask(FRAMES.bytes, 'rng', '/32')).body);
    const hash = yield* readBodyText((yield* this.ask(FRAMES.hash, 'hasher', '/', bytes)).body);
    if (!hash.startsWith('0')) return;
    yield* this.log('INFO', `Coin found: ${hash.slice(0, 8)}...`);
    const created = yield* this.redis(FRAMES.coin, 'HSET', 'wallet', hash, toByteText(bytes));
    if (created === 0) yield* this.log('INFO', 'We already had that coin');
  }

  private *ask(frames: Frames, host: string, target: string, body?: Uint8Array): Coroutine<HttpResponse> {
    try {
      const headers = { 'content-type': 'application/octet-stream' };
      return yield* request(
        this.process,
        `http://${host}${target}`,
        body === undefined ? {} : { method: 'POST', headers, body },
      );
    } catch (error) {
      throw failed(frames, error, requestError(host, target, error));
    }
  }

  /** Sends a command over the connection that is there, or a new one. */
  private *redis(frames: Frames, ...words: readonly string[]): Coroutine<Reply> {
    try {
      if (this.link?.isOpen !== true) this.link = yield* RedisLink.open(this.process, 'redis');
      return yield* this.link.call(...words);
    } catch (error) {
      throw failed(frames, error, redisError(error));
    }
  }
}

/** The error to go on with: that of the worker, or one that nobody expects. */
const failed = (frames: Frames, error: unknown, lastLine: string | undefined): unknown =>
  lastLine === undefined ? error : new WorkerError(frames, lastLine);

/**
 * Asks rng for bytes, has hasher hash them, keeps what is a coin in redis, and counts there once a second. `pauseMs` is
 * what it sleeps before each unit of work. On an error it says so, waits 10 s, and begins anew: it never ends.
 *
 * Source: dockercoins, worker/worker.py.
 */
export const worker = (pauseMs: number): Program =>
  function* (process) {
    process.useMemory(22 * MEBIBYTE);
    process.useProcessor(0.005);
    const miner = new Miner(process, pauseMs);
    for (;;) {
      try {
        yield* miner.work();
      } catch (error) {
        if (!(error instanceof WorkerError)) throw error;
        yield* miner.log('ERROR', `In work loop:\n${error.traceback}`);
        yield* miner.log('ERROR', 'Waiting 10s and restarting.');
        yield* process.sleep(RESTART_MS);
      }
    }
  };
