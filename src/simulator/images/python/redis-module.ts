import { type Coroutine, decodeText, isSystemError, type Process, ResolutionError } from '../../process';
import { REDIS_PORT, RedisClient, RedisError } from '../clients/redis-client';
import { fromByteText } from '../redis/protocol/byte-text';
import { StatusReply } from '../redis/protocol/reply';
import { PythonException } from './python-exception';
import { type Named, PythonFunction, PythonObject, text } from './values';

/** Methods that are called otherwise than the command. */
const COMMANDS: Readonly<Record<string, string>> = { delete: 'DEL' };

const value = (reply: unknown): unknown => {
  if (typeof reply === 'string') return fromByteText(reply);
  return Array.isArray(reply) ? reply.map(value) : (reply ?? null);
};

/** A client as redis-py has it: it connects with the first command, and again when the connection is lost. */
class Redis {
  private client: RedisClient | undefined;

  constructor(
    private readonly process: Process,
    private readonly host: string,
    private readonly port: number,
    private readonly database: number,
    private readonly decodes: boolean,
  ) {}

  get shown(): string {
    return `Redis<ConnectionPool<Connection<host=${this.host},port=${this.port},db=${this.database}>>>`;
  }

  /** Runs a command. @throws PythonException */
  *run(method: string, args: readonly unknown[]): Coroutine<unknown> {
    const command = COMMANDS[method] ?? method.toUpperCase();
    const words = [command, ...args.map((arg) => (arg instanceof Uint8Array ? decodeText(arg) : text(arg)))];
    try {
      const reply = yield* this.send(words);
      if (reply instanceof StatusReply) return true;
      const result = value(reply);
      return this.decodes && result instanceof Uint8Array ? decodeText(result) : result;
    } catch (error) {
      this.client = undefined;
      throw this.explained(error);
    }
  }

  private *send(words: readonly string[]): Coroutine<unknown> {
    const { process, host, port } = this;
    if (this.client !== undefined) {
      try {
        return (yield* this.client.command(...words)) as unknown;
      } catch (error) {
        if (!isSystemError(error)) throw error;
        // The server has gone since the last command: redis-py connects again, once.
      }
    }
    this.client = yield* RedisClient.connect(process, host, { port });
    if (this.database !== 0) yield* this.client.command('SELECT', String(this.database));
    return (yield* this.client.command(...words)) as unknown;
  }

  private explained(error: unknown): unknown {
    if (error instanceof RedisError)
      return new PythonException('redis.exceptions.ResponseError', error.message.replace(/^ERR /, ''));
    const numbers: Readonly<Record<string, number>> = {
      ECONNREFUSED: 111,
      ETIMEDOUT: 110,
      EHOSTUNREACH: 113,
      ECONNRESET: 104,
    };
    const where = `${this.host}:${this.port}`;
    if (isSystemError(error)) {
      return new PythonException(
        'redis.exceptions.ConnectionError',
        `Error ${numbers[error.code] ?? 0} connecting to ${where}. ${error.message}.`,
      );
    }
    if (!(error instanceof ResolutionError)) return error;
    const number = error.code === 'EAI_NONAME' ? -2 : -3;
    return new PythonException(
      'redis.exceptions.ConnectionError',
      `Error ${number} connecting to ${where}. ${error.message}.`,
    );
  }
}

const METHODS =
  'set get delete exists incr incrby decr append ping keys lpush rpush lpop rpop lrange llen hset hget hgetall sadd smembers ttl expire flushall flushdb save';

/** The module `redis`. Source: redis-py 5. */
export function redisModule(process: Process): PythonObject {
  const known = new Set(METHODS.split(' '));
  const make = (args: readonly unknown[], named: Named): PythonObject => {
    const host = text(named.get('host') ?? args[0] ?? 'localhost');
    const port = Number(named.get('port') ?? args[1] ?? REDIS_PORT);
    const database = Number(named.get('db') ?? args[2] ?? 0);
    const client = new Redis(process, host, port, database, named.get('decode_responses') === true);
    return new PythonObject(client.shown, (name) =>
      known.has(name) ? new PythonFunction(name, (values) => client.run(name, values)) : undefined,
    );
  };
  // eslint-disable-next-line require-yield -- It connects with the first command.
  const constructor = new PythonFunction('Redis', function* (args, named) {
    return make(args, named);
  });
  const attributes: Readonly<Record<string, unknown>> = {
    Redis: constructor,
    StrictRedis: constructor,
    __version__: '5.0.8',
  };
  const path = '/usr/local/lib/python3.9/site-packages/redis/__init__.py';
  return new PythonObject(`<module 'redis' from '${path}'>`, (name) =>
    Object.hasOwn(attributes, name) ? attributes[name] : undefined,
  );
}
