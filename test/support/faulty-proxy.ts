import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as requestHttps, Agent } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { readKubeconfig } from '../../src/simulator/edge';
import { SeededRandom } from '../../src/simulator/engine';

/** What may happen to a request. */
export const FAULTS = [
  /** The connection ends before the server hears of it. */
  'lost',
  /** The server does it, and nobody hears of that. */
  'unanswered',
  /** Half of the answer comes. */
  'cut',
  '409',
  '429',
  '500',
  '503',
  'slow',
  /** The token is no longer accepted; a new one is in the file. */
  'expired',
  /** The server goes away for a moment, and with it all connections. */
  'restart',
] as const;
/** One of them. */
export type Fault = (typeof FAULTS)[number];

const SLOW_MS = 150;
const AWAY_MS = 150;

const MESSAGES: Readonly<Record<string, readonly [string, string]>> = {
  '409': [
    'Conflict',
    'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again',
  ],
  '429': ['TooManyRequests', 'too many requests, please try again later'],
  '500': ['InternalError', 'Internal error occurred: etcdserver: leader changed'],
  '503': ['ServiceUnavailable', 'apiserver is shutting down'],
};

/** Stands between a client and a served cluster, and lets requests go wrong as chance, and nothing else, says. */
export class FaultyProxy {
  /** How many requests met each fault. */
  readonly met = new Map<Fault, number>();
  /** Part of the requests to which something happens. */
  rate = 0;
  private readonly chance: SeededRandom;
  private readonly sockets = new Set<Socket>();
  private token = 'token-0';
  private server: Server | undefined;
  private port = 0;
  private readonly agent: Agent;
  private isStopped = false;

  private constructor(
    seed: number,
    private readonly upstream: NonNullable<ReturnType<typeof readKubeconfig>>,
    private readonly folder: string,
  ) {
    this.chance = new SeededRandom(seed);
    const { authority, admin } = upstream;
    this.agent = new Agent({ keepAlive: true, ca: authority, cert: admin.certificate, key: admin.key });
  }

  /** Starts one in front of the cluster of a kubeconfig; `folder` takes its own kubeconfig and token. */
  static async start(seed: number, kubeconfig: string, folder: string): Promise<FaultyProxy> {
    const upstream = readKubeconfig(kubeconfig);
    if (upstream === undefined) throw new Error(`there is no ${kubeconfig}`);
    const proxy = new FaultyProxy(seed, upstream, folder);
    await proxy.listen();
    proxy.rotate();
    writeFileSync(proxy.kubeconfig, proxy.kubeconfigText());
    return proxy;
  }

  /** A kubeconfig that leads through the proxy. */
  get kubeconfig(): string {
    return join(this.folder, 'faulty.kubeconfig');
  }

  private kubeconfigText(): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'faulty', cluster: { server: `http://127.0.0.1:${this.port}` } }],
      users: [{ name: 'tester', user: { tokenFile: 'token' } }],
      contexts: [{ name: 'faulty', context: { cluster: 'faulty', user: 'tester' } }],
      'current-context': 'faulty',
    });
  }

  /** Only a new token is accepted from now on. */
  private rotate(): void {
    this.token = `token-${this.chance.next()}`;
    writeFileSync(join(this.folder, 'token'), this.token);
  }

  private listen(): Promise<void> {
    const server = createServer((request, response) => this.answer(request, response));
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server = server;
    return new Promise((resolve) => {
      server.listen(this.port, '127.0.0.1', () => {
        this.port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** The server goes away for a while, and with it all connections. */
  restart(awayMs = AWAY_MS): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    setTimeout(() => !this.isStopped && void this.listen(), awayMs);
  }

  private draw(): Fault | undefined {
    if (this.chance.next() / 2 ** 32 >= this.rate) return undefined;
    const fault = FAULTS[this.chance.next() % FAULTS.length] as Fault;
    this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    return fault;
  }

  private refuse(response: ServerResponse, code: string): void {
    const [reason, message] = MESSAGES[code] ?? ['Unauthorized', 'Unauthorized'];
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code: Number(code) };
    response.writeHead(Number(code), {
      'content-type': 'application/json',
      ...(code === '429' ? { 'retry-after': '1' } : {}),
    });
    response.end(JSON.stringify(status));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const pieces: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${this.token}`) return this.refuse(response, '401');
      const fault = this.draw();
      if (fault === undefined) return this.forward(request, Buffer.concat(pieces), response);
      if (fault === 'expired') {
        this.rotate();
        return this.refuse(response, '401');
      }
      if (fault === 'restart') return this.restart();
      if (fault === 'lost') return void request.socket.destroy();
      if (fault === 'slow')
        return void setTimeout(() => this.forward(request, Buffer.concat(pieces), response), SLOW_MS);
      if (fault === 'unanswered' || fault === 'cut')
        return this.forward(request, Buffer.concat(pieces), response, fault);
      return this.refuse(response, fault);
    });
  }

  private forward(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault?: 'unanswered' | 'cut',
  ): void {
    const { authorization: _, host: __, ...headers } = request.headers;
    const outgoing = requestHttps(
      new URL(request.url ?? '/', this.upstream.url),
      { method: request.method, agent: this.agent, headers },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () => {
          const text = Buffer.concat(pieces);
          if (fault === 'unanswered') return void request.socket.destroy();
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          if (fault !== 'cut') return void response.end(text);
          response.write(text.subarray(0, text.length / 2), () => request.socket.destroy());
        });
      },
    );
    outgoing.on('error', () => request.socket.destroy());
    outgoing.end(body);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.agent.destroy();
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    if (server?.listening === true) await new Promise((resolve) => server.close(resolve));
  }
}
