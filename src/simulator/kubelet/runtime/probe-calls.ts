import type { EventLoop, Timer } from '../../engine';
import { type Coroutine, isSystemError, type NetworkStack, runTask, type SystemError, type Task } from '../../process';
import type { CallOutcome, ContainerCall } from '../container-runtime';
import { GrpcProbe } from './grpc-probe';

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

/** A question, and what is said when there is no answer in time. */
interface Question {
  readonly answer: Coroutine<CallOutcome>;
  readonly overdue: (timeoutMs: number) => string;
}

function asked(loop: EventLoop, network: NetworkStack, podIp: string, call: NetworkCall): Question {
  switch (call.type) {
    case 'http':
      return { answer: http(network, call), overdue: () => `Get "${call.url}": ${OVERDUE}` };
    case 'tcp':
      return {
        answer: tcp(network, call.host, call.port),
        overdue: () => `dial tcp ${call.host}:${call.port}: i/o timeout`,
      };
    case 'grpc': {
      const probe = new GrpcProbe(loop, network, podIp, call.port, call.service);
      return { answer: probe.answer(), overdue: (timeoutMs) => probe.overdue(timeoutMs) };
    }
  }
}

/**
 * Asks a container over the network, as its node does, and tells what came of it within `timeoutMs`. The returned task
 * can be given up.
 *
 * Source: Kubernetes 1.36, pkg/probe/{http,tcp,grpc}.
 */
export function callOverNetwork(
  loop: EventLoop,
  network: NetworkStack,
  podIp: string,
  call: NetworkCall,
  timeoutMs: number,
  tell: (outcome: CallOutcome) => void,
): Task {
  const { answer, overdue } = asked(loop, network, podIp, call);
  const timer =
    timeoutMs === Infinity
      ? undefined
      : loop.after(timeoutMs, () => {
          task.cancel();
          tell(failed(overdue(timeoutMs)));
        });
  const task = runTask(answer, (outcome) => {
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
