import { type Connection, type Coroutine, isSystemError, type Process } from '../../process';
import { ping } from './ping';
import type { Tool, ToolCall } from './tool';
import { addressOf } from './url';

/** Copies what is typed to a connection, and what comes from it to stdout, until the other side ends. */
function* relay(process: Process, connection: Connection, endsWithInput: boolean): Coroutine<void> {
  const sending = process.start(
    (function* () {
      try {
        for (let piece = yield* process.stdin.read(); piece !== undefined; piece = yield* process.stdin.read())
          yield* connection.write(piece);
        connection.end();
        if (endsWithInput) connection.close();
      } catch (error) {
        if (!isSystemError(error)) throw error;
      }
    })(),
  );
  try {
    for (let piece = yield* connection.read(); piece !== undefined; piece = yield* connection.read())
      yield* process.stdout.write(piece);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  } finally {
    sending.cancel();
    connection.end();
  }
}

/** Ports of `80`, `80-90`. */
function portsOf(text: string): number[] {
  const [from = 0, to = from] = text.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function* listen(call: ToolCall, port: number, isRepeated: boolean, isVerbose: boolean): Coroutine<number> {
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
    yield* relay(process, connection, false);
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

/** `nc`: connects, listens (-l), or only looks whether somebody listens (-z). */
function* nc(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'lkzvnuw:p:q:N46i:' });
  const isVerbose = has('v');
  if (has('l')) {
    const port = Number(value('p') ?? operands.at(-1));
    if (!(port > 0)) return yield* call.missingOperand();
    return yield* listen(call, port, has('k'), isVerbose);
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
      else yield* relay(call.process, connection, false);
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

function* telnet(call: ToolCall): Coroutine<number> {
  const [host, port = '23'] = call.args.filter((arg) => !arg.startsWith('-'));
  if (host === undefined) return yield* call.missingOperand();
  const address = yield* addressOf(call.process, host);
  if (address === undefined) {
    if (call.isBusybox) return yield* call.fail(`bad address '${host}'`);
    yield* call.process.complain(`telnet: could not resolve ${host}/${port}: Name or service not known\n`);
    return 1;
  }
  if (!call.isBusybox) yield* call.print(`Trying ${address}...\n`);
  try {
    const connection = yield* call.process.network.connect(address, Number(port));
    yield* call.print(call.isBusybox ? `Connected to ${host}\n` : `Connected to ${host}.\nEscape character is '^]'.\n`);
    yield* relay(call.process, connection, false);
    yield* call.process.complain(
      call.isBusybox ? 'Connection closed by foreign host\n' : 'Connection closed by foreign host.\n',
    );
    return 1;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (call.isBusybox) return yield* call.fail(`can't connect to remote host (${address}): ${error.message}`);
    yield* call.process.complain(`telnet: Unable to connect to remote host: ${error.message}\n`);
    return 1;
  }
}

/** `ip addr`, `hostname -I` and `ifconfig` tell of the one interface that a Pod has. */
function* addresses(call: ToolCall): Coroutine<number> {
  const own = call.process.network.addresses;
  if (call.name === 'ifconfig') {
    for (const address of own)
      yield* call.print(
        `eth0      Link encap:Ethernet  HWaddr 02:00:00:00:00:01\n          inet addr:${address}  Bcast:0.0.0.0  Mask:255.255.255.255\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n`,
      );
    yield* call.print(
      'lo        Link encap:Local Loopback\n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n',
    );
    return 0;
  }
  const [topic = ''] = call.args.filter((arg) => !arg.startsWith('-'));
  if ('route'.startsWith(topic) && topic.startsWith('r')) {
    yield* call.print(`default via 169.254.1.1 dev eth0\n169.254.1.1 dev eth0 scope link\n`);
    return 0;
  }
  yield* call.print(
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n',
  );
  for (const address of own)
    yield* call.print(
      `2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n    inet ${address}/32 scope global eth0\n       valid_lft forever preferred_lft forever\n`,
    );
  return 0;
}

/** Tools that talk to other machines. */
export const connectionTools: Readonly<Record<string, Tool>> = { ifconfig: addresses, ip: addresses, nc, ping, telnet };
