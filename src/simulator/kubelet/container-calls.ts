import type { Container, HTTPGetAction, LifecycleHandler, Probe } from '../api';
import type { ContainerCall } from './container-runtime';

const SCHEMES: Readonly<Record<string, string>> = { HTTP: 'http', HTTPS: 'https' };

/** Number of a port that is given by number or by name; 0 for a name that the container does not have. */
function portNumber(container: Container, port: number | string): number {
  if (typeof port === 'number') return port;
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

function httpCall(container: Container, action: HTTPGetAction, podIp: string): ContainerCall {
  const host = action.host === undefined || action.host === '' ? podIp : action.host;
  const path = action.path ?? '/';
  const port = portNumber(container, action.port);
  return {
    type: 'http',
    url: `${SCHEMES[action.scheme ?? 'HTTP'] ?? 'http'}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`,
    headers: Object.fromEntries((action.httpHeaders ?? []).map(({ name, value }) => [name, value])),
  };
}

/** What a probe or a hook does; undefined for one that only waits (`sleep`), or does nothing. */
export function callOf(
  container: Container,
  handler: Pick<Probe & LifecycleHandler, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>,
  podIp: string,
): ContainerCall | undefined {
  const { exec, httpGet, tcpSocket, grpc } = handler;
  if (exec !== undefined) return { type: 'exec', command: exec.command ?? [] };
  if (httpGet !== undefined) return httpCall(container, httpGet, podIp);
  if (tcpSocket !== undefined) {
    const { host } = tcpSocket;
    return {
      type: 'tcp',
      host: host === undefined || host === '' ? podIp : host,
      port: portNumber(container, tcpSocket.port),
    };
  }
  return grpc === undefined ? undefined : { type: 'grpc', port: grpc.port, service: grpc.service };
}
