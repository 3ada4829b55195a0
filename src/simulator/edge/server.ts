import { createSecureServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext, TLSSocket } from 'node:tls';
import { type Cluster, type StatusError, statusErrors } from '..';
import { answerAdmin, isAdminPath, type Steered } from './admin';
import { Entrance } from './connections';
import type { ClusterCertificates } from './cluster-certificates';
import { heldStream } from './held-stream';
import { Pacing } from './pacing';
import { peerIdentity } from './peer-identity';
import { BODY_BYTES_MAX, type IncomingRequest, readRequest } from './read-request';
import { Reach } from './reach/reach';
import type { Saving } from './saving';
import { Session } from './session';
import { standInContext } from './tls/contexts';
import { acceptUpgrade } from './upgrade';
import { type OutgoingResponse, writeAnswer, writeStream } from './write-answer';
import { writeExchange } from './write-exchange';

/** Only programs of this machine reach the simulator. */
const LOOPBACK = '127.0.0.1';

/** How long connections may take to end by themselves. */
const CLOSING_MS = 200;

/** How to serve a cluster. */
export interface ServeOptions {
  /** A cluster, or the session that it has begun: only that has snapshots. */
  readonly cluster: Cluster | Session;
  readonly certificates: ClusterCertificates;
  /** Port to listen on, 0 to 65535; 0 for any free one. */
  readonly port: number;
  /** Virtual seconds in a second. @default 1 */
  readonly speed?: number;
  /**
   * Hears of a defect in what the cluster does by itself; it goes on without what failed.
   *
   * @default - the process ends with it
   */
  readonly onDefect?: (error: unknown) => void;
  /**
   * Saves the cluster: nobody hears of anything before it is on the disk, writers, readers and watches alike.
   *
   * @default - nothing is saved
   */
  readonly saving?: Saving;
  /**
   * Gives node ports, load balancers and ingress controllers ports of this machine; `onProblem` hears of those that cannot
   * be had, and what stands in for them.
   *
   * @default - only the API is reached
   */
  readonly reach?: { readonly onProblem: (text: string) => void };
}

/** A cluster that answers over HTTPS. */
export interface Edge {
  readonly port: number;
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** Moves its virtual time. */
  readonly pacing: Pacing;
  /** What else is reached than the API. @default - nothing */
  readonly reach?: Reach;
  /** Ends all connections and stops listening. */
  readonly close: () => Promise<void>;
}

/** The TLS connection of a request; that of HTTP/2 is behind its session. */
function socketOf(incoming: IncomingRequest): TLSSocket {
  const { stream } = incoming as Partial<Http2ServerRequest>;
  return (stream?.session?.socket ?? incoming.socket) as TLSSocket;
}

const isClosed = (response: OutgoingResponse): boolean => response.destroyed || response.writableEnded;

function writeError(response: OutgoingResponse, error: StatusError): void {
  writeAnswer(response, {
    status: error.code,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(error.status)}\n`,
  });
}

/** Answers once what was done, and all that the answer may show, is saved. */
async function answer(
  steered: Steered,
  entrance: Entrance,
  saving: Saving | undefined,
  incoming: IncomingRequest,
  response: OutgoingResponse,
): Promise<void> {
  const identity = peerIdentity(socketOf(incoming));
  if (identity === 'refused') {
    writeError(response, statusErrors.unauthorized());
    return;
  }
  const request = await readRequest(incoming, identity === 'none' ? undefined : identity);
  if (isClosed(response)) return;
  if (request === undefined) {
    writeError(response, statusErrors.requestEntityTooLarge(`limit is ${BODY_BYTES_MAX}`));
    return;
  }
  if (isAdminPath(request.path)) {
    const steeredTo = await answerAdmin(steered, request, () => !isClosed(response));
    saving?.touch();
    await saving?.flushed();
    if (!isClosed(response)) writeAnswer(response, steeredTo);
    return;
  }
  const result = entrance.handle(request);
  if ('start' in result) {
    const stream = saving === undefined ? result : heldStream(result, saving);
    writeStream(response, stream, (virtualMs) => steered.pacing.wallMs(virtualMs));
    return;
  }
  if ('kind' in result) {
    if (result.kind === 'exchange') writeExchange(response, result);
    else writeError(response, statusErrors.badRequest('Upgrade request required'));
    return;
  }
  await saving?.flushed();
  if (!isClosed(response)) writeAnswer(response, result);
}

/**
 * Serves `cluster` on the loopback interface: HTTPS with HTTP/2, and HTTP/1.1 for clients that ask for it.
 *
 * @throws Error with code EADDRINUSE or EACCES when the port cannot be had.
 */
export async function serve(options: ServeOptions): Promise<Edge> {
  const { cluster, certificates, port, speed = 1, onDefect, saving } = options;
  const server = createSecureServer({
    allowHTTP1: true,
    key: certificates.server.key,
    cert: certificates.server.certificate,
    ca: [certificates.authority, certificates.signer.certificate],
    requestCert: true,
    // A token may stand in for a certificate; who has neither is anonymous.
    rejectUnauthorized: false,
    settings: { maxConcurrentStreams: 250 },
  });
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const session = cluster instanceof Session ? cluster : new Session(cluster);
  // Not before the port is ours: time that passes for nobody would go on for ever.
  const pacing = new Pacing(session.cluster, speed, onDefect);
  const entrance = new Entrance(session, pacing, onDefect);
  const standIn = standInContext(certificates);
  const reach = reachOf(options, session, entrance, standIn);
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    acceptUpgrade(entrance, standIn, incoming, socket, head).catch((error: unknown) => {
      socket.destroy();
      onDefect?.(error);
    });
  });
  server.on('request', (incoming, response) => {
    answer({ session, pacing, ...reach }, entrance, saving, incoming, response).catch((error: unknown) => {
      if (isClosed(response)) return;
      if (response.headersSent) response.end();
      else writeError(response, statusErrors.internal(error instanceof Error ? error.message : String(error)));
    });
  });
  const bound = (server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    await reach.reach?.close();
    pacing.stop();
    for (const session of sessions) session.close();
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, CLOSING_MS);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearTimeout(timer);
  };
  return { port: bound, url: `https://${LOOPBACK}:${bound}`, pacing, ...reach, close };
}

function reachOf(
  { reach, onDefect }: ServeOptions,
  session: Session,
  entrance: Entrance,
  standIn: SecureContext,
): Pick<Edge, 'reach'> {
  if (reach === undefined) return {};
  return { reach: new Reach(session, entrance, standIn, reach.onProblem, (error) => onDefect?.(error)) };
}
