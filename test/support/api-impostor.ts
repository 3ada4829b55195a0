import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What an impostor answers. */
export interface ImpostorAnswer {
  readonly code: number;
  readonly body: unknown;
}

const DOCUMENTS: Readonly<Record<string, unknown>> = {
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
  '/api': { kind: 'APIVersions', versions: [] },
  '/apis': { kind: 'APIGroupList', groups: [] },
};

/** Says which version it is and that it serves nothing: enough to speak to it, and to see how. */
export class ApiImpostor {
  /** Headers of the requests that it got. */
  readonly heard: IncomingHttpHeaders[] = [];
  /** Decides whom it answers. */
  accepts: (headers: IncomingHttpHeaders) => boolean = () => true;
  /** Answers instead of its documents. */
  answer: (path: string) => ImpostorAnswer | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  /** Starts one on any free port; with `tls` by HTTPS. */
  static async start(tls?: ServerOptions): Promise<ApiImpostor> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const impostor = new ApiImpostor(server, tls === undefined ? 'http' : 'https');
    server.on('request', (request, response) => {
      impostor.heard.push(request.headers);
      const isAccepted = impostor.accepts(request.headers);
      const unauthorized = { kind: 'Status', message: 'Unauthorized', code: 401 };
      const found = impostor.answer(request.url ?? '') ?? { code: 200, body: DOCUMENTS[request.url ?? ''] };
      const { code, body } = isAccepted ? found : { code: 401, body: unauthorized };
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return impostor;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Its address, by the name that is given. */
  url(host = '127.0.0.1'): string {
    return `${this.scheme}://${host}:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A kubeconfig of one context `a`, as JSON, which is YAML. */
export const kubeconfigText = (cluster: object, user: object): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'b', user: 'c' } }],
    clusters: [{ name: 'b', cluster }],
    users: [{ name: 'c', user }],
  });
