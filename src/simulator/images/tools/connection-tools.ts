import { type Coroutine, isSystemError } from '../../process';
import { nc } from './netcat';
import { ping } from './ping';
import { relay } from './relay';
import type { Tool, ToolCall } from './tool';
import { addressOf } from './url';

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
    yield* relay(call.process, connection);
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
