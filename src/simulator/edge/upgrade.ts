import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SecureContext, TLSSocket } from 'node:tls';
import { type ApiAnswer, type ApiRequest, StatusError, statusErrors } from '..';
import { ADMIN_PATH, isAdminPath, refusal, requireOwner } from './admin';
import type { ClientCommand, ClientConnection, ClientPortForward, Entrance } from './connections';
import { answerBytes, headText, plainAnswer } from './connections/raw-answer';
import { carryExchange } from './connections/raw-exchange';
import { socketWire, type Wire } from './connections/wire';
import { peerIdentity } from './peer-identity';
import { requestWith } from './read-request';
import { carryCommandOverSpdy, COMMAND_PROTOCOLS } from './spdy/command-streams';
import { carryPortsOverSpdy, PORT_PROTOCOL } from './spdy/port-streams';
import { withTls } from './tls/secured-ports';
import { chooseProtocol } from './websocket/channel-protocol';
import { carryCommand } from './websocket/command-channels';
import { WebSocketConnection } from './websocket/connection';
import { acceptHeaders, isCompleteRequest, isWebSocketRequest, offeredProtocols } from './websocket/handshake';
import { carryPorts } from './websocket/port-channels';

/** Time without a byte after which a connection ends. Source: Kubernetes 1.36, kubelet `streamingConnectionIdleTimeout`. */
const IDLE_MS = 4 * 60 * 60 * 1000;

/** A WebSocket that carries SPDY in its messages. Source: Kubernetes 1.36, portforward `WebsocketsSPDYTunnelingPrefix`. */
const TUNNEL_PROTOCOL = `SPDY/3.1+${PORT_PROTOCOL}`;

const SPDY = 'spdy/3.1';

/** Commands at machines; their words, their machine and what they want are in the query. */
export const COMMAND_PATH = `${ADMIN_PATH}/command`;

type Headers = Readonly<Record<string, string>>;

const refuse = (wire: Wire, answer: ApiAnswer): void => {
  wire.write([answerBytes(answer)]);
  wire.end();
};

const refuseWith = (wire: Wire, { code, status }: StatusError): void =>
  refuse(wire, {
    status: code,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(status)}\n`,
  });

/** What a node agent refuses it says in plain text. */
function isRefused(wire: Wire, connection: ClientCommand | ClientPortForward): boolean {
  try {
    connection.check();
    return false;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    refuse(wire, plainAnswer(error.code, error.message));
    return true;
  }
}

/**
 * Deals with a request that asks for another protocol; `standIn` is shown for servers behind ports that have signed their own
 * certificate. Rejects when what it leads to fails.
 */
export async function acceptUpgrade(
  entrance: Entrance,
  standIn: SecureContext,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const tls = socket as TLSSocket;
  tls.setTimeout(IDLE_MS, () => tls.destroy());
  const wire = socketWire(socket, head);
  const identity = peerIdentity(tls);
  if (identity === 'refused') {
    refuseWith(wire, statusErrors.unauthorized());
    return;
  }
  const request = requestWith(incoming, identity === 'none' ? undefined : identity);
  const result = isAdminPath(request.path) ? commandAt(entrance, request) : entrance.handle(request);
  if (!('kind' in result)) {
    const isAnswer = 'body' in result;
    if (isAnswer) refuse(wire, result);
    else refuseWith(wire, statusErrors.badRequest('a watch cannot be upgraded'));
    return;
  }
  if (result.kind === 'exchange') {
    await carryExchange(wire, result);
    return;
  }
  const connection = result.kind === 'ports' ? withTls(result, standIn) : result;
  if (isWebSocketRequest(request.headers)) await overWebSocket(wire, request.headers, connection);
  else await overSpdy(wire, request.headers, connection);
}

/** A command that the owner of the cluster types at one of its machines, or outside of it. */
function commandAt(entrance: Entrance, request: ApiRequest): ApiAnswer | ClientConnection {
  const { path, query } = request;
  const node = query.get('node')?.[0];
  const is = (name: string): boolean => query.get(name)?.[0] === 'true';
  try {
    requireOwner(request);
    if (path !== COMMAND_PATH) throw statusErrors.notFound({ group: '', resource: 'operations' }, path);
    return entrance.enter({
      type: 'command',
      ...(node === undefined ? {} : { node }),
      command: query.get('command') ?? [],
      hasStdin: is('stdin'),
      hasTerminal: is('tty'),
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return refusal(error);
  }
}

async function overWebSocket(
  wire: Wire,
  headers: Headers,
  connection: ClientCommand | ClientPortForward,
): Promise<void> {
  if (!isCompleteRequest(headers)) {
    refuse(wire, plainAnswer(400, 'a WebSocket needs Sec-WebSocket-Key and Sec-WebSocket-Version: 13'));
    return;
  }
  const offered = offeredProtocols(headers);
  const isTunnel = connection.kind === 'ports' && offered.includes(TUNNEL_PROTOCOL);
  const protocol = chooseProtocol(offered);
  if (protocol === undefined && !isTunnel) {
    refuse(wire, plainAnswer(403, `unable to upgrade: no protocol of [${offered.join(' ')}] is known`));
    return;
  }
  // The API server itself takes over a command in the newest protocol: the refusal of the node agent comes afterwards.
  const isTakenOver = connection.kind === 'command' && protocol?.hasClose === true;
  if (!isTakenOver && isRefused(wire, connection)) return;
  const name = isTunnel ? TUNNEL_PROTOCOL : (protocol?.name ?? '');
  wire.write([Buffer.from(headText({ status: 101, headers: acceptHeaders(headers, name) }), 'latin1')]);
  const socket = new WebSocketConnection(wire);
  if (connection.kind === 'command') {
    if (protocol !== undefined) await carryCommand(socket, protocol, connection);
  } else if (isTunnel) await carryPortsOverSpdy(socket.asWire(), connection);
  else if (protocol !== undefined) await carryPorts(socket, protocol, connection);
}

/** The first protocol of a client that the server has as well. Source: Kubernetes 1.36, httpstream `negotiateProtocol`. */
function negotiate(headers: Headers, known: readonly string[]): string | undefined {
  const offered = (headers['x-stream-protocol-version'] ?? '').split(',').map((each) => each.trim());
  const names = offered.filter((each) => each !== '');
  return names.length === 0 ? known.at(-1) : names.find((each) => known.includes(each));
}

async function overSpdy(wire: Wire, headers: Headers, connection: ClientCommand | ClientPortForward): Promise<void> {
  if ((headers['upgrade'] ?? '').toLowerCase() !== SPDY) {
    refuse(wire, plainAnswer(400, 'unable to upgrade: missing upgrade headers in request'));
    return;
  }
  if (isRefused(wire, connection)) return;
  const known = connection.kind === 'command' ? COMMAND_PROTOCOLS : [PORT_PROTOCOL];
  const protocol = negotiate(headers, known);
  if (protocol === undefined) {
    const offered = headers['x-stream-protocol-version'] ?? '';
    const text = `client supports [${offered.replace(/, ?/g, ' ')}], server accepts [${known.join(' ')}]`;
    refuse(wire, plainAnswer(403, `unable to upgrade: unable to negotiate protocol: ${text}`));
    return;
  }
  const accepted = { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': protocol };
  wire.write([Buffer.from(headText({ status: 101, headers: accepted }), 'latin1')]);
  if (connection.kind === 'command') await carryCommandOverSpdy(wire, connection, protocol);
  else await carryPortsOverSpdy(wire, connection);
}
