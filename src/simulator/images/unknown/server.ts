import { hashText } from '../../engine';
import {
  type Coroutine,
  grpcHealth,
  type HttpResponse,
  type Process,
  type Program,
  serveGrpcOver,
  waitForEver,
} from '../../process';

const MEBIBYTE = 1024 * 1024;
const encoder = new TextEncoder();

/** Whoever asks by gRPC is told that it is well: of whatever service. */
const HEALTH = grpcHealth(() => 'SERVING');

function* answer(process: Process, name: string, line: string): Coroutine<HttpResponse> {
  yield* process.print(`${line}\n`);
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: encoder.encode(`${name}\n`) };
}

/**
 * A server that stands in for a program nobody has described: it listens on `ports`, answers every request with 200 and its
 * name, logs it, tells gRPC that it is well, and ends with code 0 when it is asked to. What it needs depends on nothing but `repository`.
 */
export const unknownServer = (repository: string, ports: readonly number[]): Program =>
  function* (process) {
    const hash = hashText(repository);
    process.useMemory((4 + (hash % 40)) * MEBIBYTE);
    process.useProcessor(0.001 + (hash % 8) / 1000);
    process.onSignal('TERM', function* () {
      yield* process.sleep((hash % 7) * 50);
      process.exit(0);
    });
    const name = repository.slice(repository.lastIndexOf('/') + 1);
    for (const port of new Set(ports)) {
      process.network.listenHttp(
        { port, http2: (connection) => serveGrpcOver(process, connection, HEALTH) },
        ({ method, target, remoteAddress }) => answer(process, name, `${remoteAddress} "${method} ${target}" 200`),
        (coroutine) => process.start(coroutine),
      );
    }
    return yield* waitForEver();
  };
