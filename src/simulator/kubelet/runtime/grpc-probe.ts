import type { EventLoop } from '../../engine';
import {
  type ClientConnection,
  type Coroutine,
  delay,
  GrpcClient,
  GrpcError,
  HEALTH_CHECK,
  healthRequest,
  HttpFrameError,
  isSystemError,
  type NetworkStack,
  statusIn,
  waitFor,
} from '../../process';
import type { CallOutcome } from '../container-runtime';
import { goDuration } from '../go-duration';

/** Time after which a connection that was not had is tried again. Source: gRPC, doc/connection-backoff.md. */
const BACKOFF_MS = 1000;

const failed = (message: string): CallOutcome => ({ isSuccess: false, message });

/** What is said of a call that the server has answered with an error. */
function failureOf({ code, message }: GrpcError): CallOutcome {
  if (code !== 'Unimplemented') {
    return failed(`error: health rpc probe failed: rpc error: code = ${code} desc = ${message}`);
  }
  return failed(`error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`);
}

/**
 * Asks a server for the health of one of its services, as the kubelet does: it connects until its time is over, whatever
 * the reason for which it does not get through, and then calls once.
 *
 * Source: Kubernetes 1.36, pkg/probe/grpc/grpc.go `Probe`.
 */
export class GrpcProbe {
  private readonly authority: string;
  private isConnected = false;

  /** `service` is the name of the service, empty for the server as a whole. */
  constructor(
    private readonly loop: EventLoop,
    private readonly network: NetworkStack,
    private readonly host: string,
    private readonly port: number,
    private readonly service: string,
  ) {
    this.authority = `${host}:${port}`;
  }

  *answer(): Coroutine<CallOutcome> {
    const { authority, service } = this;
    const { connection, client } = yield* this.connected();
    this.isConnected = true;
    try {
      const answer = yield* client.call({
        path: HEALTH_CHECK,
        authority,
        userAgent: 'kube-probe/1.36 grpc-go/1.75.0',
        message: healthRequest(service),
      });
      const status = statusIn(answer);
      if (status === 'SERVING') return { isSuccess: true, message: '' };
      return failed(`service unhealthy (responded with "${status}")`);
    } catch (error) {
      if (error instanceof GrpcError) return failureOf(error);
      throw error;
    } finally {
      connection.end();
      connection.close();
    }
  }

  /** What is said when there was no answer in time. */
  overdue(timeoutMs: number): string {
    const limit = goDuration(timeoutMs);
    return this.isConnected
      ? `timeout: health rpc did not complete within ${limit}`
      : `timeout: failed to connect service "${this.authority}" within ${limit}: context deadline exceeded`;
  }

  /** A server that speaks HTTP/2: it is tried until there is one. */
  private *connected(): Coroutine<{ readonly connection: ClientConnection; readonly client: GrpcClient }> {
    for (;;) {
      let connection: ClientConnection | undefined;
      let isGreeted = false;
      try {
        connection = yield* this.network.connect(this.host, this.port);
        const client = new GrpcClient(connection);
        yield* client.greet();
        isGreeted = true;
        return { connection, client };
      } catch (error) {
        if (!isSystemError(error) && !(error instanceof HttpFrameError)) throw error;
      } finally {
        if (!isGreeted) connection?.reset();
      }
      yield* waitFor(delay(this.loop, BACKOFF_MS));
    }
  }
}
