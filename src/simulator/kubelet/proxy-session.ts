import type { ProxyRequest, ProxyResponse, RemoteListener, RemoteSession } from '../api';
import { type Coroutine, type HttpBody, isSystemError, type NetworkStack, runTask, type Task } from '../process';
import { SessionOutput } from './runtime';

function* sendBody(body: HttpBody, output: SessionOutput): Coroutine<void> {
  if (body instanceof Uint8Array) {
    yield* output.write(body);
    return;
  }
  for (let bytes = yield* body.read(); bytes !== undefined; bytes = yield* body.read()) yield* output.write(bytes);
}

/**
 * Sends one request from `network`, and hands on the answer. Not modelled: what a client sends behind its request, so no
 * WebSocket passes a proxy.
 */
export function proxySession(
  network: NetworkStack,
  address: string,
  port: number,
  { isSecure, ...request }: ProxyRequest,
  begin: (response: ProxyResponse | { readonly error: string }) => void,
  listener: RemoteListener,
): RemoteSession {
  const output = new SessionOutput((bytes) => listener.data('stdout', bytes));
  function* ask(): Coroutine<void> {
    let hasBegun = false;
    try {
      const response = yield* network.exchange(address, port, request, { isSecure });
      hasBegun = true;
      begin({ status: response.status, headers: response.headers });
      yield* sendBody(response.body, output);
      listener.end({});
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const words = error.message.toLowerCase();
      const text =
        error.code === 'ETIMEDOUT'
          ? `dial tcp ${address}:${port}: i/o timeout`
          : `dial tcp ${address}:${port}: connect: ${words}`;
      if (hasBegun) listener.end({ error: text });
      else begin({ error: text });
    }
  }
  const task: Task = runTask(ask());
  return {
    send: () => true,
    endInput: () => undefined,
    resize: () => undefined,
    hold: () => output.hold(),
    release: () => output.release(),
    close: () => {
      task.cancel();
      output.close();
    },
  };
}
