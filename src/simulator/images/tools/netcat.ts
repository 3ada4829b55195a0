import { type Connection, type Coroutine, isSystemError, type ProcessExit, type Stream } from '../../process';
import { relay } from './relay';
import type { ToolCall } from './tool';
import { addressOf } from './url';

/** Ports of `80`, `80-90`. */
function portsOf(text: string): number[] {
  const [from = 0, to = from] = text.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** A program whose stdin and stdout are a connection. */
function* serveWith(call: ToolCall, argv: readonly string[], connection: Connection): Coroutine<number> {
  const { process } = call;
  const stream: Stream = {
    terminal: undefined,
    read: (maxBytes) => connection.read(maxBytes),
    write: (bytes) => connection.write(bytes),
    end: () => connection.end(),
    close: () => connection.close(),
  };
  const streams = new Map([
    [0, stream],
    [1, stream],
    [2, process.stderr],
  ]);
  let exit: ProcessExit;
  try {
    exit = yield* process.spawn({ argv, streams }).wait();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* call.complain(`can't execute '${argv[0] ?? ''}': ${error.message}`);
    exit = { code: 127 };
  }
  connection.end();
  connection.close();
  return exit.code;
}

/** The same, while the next connection is taken. */
function* serveBeside(call: ToolCall, argv: readonly string[], connection: Connection): Coroutine<void> {
  yield* serveWith(call, argv, connection);
}

/** How it listens. */
interface Listening {
  readonly port: number;
  /** Whether one connection after the other is taken. */
  readonly isRepeated: boolean;
  readonly isVerbose: boolean;
  /** Program for each connection. @default - what comes is printed, what is typed is sent */
  readonly command?: readonly string[];
}

function* listen(call: ToolCall, { port, isRepeated, isVerbose, command }: Listening): Coroutine<number> {
  const { process } = call;
  let listener: ReturnType<typeof process.network.listen>;
  try {
    listener = process.network.listen({ port });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return yield* call.fail(call.isBusybox ? `bind: ${error.message}` : error.message);
  }
  if (isVerbose)
    yield* process.complain(call.isBusybox ? `listening on [::]:${port} ...\n` : `Listening on 0.0.0.0 ${port}\n`);
  do {
    const connection = yield* listener.accept();
    if (isVerbose)
      yield* process.complain(`Connection received on ${connection.remoteAddress} ${connection.remotePort}\n`);
    if (!isRepeated) listener.close();
    if (command === undefined) yield* relay(process, connection);
    else if (!isRepeated) return yield* serveWith(call, command, connection);
    else process.start(serveBeside(call, command, connection));
  } while (isRepeated);
  return 0;
}

function* connectTo(
  call: ToolCall,
  address: string,
  port: number,
  timeoutMs: number | undefined,
): Coroutine<Connection> {
  return yield* call.process.network.connect(address, port, timeoutMs === undefined ? {} : { timeoutMs });
}

/** The program behind `-e`, which busybox runs for a connection; all that follows is its arguments. */
function splitCommand(call: ToolCall): { readonly call: ToolCall; readonly command?: readonly string[] } {
  const at = call.isBusybox ? call.args.findIndex((arg) => /^-[a-z]*e$/.test(arg)) : -1;
  if (at < 0) return { call };
  const others = (call.args[at] ?? '').slice(0, -1);
  const args = [...call.args.slice(0, at), ...(others === '-' ? [] : [others])];
  return { call: call.withArgs(args), command: call.args.slice(at + 1) };
}

/**
 * `nc`: connects, listens (-l), or only looks whether somebody listens (-z). That of Debian is the one of OpenBSD, which
 * runs no programs.
 *
 * Source: busybox 1.36, networking/nc.c.
 */
export function* nc(original: ToolCall): Coroutine<number> {
  const { call, command } = splitCommand(original);
  const { has, value, operands } = yield* call.options({ letters: 'lkzvnuw:p:q:N46i:' });
  if (command?.length === 0) return yield* call.missingOperand();
  const isVerbose = has('v');
  if (has('l')) {
    const port = Number(value('p') ?? operands.at(-1));
    if (!(port > 0)) return yield* call.missingOperand();
    const program = command === undefined ? {} : { command };
    return yield* listen(call, { port, isRepeated: has('k'), isVerbose, ...program });
  }
  const [host, portText] = operands;
  if (host === undefined || portText === undefined) return yield* call.missingOperand();
  const address = yield* addressOf(call.process, host);
  if (address === undefined) {
    if (call.isBusybox) return yield* call.fail(`bad address '${host}'`);
    return yield* call.fail(`getaddrinfo for host "${host}" port ${portText}: Name or service not known`);
  }
  const wait = value('w');
  let code = 0;
  for (const port of portsOf(portText)) {
    try {
      const connection = yield* connectTo(call, address, port, wait === undefined ? undefined : Number(wait) * 1000);
      code = 0;
      if (isVerbose) {
        yield* call.process.complain(
          call.isBusybox
            ? `${host} (${address}:${port}) open\n`
            : `Connection to ${host} (${address}) ${port} port [tcp/*] succeeded!\n`,
        );
      }
      if (has('z')) connection.close();
      else if (command !== undefined) return yield* serveWith(call, command, connection);
      else yield* relay(call.process, connection);
      if (has('z')) connection.end();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      code = 1;
      const message = error.code === 'ETIMEDOUT' && call.isBusybox ? 'timed out' : error.message;
      if (call.isBusybox) {
        if (!has('z') || isVerbose)
          yield* call.complain(message === 'timed out' ? 'timed out' : `${host} (${address}:${port}): ${message}`);
      } else if (isVerbose)
        yield* call.complain(`connect to ${host} (${address}) port ${port} (tcp) failed: ${message}`);
    }
  }
  return code;
}
