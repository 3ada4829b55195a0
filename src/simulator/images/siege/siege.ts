import {
  type Coroutine,
  isSystemError,
  type Process,
  type Program,
  readAll,
  request,
  ResolutionError,
  statusText,
  WaitList,
  waitFor,
} from '../../process';
import { OptionError, parseOptions, type ParsedOptions } from '../tools/options';
import { Tally } from './tally';

const VERSION = '4.0.4';
const AGENT = { 'user-agent': `Mozilla/5.0 (siege/${VERSION})` };

/** Users and pause of a siege that is told nothing. Source: siege 4.0, siegerc. */
const USERS = 25;
const DELAY_SECONDS = 1;

/** Failures after which it gives up. Source: siege 4.0, siegerc `failures`. */
const FAILURES_MAX = 1024;

/** Time that an answer may take to begin. Source: siege 4.0, siegerc `timeout`. */
const PATIENCE_MS = 30_000;

/** How it is to be done. */
interface Orders {
  readonly url: string;
  readonly users: number;
  /** Requests of each user; Infinity for no end. */
  readonly rounds: number;
  readonly endMs: number;
  readonly delayMs: number;
  readonly isQuiet: boolean;
}

/** A time such as `30S`, `1M` (the default unit) or `2H`. */
function duration(text: string): number {
  const [, amount = '0', unit = 'M'] = /^(\d+)([SMHsmh]?)$/.exec(text) ?? [];
  return Number(amount) * ({ S: 1000, H: 3_600_000 }[unit.toUpperCase()] ?? 60_000);
}

function ordersOf({ has, value, operands: [address = ''] }: ParsedOptions, nowMs: number): Orders {
  const time = value('t');
  return {
    url: /^https?:\/\//.test(address) ? address : `http://${address}`,
    users: Math.max(1, Number(value('c') ?? USERS)),
    rounds: Number(value('r') ?? Infinity),
    endMs: time === undefined ? Infinity : nowMs + duration(time),
    delayMs: has('b') ? 0 : Number(value('d') ?? DELAY_SECONDS) * 1000,
    isQuiet: has('q'),
  };
}

/** One request; a line about it, unless it is quiet. */
function* hit(process: Process, { url, isQuiet }: Orders, tally: Tally): Coroutine<void> {
  const beganMs = process.nowMs;
  try {
    const response = yield* request(process, url, { headers: AGENT, timeoutMs: PATIENCE_MS });
    const bytes = (yield* readAll(response.body)).length;
    const tookMs = process.nowMs - beganMs;
    tally.add({ isSuccess: response.status < 400, tookMs, bytes });
    const told = `HTTP/1.1 ${response.status} ${statusText(response.status)}`;
    const path = new URL(url).pathname;
    if (!isQuiet)
      yield* process.print(
        `${told}  ${(tookMs / 1000).toFixed(2)} secs: ${String(bytes).padStart(7)} bytes ==> GET  ${path}\n`,
      );
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
    tally.add({ isSuccess: false, tookMs: process.nowMs - beganMs, bytes: 0 });
    const { host } = new URL(url);
    const why =
      error instanceof ResolutionError
        ? `can't resolve ${host}: Name or service not known`
        : `${error.message}: unable to connect to ${host}`;
    if (!isQuiet) yield* process.complain(`[error] socket: ${why}\n`);
  }
}

/** Users who ask, pause and ask again, side by side; ends when the last one does. */
function* besiege(process: Process, orders: Orders, tally: Tally): Coroutine<void> {
  const { users, rounds, endMs, delayMs } = orders;
  const ends = new WaitList();
  let left = users;
  const user = function* (): Coroutine<void> {
    for (let round = 0; round < rounds && process.nowMs < endMs && tally.failures < FAILURES_MAX; round += 1) {
      if (delayMs > 0) yield* process.sleep(process.random.below(delayMs));
      yield* hit(process, orders, tally);
    }
    left -= 1;
    ends.wakeAll();
  };
  for (let number = 0; number < users; number += 1) process.start(user());
  while (left > 0) yield* waitFor(ends.change);
}

/**
 * `siege -cUSERS -rROUNDS -dSECONDS -tTIME URL`: users who ask a server at the same time, and a report of how it answered.
 *
 * Source: siege 4.0, its manual; texts from memory. Not modelled: files of URLs, login, logs.
 */
export const siege: Program = function* (process) {
  let options: ParsedOptions;
  try {
    options = parseOptions(process.argv.slice(1), {
      letters: 'c:r:d:t:bqvi',
      long: { concurrent: 'c', reps: 'r', delay: 'd', time: 't', benchmark: 'b', quiet: 'q', verbose: 'v' },
    });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    yield* process.complain(`siege: ${error.text(false)}\n`);
    return 1;
  }
  if (options.operands.length === 0) {
    yield* process.complain(
      `SIEGE ${VERSION}\nUsage: siege [options]\n       siege [options] URL\n       siege -g URL\n`,
    );
    return 1;
  }
  const orders = ordersOf(options, process.nowMs);
  const tally = new Tally();
  const beganMs = process.nowMs;
  const report = (): string => `\nLifting the server siege...\n${tally.report(process.nowMs - beganMs)}`;
  process.onSignal('INT', function* () {
    yield* process.complain(report());
    process.exit(0);
  });
  yield* process.complain(
    `** SIEGE ${VERSION}\n** Preparing ${orders.users} concurrent users for battle.\nThe server is now under siege...\n`,
  );
  yield* besiege(process, orders, tally);
  yield* process.complain(report());
  return 0;
};
