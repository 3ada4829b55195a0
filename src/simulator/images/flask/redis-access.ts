import { type Coroutine, isSystemError, type Process, ResolutionError } from '../../process';
import { REDIS_PORT, RedisClient, RedisError } from '../clients/redis-client';
import { PythonError } from './flask-app';

/** Time that programs here wait for Redis. Source: example-voting-app, vote/app.py `socket_timeout`. */
const TIMEOUT_MS = 5000;

/** What the library of Python raises when Redis cannot be used. Source: redis-py 3.5, connection.py. */
function pythonError(error: unknown, host: string): unknown {
  const kind = 'redis.exceptions.ConnectionError';
  if (error instanceof RedisError) return new PythonError('redis.exceptions.ResponseError', error.message);
  if (error instanceof ResolutionError) {
    const number = error.code === 'EAI_NONAME' ? -2 : -3;
    return new PythonError(kind, `Error ${number} connecting to ${host}:${REDIS_PORT}. ${error.message}.`);
  }
  if (isSystemError(error, 'ETIMEDOUT')) return new PythonError('redis.exceptions.TimeoutError', 'timed out');
  if (isSystemError(error, 'ECONNREFUSED')) {
    return new PythonError(kind, `Error 111 connecting to ${host}:${REDIS_PORT}. Connection refused.`);
  }
  return isSystemError(error) ? new PythonError(kind, `Error while reading from socket: ${error.message}`) : error;
}

/**
 * Asks Redis over a connection of its own, as an application of Flask that keeps none.
 *
 * @throws PythonError
 */
export function* withRedis<T>(
  process: Process,
  host: string,
  work: (redis: RedisClient) => Coroutine<T>,
): Coroutine<T> {
  try {
    const redis = yield* RedisClient.connect(process, host, { timeoutMs: TIMEOUT_MS });
    try {
      return yield* work(redis);
    } finally {
      redis.close();
    }
  } catch (error) {
    throw pythonError(error, host);
  }
}
