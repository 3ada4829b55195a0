import { type Coroutine, isSystemError } from '../../process';
import type { ToolCall } from './tool';
import { addressOf } from './url';

/** What the answers to `ping` came to. */
interface PingCount {
  sent: number;
  readonly times: number[];
}

function pingSummary(call: ToolCall, host: string, { sent, times }: PingCount, tookMs: number): string {
  const loss = sent === 0 ? 0 : Math.round((1 - times.length / sent) * 100);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const mean = times.reduce((sum, time) => sum + time, 0) / Math.max(times.length, 1);
  const head = `\n--- ${host} ping statistics ---\n`;
  if (call.isBusybox) {
    const row =
      times.length === 0
        ? ''
        : `round-trip min/avg/max = ${[least, mean, most].map((time) => time.toFixed(3)).join('/')} ms\n`;
    return `${head}${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n${row}`;
  }
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / Math.max(times.length, 1));
  const row =
    times.length === 0
      ? '\n'
      : `rtt min/avg/max/mdev = ${[least, mean, most, deviation].map((time) => time.toFixed(3)).join('/')} ms\n`;
  return `${head}${sent} packets transmitted, ${times.length} received, ${loss}% packet loss, time ${Math.round(tookMs)}ms\n${row}`;
}

/** `ping`: echoes of another machine, until `-c`, `-w` or Ctrl-C ends it. */
export function* ping(call: ToolCall): Coroutine<number> {
  const { value, has, operands } = yield* call.options({ letters: 'c:i:W:w:s:qn46AI:t:' });
  const [host] = operands;
  if (host === undefined)
    return yield* call.isBusybox ? call.missingOperand() : call.fail('usage error: Destination address required');
  const { process } = call;
  const address = yield* addressOf(process, host);
  if (address === undefined)
    return yield* call.fail(
      call.isBusybox ? `bad address '${host}'` : `${host}: Name or service not known`,
      call.isBusybox ? 1 : 2,
    );
  const bytes = Number(value('s') ?? 56);
  const count = Number(value('c') ?? Infinity);
  const intervalMs = Number(value('i') ?? 1) * 1000;
  const untilMs = value('w') === undefined ? Infinity : process.nowMs + Number(value('w')) * 1000;
  const beganMs = process.nowMs;
  const result: PingCount = { sent: 0, times: [] };
  yield* call.print(
    call.isBusybox
      ? `PING ${host} (${address}): ${bytes} data bytes\n`
      : `PING ${host} (${address}) ${bytes}(${bytes + 28}) bytes of data.\n`,
  );
  let interrupted = false;
  function* stop(): Coroutine<void> {
    interrupted = true;
    yield* call.print(pingSummary(call, host ?? '', result, process.nowMs - beganMs));
    process.exit(result.times.length > 0 ? 0 : 1);
  }
  process.onSignal('INT', stop);
  for (let sequence = 0; sequence < count && process.nowMs < untilMs && !interrupted; sequence += 1) {
    const sentMs = process.nowMs;
    result.sent += 1;
    try {
      const timeMs = yield* process.network.ping(
        address,
        Math.min(Number(value('W') ?? 10) * 1000, untilMs - process.nowMs),
      );
      // The network counts whole milliseconds; a fraction comes of chance.
      const time = Math.max(0.03, timeMs + process.random.below(60) / 1000);
      result.times.push(time);
      const name = call.isBusybox || host === address ? address : `${host} (${address})`;
      const number = call.isBusybox ? `seq=${sequence}` : `icmp_seq=${sequence + 1}`;
      if (!has('q'))
        yield* call.print(
          `${bytes + 8} bytes from ${name}: ${number} ttl=64 time=${time.toFixed(call.isBusybox || time < 1 ? 3 : 2)} ms\n`,
        );
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'EHOSTUNREACH' && !call.isBusybox)
        yield* call.print(
          `From ${process.network.addresses[0] ?? '127.0.0.1'} icmp_seq=${sequence + 1} Destination Host Unreachable\n`,
        );
      else if (error.code === 'ENETUNREACH')
        return yield* call.fail(
          call.isBusybox ? `sendto: ${error.message}` : `connect: ${error.message}`,
          call.isBusybox ? 1 : 2,
        );
    }
    if (sequence < count - 1) yield* process.sleep(Math.max(0, intervalMs - (process.nowMs - sentMs)));
  }
  yield* call.print(pingSummary(call, host, result, process.nowMs - beganMs));
  return result.times.length > 0 ? 0 : 1;
}
