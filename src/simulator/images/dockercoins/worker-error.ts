import { isSystemError, ResolutionError } from '../../process';
import { RedisGone, RedisRefusal } from './redis-link';

/** A line of the worker that was being run: its number, the function it stands in, its text. */
export type Frame = readonly [line: number, within: string, text: string];

/** Numbers of errors as Python shows them. */
const NUMBERS: Readonly<Record<string, number>> = {
  ECONNREFUSED: 111,
  ECONNRESET: 104,
  EHOSTUNREACH: 113,
  ENETUNREACH: 101,
  EPIPE: 32,
  ETIMEDOUT: 110,
};

interface Cause {
  readonly number: number;
  readonly text: string;
}

function causeOf(error: unknown): Cause | undefined {
  if (error instanceof ResolutionError) return { number: error.code === 'EAI_NONAME' ? -2 : -3, text: error.message };
  if (!isSystemError(error)) return undefined;
  const text = error.code === 'EHOSTUNREACH' ? 'Host is unreachable' : error.message;
  return { number: NUMBERS[error.code] ?? 5, text };
}

/** What a request of `requests` ends with. Source: requests 2.19 and urllib3 1.23. */
export function requestError(host: string, target: string, error: unknown): string | undefined {
  const cause = causeOf(error);
  if (cause === undefined) return undefined;
  if (cause.number === NUMBERS['ECONNRESET']) {
    return `requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, '${cause.text}'))`;
  }
  const reason =
    "NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f2c1a0b5e48>: Failed to establish a new " +
    `connection: [Errno ${cause.number}] ${cause.text}',)`;
  const head = `requests.exceptions.ConnectionError: HTTPConnectionPool(host='${host}', port=80)`;
  return `${head}: Max retries exceeded with url: ${target} (Caused by ${reason})`;
}

/** What a command of `redis` ends with. Source: redis-py 2.10, redis/connection.py. */
export function redisError(error: unknown): string | undefined {
  if (error instanceof RedisRefusal) return `redis.exceptions.ResponseError: ${error.message.replace(/^ERR /, '')}`;
  if (error instanceof RedisGone) return `redis.exceptions.ConnectionError: ${error.message}`;
  const cause = causeOf(error);
  if (cause === undefined) return undefined;
  const isLost = cause.number === NUMBERS['EPIPE'] || cause.number === NUMBERS['ECONNRESET'];
  const text = isLost
    ? `Error ${cause.number} while writing to socket. ${cause.text}.`
    : `Error ${cause.number} connecting to redis:6379. ${cause.text}.`;
  return `redis.exceptions.ConnectionError: ${text}`;
}

/** What went wrong in the loop of the worker, and where. */
export class WorkerError extends Error {
  constructor(
    /** Lines that were being run, the outermost first. */
    private readonly frames: readonly Frame[],
    lastLine: string,
  ) {
    super(lastLine);
  }

  /** The traceback. Not modelled: frames within libraries. */
  get traceback(): string {
    const frames = this.frames.map(
      ([line, within, text]) => `  File "worker.py", line ${line}, in ${within}\n    ${text}\n`,
    );
    return `Traceback (most recent call last):\n${frames.join('')}${this.message}`;
  }
}
