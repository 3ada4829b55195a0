import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { durationMs, statusErrors, StatusError } from '..';
import type { ApiAnswer, ApiRequest, ServerFlags } from '..';
import { faultRuleIn } from './fault-rule';
import { type Action, parseSnapshot } from './journal';
import { writePrivateFile } from './kubeconfig';
import type { Pacing } from './pacing';
import type { Reach } from './reach/reach';
import type { Session } from './session';

/** Where the path for steering begins; a real API server has nothing there. */
export const ADMIN_PATH = '/workshop/v1';

/** What is steered. */
export interface Steered {
  readonly session: Session;
  readonly pacing: Pacing;
  /** @default - nothing but the API is reached */
  readonly reach?: Reach;
}

type Body = Readonly<Record<string, unknown>>;

type Operation = (
  steered: Steered,
  body: Body,
  request: ApiRequest,
  isAwaited: () => boolean,
) => object | undefined | Promise<object | undefined>;

function textIn(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw statusErrors.badRequest(`'${field}' must be a text that is not empty`);
}

/** Milliseconds of a duration; anything else is a bad request. */
function durationIn(text: string): number {
  try {
    return durationMs(text);
  } catch (error) {
    throw statusErrors.badRequest((error as Error).message);
  }
}

const FASTEST = 100_000;
const SLOWEST = 0.001;

function speedIn(body: Body): number {
  const { speed } = body;
  if (typeof speed === 'number' && speed >= SLOWEST && speed <= FASTEST) return speed;
  throw statusErrors.badRequest(`'speed' must be a number from ${SLOWEST} to ${FASTEST}`);
}

/** Flags that the API server is to be started with; others stay as they are. */
function serverFlagsIn({ anonymousAuth }: Body): Partial<ServerFlags> {
  if (anonymousAuth === undefined) return {};
  if (typeof anonymousAuth === 'boolean') return { anonymousAuth };
  throw statusErrors.badRequest("'anonymousAuth' must be true or false");
}

/** Does something to the cluster; what it refuses is a bad request, in its words. */
function act({ session, pacing }: Steered, action: Action): object {
  pacing.catchUp();
  try {
    const name = session.act(action);
    pacing.plan();
    return name === undefined ? {} : { [action.type]: name };
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw statusErrors.badRequest(error instanceof Error ? error.message : String(error));
  }
}

const node =
  (verb: 'remove' | 'fail' | 'recover'): Operation =>
  (steered, body) =>
    act(steered, { type: 'node', verb, name: textIn(body, 'name') });

/** A file of the one who asks: it must be absolute, because the server has a folder of its own. */
function fileIn(body: Body): string {
  const file = textIn(body, 'file');
  if (isAbsolute(file)) return file;
  throw statusErrors.badRequest(`'file' must be an absolute path, got '${file}'`);
}

/** What the system says about a file, as a bad request. */
function withFile<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw statusErrors.badRequest((error as Error).message);
  }
}

const withoutSnapshots = (): StatusError =>
  statusErrors.notImplemented('a cluster with --data-dir has no snapshots: end it and copy its folder');

const beyondSnapshots = (): StatusError =>
  statusErrors.notImplemented(
    'there is no snapshot of this cluster any more: more came from outside (port-forward, cp, exec, node ports, requests) ' +
      'than is kept for one; save it earlier, or start with --data-dir and copy its folder',
  );

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET ': () => undefined,
  'POST advance': async ({ pacing }, body, _request, isAwaited) => {
    await pacing.advance(durationIn(textIn(body, 'duration')), isAwaited);
    return undefined;
  },
  'POST pause': ({ pacing }) => {
    pacing.pause();
    return undefined;
  },
  'POST resume': ({ pacing }) => {
    pacing.resume();
    return undefined;
  },
  'POST speed': ({ pacing }, body) => {
    pacing.setSpeed(speedIn(body));
    return undefined;
  },
  'POST node/add': (steered, { name }) =>
    act(steered, { type: 'node', verb: 'add', ...(typeof name === 'string' ? { name } : {}) }),
  'POST node/remove': node('remove'),
  'POST node/fail': node('fail'),
  'POST node/recover': node('recover'),
  'POST push': (steered, body) => act(steered, { type: 'push', image: textIn(body, 'image') }),
  'POST apiserver/restart': (steered, body) =>
    act(steered, { type: 'apiserver', verb: 'restart', flags: serverFlagsIn(body) }),
  'POST fault/add': (steered, body) => act(steered, { type: 'fault', verb: 'add', rule: faultRuleIn(body) }),
  'POST fault/remove': (steered, body) => act(steered, { type: 'fault', verb: 'remove', id: textIn(body, 'id') }),
  'GET fault/list': ({ session }) => ({ faults: session.cluster.network.faults.list() }),
  'GET timeline': ({ session, pacing }, _body, { query }) => {
    pacing.catchUp();
    const since = query.get('since')?.[0];
    const sinceMs = since === undefined ? undefined : session.cluster.nowMs - durationIn(since);
    return { entries: session.cluster.timeline(sinceMs) };
  },
  'GET urls': async ({ reach, pacing }) => {
    pacing.catchUp();
    await reach?.settled();
    return { urls: reach?.list() ?? [] };
  },
  'POST snapshot/save': ({ session, pacing }, body) => {
    const file = fileIn(body);
    pacing.catchUp();
    const snapshot = session.snapshot();
    if (snapshot === undefined) throw session.hasLostSnapshots ? beyondSnapshots() : withoutSnapshots();
    withFile(() => writePrivateFile(file, JSON.stringify(snapshot)));
    return { entries: snapshot.entries.length };
  },
  'POST snapshot/load': async ({ session, pacing }, body) => {
    const file = fileIn(body);
    if (!session.hasSnapshots) throw withoutSnapshots();
    const snapshot = parseSnapshot(withFile(() => readFileSync(file, 'utf8')));
    if (snapshot === undefined) throw statusErrors.badRequest(`'${file}' is no snapshot of this simulator`);
    await session.restore(snapshot);
    pacing.follow(session.cluster);
    return { entries: snapshot.entries.length };
  },
};

const answerOf = (status: number, body: object): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(body)}\n`,
});

/** A refusal in the words of the API. */
export const refusal = ({ code, status }: StatusError): ApiAnswer => answerOf(code, status);

/** What everybody who steers wants to know. */
const stateOf = ({ session, pacing }: Steered): object => ({
  nowMs: session.cluster.nowMs,
  wallMs: Date.now(),
  speed: pacing.speed,
  isPaused: pacing.isPaused,
});

function bodyOf(request: ApiRequest): Body {
  if (request.body.length === 0) return {};
  const text = new TextDecoder().decode(request.body);
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch {
    // Said below, as for any other body that is no map.
  }
  throw statusErrors.badRequest('the body must be a JSON object');
}

/** Refuses everybody but the owner of the cluster. Throws StatusError. */
export function requireOwner({ certificate }: ApiRequest): void {
  if (certificate === undefined) throw statusErrors.unauthorized();
  if (!certificate.groups.includes('system:masters')) {
    const user = JSON.stringify(certificate.username);
    throw statusErrors.forbidden(
      { group: '', resource: 'cluster' },
      '',
      `User ${user} is not in group "system:masters"`,
    );
  }
}

async function carryOut(steered: Steered, request: ApiRequest, isAwaited: () => boolean): Promise<ApiAnswer> {
  const { method, path } = request;
  requireOwner(request);
  const name = path.slice(ADMIN_PATH.length).replace(/^\/|\/$/g, '');
  const operation = OPERATIONS[`${method} ${name}`];
  if (operation === undefined) throw statusErrors.notFound({ group: '', resource: 'operations' }, name);
  const result = (await operation(steered, bodyOf(request), request, isAwaited)) ?? {};
  return answerOf(200, { ...stateOf(steered), ...result });
}

/** Whether a path is for steering the cluster and not for its API. */
export const isAdminPath = (path: string): boolean => path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`);

/**
 * Carries out what the owner of the cluster asks for: time, nodes, images, its API server, faults, addresses, the timeline,
 * snapshots. What takes long ends where it is once nobody waits for the answer any more.
 */
export async function answerAdmin(
  steered: Steered,
  request: ApiRequest,
  isAwaited: () => boolean = () => true,
): Promise<ApiAnswer> {
  try {
    return await carryOut(steered, request, isAwaited);
  } catch (error) {
    if (error instanceof StatusError) return refusal(error);
    throw error;
  }
}
