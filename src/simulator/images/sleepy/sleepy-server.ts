import {
  completeResponse,
  type Coroutine,
  encodeText,
  type HttpBody,
  type HttpResponse,
  type Process,
  type Program,
  type ReceivedRequest,
  serveHttpOver,
} from '../../process';
import { emptyAnswer, textAnswer } from '../web/answers';

const MEBIBYTE = 1024 * 1024;

interface Settings {
  readonly port: number;
  readonly sleepMs: number;
  readonly message: string;
}

const USAGE = 'usage: sleepy-server.py [-h] [-p INT] [-s FLOAT] [-m STR]\n';

/** A command line that cannot be read; the message is that of Python's argparse. */
class UsageError extends Error {}

const OPTIONS: Readonly<Record<string, keyof Settings>> = { '-p': 'port', '-s': 'sleepMs', '-m': 'message' };

/** Reads `-p 80`, `-p80`: options of one letter, each with a value. */
function readSettings(args: readonly string[]): Settings {
  let settings: Settings = { port: 8080, sleepMs: 500, message: 'Hello World!' };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const name = OPTIONS[arg.slice(0, 2)];
    if (name === undefined) throw new UsageError(`unrecognized arguments: ${args.slice(index).join(' ')}`);
    let value = arg.slice(2);
    if (value === '') {
      index += 1;
      const next = args[index];
      if (next === undefined) throw new UsageError(`argument ${arg}: expected one argument`);
      value = next;
    }
    const flag = arg.slice(0, 2);
    if (flag === '-p' && !/^\d+$/.test(value)) throw new UsageError(`argument -p: invalid int value: '${value}'`);
    if (flag === '-s' && !/^\d*\.?\d+$/.test(value))
      throw new UsageError(`argument -s: invalid float value: '${value}'`);
    settings = { ...settings, [name]: flag === '-p' ? Number(value) : flag === '-s' ? Number(value) * 1000 : value };
  }
  return settings;
}

/** What it says: where it runs at once, and the message after its sleep. */
function sleepyBody(process: Process, { sleepMs, message }: Settings): HttpBody {
  const parts = [`${process.machine.hostname} - Getting a little sleepy...\n`, `${message}\n`];
  let next = 0;
  return {
    *read() {
      const part = parts[next];
      if (part === undefined) return undefined;
      if (next > 0) yield* process.sleep(sleepMs);
      next += 1;
      return encodeText(part);
    },
    close: () => {
      next = parts.length;
    },
  };
}

/**
 * `sleepy-server.py -p PORT -s SECONDS -m MESSAGE`: a page that says where it runs, a pause, and a message. It answers one
 * request at a time: whoever comes meanwhile waits, also for one that says nothing.
 *
 * Source: the workshop's description of gzynda/sleepy-server; its options' defaults from there.
 */
export const sleepyServer: Program = function* (process) {
  let settings: Settings;
  try {
    settings = readSettings(process.argv.slice(1));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    yield* process.complain(`${USAGE}sleepy-server.py: error: ${error.message}\n`);
    return 2;
  }
  process.useMemory(9 * MEBIBYTE);
  const answer = function* (request: ReceivedRequest): Coroutine<HttpResponse> {
    yield* process.compute(1);
    const isKnown = request.method === 'GET' || request.method === 'HEAD';
    const line = `"${request.method} ${request.target} HTTP/1.1" ${isKnown ? 200 : 501} -`;
    yield* process.complain(`${request.remoteAddress} - - ${line}\n`);
    const response: HttpResponse = !isKnown
      ? textAnswer(`Unsupported method ('${request.method}')\n`, 501)
      : request.method === 'HEAD'
        ? emptyAnswer(200)
        : { status: 200, headers: { 'content-type': 'text/plain' }, body: sleepyBody(process, settings) };
    return completeResponse({ ...response, headers: { ...response.headers, connection: 'close' } }, process.nowMs);
  };
  const listener = process.network.listen({ port: settings.port });
  for (;;) yield* serveHttpOver(yield* listener.accept(), answer, false);
};
