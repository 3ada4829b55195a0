import { type Coroutine, isSystemError, type Process, type Program, ResolutionError, resolve } from '../../../process';
import { MasterLink } from '../replication/master-link';

const TESTS: readonly (readonly [title: string, key: string, words: readonly string[]])[] = [
  ['PING_INLINE', 'ping', ['PING']],
  ['PING_MBULK', 'ping', ['PING']],
  ['SET', 'set', ['SET', 'key:__rand_int__', 'xxx']],
  ['GET', 'get', ['GET', 'key:__rand_int__']],
  ['INCR', 'incr', ['INCR', 'counter:__rand_int__']],
  ['LPUSH', 'lpush', ['LPUSH', 'mylist', 'xxx']],
  ['RPUSH', 'rpush', ['RPUSH', 'mylist', 'xxx']],
  ['LPOP', 'lpop', ['LPOP', 'mylist']],
  ['RPOP', 'rpop', ['RPOP', 'mylist']],
  ['SADD', 'sadd', ['SADD', 'myset', 'element:__rand_int__']],
  ['HSET', 'hset', ['HSET', 'myhash', 'element:__rand_int__', 'xxx']],
  ['SPOP', 'spop', ['SPOP', 'myset']],
];

interface BenchmarkOptions {
  host: string;
  port: number;
  clients: number;
  requests: number;
  isQuiet: boolean;
  tests: readonly string[];
}

function readOptions(args: readonly string[]): BenchmarkOptions {
  const options: BenchmarkOptions = {
    host: '127.0.0.1',
    port: 6379,
    clients: 50,
    requests: 100_000,
    isQuiet: false,
    tests: [],
  };
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index + 1] ?? '';
    if (args[index] === '-q') options.isQuiet = true;
    else {
      if (args[index] === '-h') options.host = value;
      else if (args[index] === '-p') options.port = Number(value);
      else if (args[index] === '-c') options.clients = Number(value);
      else if (args[index] === '-n') options.requests = Number(value);
      else if (args[index] === '-t') options.tests = value.toLowerCase().split(',');
      index += 1;
    }
  }
  return options;
}

/** Sends its part of the requests, one after the other. */
function* work(
  process: Process,
  options: BenchmarkOptions,
  address: string,
  words: readonly string[],
  count: number,
): Coroutine<void> {
  const link = new MasterLink(process, yield* process.network.connect(address, options.port));
  for (let sent = 0; sent < count; sent += 1) yield* link.ask(...words);
  link.connection.end();
}

/** `redis-benchmark`: how many requests a second a server answers. Not modelled: pipelines, random keys, percentiles. */
export const redisBenchmarkProgram: Program = function* (process) {
  const options = readOptions(process.argv.slice(1));
  try {
    const [address = ''] = yield* resolve(process, options.host);
    for (const [title, key, words] of TESTS) {
      if (options.tests.length > 0 && !options.tests.includes(key)) continue;
      const startMs = process.nowMs;
      let left = options.clients;
      const each = Math.ceil(options.requests / options.clients);
      const run = function* (): Coroutine<void> {
        yield* work(process, options, address, words, each);
        left -= 1;
      };
      for (let client = 0; client < options.clients; client += 1) process.start(run());
      while (left > 0) yield* process.sleep(1);
      const seconds = Math.max(process.nowMs - startMs, 1) / 1000;
      const rate = (options.requests / seconds).toFixed(2);
      yield* process.print(
        options.isQuiet
          ? `${title}: ${rate} requests per second\n`
          : `====== ${title} ======\n  ${options.requests} requests completed in ${seconds.toFixed(2)} seconds\n` +
              `  ${options.clients} parallel clients\n\n${rate} requests per second\n\n`,
      );
    }
    return 0;
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
    yield* process.complain(`Could not connect to Redis at ${options.host}:${options.port}: ${error.message}\n`);
    return 1;
  }
};
