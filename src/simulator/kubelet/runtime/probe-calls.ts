import type { EventLoop, Timer } from '../../engine';
import {
  type Coroutine,
  delay,
  isSystemError,
  type NetworkStack,
  runTask,
  type SystemError,
  type Task,
  waitFor,
} from '../../process';
import type { CallOutcome, ContainerCall } from '../container-runtime';
import { goDuration } from '../go-duration';

type NetworkCall = Exclude<ContainerCall, { readonly type: 'exec' }>;

const EMPTY = new Uint8Array();

const succeeded: CallOutcome = { isSuccess: true, message: '' };
const failed = (message: string): CallOutcome => ({ isSuccess: false, message });

/** Words of Go for what a connection failed with. Source: Go, net.OpError and syscall. */
function dialText(address: string, port: number, error: SystemError): string {
  if (error.code === 'ETIMEDOUT') return `dial tcp ${address}:${port}: i/o timeout`;
  const words = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return error.code === 'ECONNRESET' ? 'EOF' : `dial tcp ${address}:${port}: connect: ${words}`;
}

const OVERDUE = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

function* http(
  network: NetworkStack,
  { url, headers }: Extract<NetworkCall, { readonly type: 'http' }>,
): Coroutine<CallOutcome> {
  const [, scheme = 'http', host = '', portText = '', target = '/'] = /^(https?):\/\/(.*):(\d+)(\/.*)$/.exec(url) ?? [];
  const port = Number(portText);
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  try {
    const { status } = yield* network.exchange(
      host,
      port,
      {
        method: 'GET',
        target,
        // Source: Kubernetes 1.36, pkg/probe/http/request.go.
        headers: {
          host: `${host}:${port}`,
          'user-agent': 'kube-probe/1.36',
          accept: '*/*',
          connection: 'close',
          ...given,
        },
        body: EMPTY,
      },
      { isSecure: scheme === 'https' },
    );
    return status >= 200 && status < 400 ? succeeded : failed(`HTTP probe failed with statuscode: ${status}`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return failed(`Get "${url}": ${dialText(host, port, error)}`);
  }
}

function* tcp(network: NetworkStack, host: string, port: number): Coroutine<CallOutcome> {
  try {
    const connection = yield* network.connect(host, port);
    connection.end();
    connection.close();
    return succeeded;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return failed(dialText(host, port, error));
  }
}

/** Time after which a connection that was refused is tried again. Source: gRPC, doc/connection-backoff.md. */
const GRPC_BACKOFF_MS = 1000;

/** Who speaks gRPC tries until its time is over: a refusal is none to it. */
function* grpc(loop: EventLoop, network: NetworkStack, host: string, port: number): Coroutine<CallOutcome> {
  for (;;) {
    const { isSuccess } = yield* tcp(network, host, port);
    if (isSuccess) return succeeded;
    yield* waitFor(delay(loop, GRPC_BACKOFF_MS));
  }
}

function asked(loop: EventLoop, network: NetworkStack, podIp: string, call: NetworkCall): Coroutine<CallOutcome> {
  switch (call.type) {
    case 'http':
      return http(network, call);
    case 'tcp':
      return tcp(network, call.host, call.port);
    case 'grpc':
      return grpc(loop, network, podIp, call.port);
  }
}

function overdue(call: NetworkCall, podIp: string, timeoutMs: number): CallOutcome {
  switch (call.type) {
    case 'http':
      return failed(`Get "${call.url}": ${OVERDUE}`);
    case 'tcp':
      return failed(`dial tcp ${call.host}:${call.port}: i/o timeout`);
    case 'grpc':
      return failed(
        `timeout: failed to connect service "${podIp}:${call.port}" within ${goDuration(timeoutMs)}: context deadline exceeded`,
      );
  }
}

/**
 * Asks a container over the network, as its node does, and tells what came of it within `timeoutMs`. The returned task
 * can be given up.
 *
 * Source: Kubernetes 1.36, pkg/probe/{http,tcp,grpc}. Not modelled: the health service of gRPC; a port that is listened on
 * serves.
 */
export function callOverNetwork(
  loop: EventLoop,
  network: NetworkStack,
  podIp: string,
  call: NetworkCall,
  timeoutMs: number,
  tell: (outcome: CallOutcome) => void,
): Task {
  const timer =
    timeoutMs === Infinity
      ? undefined
      : loop.after(timeoutMs, () => {
          task.cancel();
          tell(overdue(call, podIp, timeoutMs));
        });
  const task = runTask(asked(loop, network, podIp, call), (outcome) => {
    timer?.cancel();
    tell(outcome);
  });
  return new LimitedTask(task, timer);
}

/** A task with the timer that ends it. */
class LimitedTask implements Task {
  constructor(
    private readonly task: Task,
    private readonly timer: Timer | undefined,
  ) {}

  get isOver(): boolean {
    return this.task.isOver;
  }

  cancel(): void {
    this.timer?.cancel();
    this.task.cancel();
  }
}
