import { type Coroutine, decodeText, isSystemError, type Process, type Program } from '../../../process';
import { bytesOfText, fromByteText, toByteText } from '../protocol/byte-text';
import { ErrorReply, type Reply, VerbatimReply } from '../protocol/reply';
import { splitWords } from '../protocol/split-words';
import type { RedisVersion } from '../redis-version';
import { CliConnection, ConnectionFailure } from './cli-connection';
import { CliOptionError, type CliOptions, readCliOptions } from './cli-options';
import { formatReply, type OutputForm } from './format-reply';
import { prompt } from './prompt';

/** Commands whose answer is text for people. Source: Redis 7.0, src/redis-cli.c `cliSendCommand`. */
function isText([name = '', subcommand = '']: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return lower === 'info' || lower === 'lolwut' || (lower === 'client' && /^(?:list|info)$/i.test(subcommand));
}

/** Commands after which messages come without end. */
const LISTENING: ReadonlySet<string> = new Set(['subscribe', 'psubscribe', 'monitor']);

/** Asks a server and prints what it answers. */
export class RedisCli {
  readonly connection: CliConnection;
  readonly form: OutputForm;

  constructor(
    readonly process: Process,
    readonly options: CliOptions,
    readonly version: RedisVersion,
  ) {
    this.connection = new CliConnection(process, options);
    this.form = options.form ?? (process.stdout.terminal === undefined ? 'raw' : 'standard');
  }

  /** Runs a command and prints the answer; whether it was no error. Throws ConnectionFailure. */
  *run(words: readonly string[]): Coroutine<boolean> {
    let reply: Reply;
    try {
      reply = yield* this.ask(words);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* this.process.complain('Error: Server closed the connection\n');
      return false;
    }
    yield* this.show(isText(words) && typeof reply === 'string' ? new VerbatimReply(reply) : reply);
    if (LISTENING.has((words[0] ?? '').toLowerCase()) && !(reply instanceof ErrorReply)) yield* this.listen(words);
    return !(reply instanceof ErrorReply);
  }

  /** Asks; a connection that was lost meanwhile is made again, once. Throws ConnectionFailure, SystemError. */
  private *ask(words: readonly string[]): Coroutine<Reply> {
    const wasConnected = this.connection.isConnected;
    try {
      return yield* this.connection.ask(words);
    } catch (error) {
      if (!isSystemError(error) || !wasConnected || (words[0] ?? '').toLowerCase() === 'shutdown') throw error;
      return yield* this.connection.ask(words);
    }
  }

  private *show(reply: Reply): Coroutine<void> {
    yield* this.process.stdout.write(fromByteText(formatReply(reply, this.form, this.version)));
  }

  private *listen(words: readonly string[]): Coroutine<void> {
    const isMonitor = (words[0] ?? '').toLowerCase() === 'monitor';
    if (this.form === 'standard' && !isMonitor)
      yield* this.process.print('Reading messages... (press Ctrl-C to quit)\n');
    try {
      for (;;) yield* this.show(yield* this.connection.receive());
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.connection.close();
    }
  }
}

/** All that comes on stdin. */
function* readInput(process: Process): Coroutine<Uint8Array> {
  let text = '';
  for (let bytes = yield* process.stdin.read(); bytes !== undefined; bytes = yield* process.stdin.read()) {
    text += toByteText(bytes);
  }
  return fromByteText(text);
}

/** Runs one command, as often as asked for. */
function* runOnce(cli: RedisCli, words: readonly string[]): Coroutine<number> {
  const { repeat, intervalMs, failsOnError } = cli.options;
  for (let time = 0; repeat < 0 || time < repeat; time += 1) {
    if (time > 0 && intervalMs > 0) yield* cli.process.sleep(intervalMs);
    if (!(yield* cli.run(words)) && failsOnError) return 1;
  }
  return 0;
}

/** Runs the commands on stdin, a line each. */
function* runLines(cli: RedisCli): Coroutine<number> {
  const text = decodeText(yield* readInput(cli.process));
  for (const line of text.split('\n')) {
    const words = splitWords(bytesOfText(line));
    if (words === undefined) yield* cli.process.print('Invalid argument(s)\n');
    else if (words.length > 0) {
      if (/^(?:quit|exit)$/i.test(words[0] ?? '')) break;
      yield* cli.run(words);
    }
  }
  return 0;
}

/** `--scan`: prints all keys. */
function* scan(cli: RedisCli): Coroutine<number> {
  const match = cli.options.pattern === '' ? [] : ['MATCH', cli.options.pattern];
  let cursor = '0';
  do {
    const reply = yield* cli.connection.ask(['SCAN', cursor, ...match]);
    if (!Array.isArray(reply)) {
      yield* cli.process.complain(`ERROR: ${reply instanceof ErrorReply ? reply.text : ''}\n`);
      return 1;
    }
    const [next, keys] = reply as readonly Reply[];
    cursor = typeof next === 'string' ? next : '0';
    for (const key of Array.isArray(keys) ? (keys as readonly string[]) : [])
      yield* cli.process.stdout.write(fromByteText(`${key}\n`));
  } while (cursor !== '0');
  return 0;
}

function* act(cli: RedisCli): Coroutine<number> {
  const { options, process, version } = cli;
  if (options.isPasswordShown && options.warnsOfPassword && version.isFrom(4)) {
    yield* process.complain(
      "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
    );
  }
  if (options.action === 'scan') return yield* scan(cli);
  if (options.words.length > 0) {
    yield* cli.connection.connect();
    const last = options.readsLastArgument ? [toByteText(yield* readInput(process))] : [];
    return yield* runOnce(cli, [...options.words, ...last]);
  }
  return yield* process.stdin.terminal === undefined ? runLines(cli) : prompt(cli);
}

const usage = (version: RedisVersion): string =>
  [
    `redis-cli ${version.number}`,
    '',
    'Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]',
    '  -h <hostname>      Server hostname (default: 127.0.0.1).',
    '  -p <port>          Server port (default: 6379).',
    '  -a <password>      Password to use when connecting to the server.',
    '  -u <uri>           Server URI.',
    '  -r <repeat>        Execute specified command N times.',
    '  -i <interval>      When -r is used, waits <interval> seconds per command.',
    '  -n <db>            Database number.',
    '  -x                 Read last argument from STDIN.',
    '  --raw              Use raw formatting for replies.',
    '  --no-raw           Force formatted output even when STDOUT is not a tty.',
    '  --csv              Output in CSV format.',
    '  --scan             List all keys using the SCAN command.',
    '  --pattern <pat>    Keys pattern when using the --scan option.',
    '  --help             Output this help and exit.',
    '  --version          Output version and exit.',
    '',
  ].join('\n');

/** `redis-cli` of a release. Not modelled: statistics, latency, big keys, clusters, scripts, help on commands. */
export const redisCliProgram = (version: RedisVersion): Program =>
  function* (process) {
    let options: CliOptions;
    try {
      options = readCliOptions(process.argv.slice(1), process.env);
    } catch (error) {
      if (!(error instanceof CliOptionError)) throw error;
      yield* process.complain(`${error.message}\n`);
      return 1;
    }
    if (options.action === 'version') yield* process.print(`redis-cli ${version.number}\n`);
    else if (options.action === 'help') yield* process.print(usage(version));
    else {
      const cli = new RedisCli(process, options, version);
      try {
        return yield* act(cli);
      } catch (error) {
        if (!(error instanceof ConnectionFailure)) throw error;
        yield* process.complain(`${error.message}\n`);
        return 1;
      } finally {
        cli.connection.close();
      }
    }
    return 0;
  };
