import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiAnswer, ApiRequest, ApiStream, Cluster } from '../../src/simulator';
import { differences, isSubset, nodePattern, normalize, normalizedText } from './golden-normal-form';
import { sharedFolder } from './shared';

/** One step of a recorded scenario; see the head of the replay script in the shared folder. */
interface Step {
  readonly http?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pick?: readonly string[];
  readonly until?: { readonly path: string; readonly match: unknown };
  readonly seconds?: number;
  readonly events?: string;
  readonly ignore?: boolean;
}

/** A scenario and what a real control plane answered. */
export interface Scenario {
  readonly id: string;
  readonly steps: readonly { readonly step: Step; readonly answer?: unknown; readonly ignore?: boolean }[];
}

/** What became of one compared step. */
export interface StepResult {
  /** Counted from 1, as the replay script prints it. */
  readonly number: number;
  /** Verb and path. */
  readonly title: string;
  /** Empty when the answers are equal. */
  readonly differences: readonly string[];
}

interface Response {
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly body: unknown;
}

/** A simulated cluster as far as a replay needs it. */
export type ReplayedCluster = Pick<Cluster, 'handle' | 'advance'>;

const POLL_MS = 50;
const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters'] };

/** All recorded scenarios whose file name begins with `prefix`. */
export function readScenarios(prefix = ''): readonly Scenario[] {
  const shared = sharedFolder();
  if (shared === undefined) return [];
  const folder = join(shared, 'fidelity', 'goldens');
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Scenario);
}

/** The request of a step, as the edge would hand it in. */
export function requestOf({ http, path = '', body, contentType, accept, headers }: Step): ApiRequest {
  const cut = path.indexOf('?');
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(cut < 0 ? '' : path.slice(cut + 1))) {
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method: http ?? 'GET',
    path: cut < 0 ? path : path.slice(0, cut),
    query,
    headers: {
      accept: accept ?? 'application/json',
      ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      ...headers,
    },
    body: new TextEncoder().encode(text),
    certificate: ADMIN,
  };
}

const isStream = (answer: ApiAnswer | ApiStream): answer is ApiStream => 'start' in answer;

/** All that a stream says until the server ends it. */
function readStream(cluster: ReplayedCluster, stream: ApiStream): string {
  let text = '';
  let isEnded = false;
  const stop = stream.start(
    (piece) => {
      text += piece;
    },
    () => {
      isEnded = true;
    },
  );
  if (!isEnded) cluster.advance(stream.timeoutMs ?? 0);
  stop();
  return text;
}

function send(cluster: ReplayedCluster, step: Step): Response {
  const answer = cluster.handle(requestOf(step));
  const text = isStream(answer)
    ? readStream(cluster, answer)
    : typeof answer.body === 'string'
      ? answer.body
      : new TextDecoder().decode(answer.body);
  const warning = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'warning')?.[1];
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Plain text stays text.
  }
  const warnings = warning === undefined ? {} : { warnings: [[warning].flat().join(', ')] };
  return { status: answer.status, ...warnings, body };
}

/** Only the named parts of the body, where a controller changes the rest meanwhile. */
function picked(answer: Response, paths: readonly string[] | undefined): Response {
  if (paths === undefined || typeof answer.body !== 'object') return answer;
  const body: Record<string, unknown> = {};
  for (const path of paths) {
    const value = path
      .split('.')
      .reduce<unknown>((object, key) => (object as Record<string, unknown> | undefined | null)?.[key], answer.body);
    if (value !== undefined) body[path] = value;
  }
  return { ...answer, body };
}

interface EventItem {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

function eventsOf(cluster: ReplayedCluster, namespace: string, node: RegExp): unknown {
  const { body } = send(cluster, { http: 'GET', path: `/api/v1/namespaces/${namespace}/events` });
  const items = (body as { items?: readonly EventItem[] }).items ?? [];
  const rows = items.map(({ type, involvedObject: { kind, name }, reason, message }) =>
    normalizedText(`${type} ${kind}/${name} ${reason}: ${message}`, node),
  );
  return [...new Set(rows)].sort();
}

function carryOut(cluster: ReplayedCluster, step: Step, node: RegExp): unknown {
  if (step.http !== undefined) {
    const answer = send(cluster, step);
    // The recording went on over a network: a new namespace had its service account by the next request.
    if (step.http === 'POST' && step.path === '/api/v1/namespaces') cluster.advance(POLL_MS);
    return normalize(picked(answer, step.pick), node);
  }
  if (step.events !== undefined) return eventsOf(cluster, step.events, node);
  if (step.until === undefined)
    throw new Error(`a step that is neither request, events nor until: ${JSON.stringify(step)}`);
  const { path, match } = step.until;
  let last: unknown;
  for (let waitedMs = 0; waitedMs <= (step.seconds ?? 60) * 1000; waitedMs += POLL_MS) {
    last = send(cluster, { http: 'GET', path }).body;
    if (isSubset(match, last)) return 'reached';
    cluster.advance(POLL_MS);
  }
  return { notReached: match, last: normalize((last as { status?: unknown } | undefined)?.status ?? last, node) };
}

/**
 * Replays one scenario in virtual time, without sockets: the same requests and the same comparison as the replay
 * script, one result for each compared step.
 */
export function replay(cluster: ReplayedCluster, scenario: Scenario): StepResult[] {
  const { body } = send(cluster, { http: 'GET', path: '/api/v1/nodes' });
  const nodes = (body as { items?: readonly { metadata: { name: string } }[] }).items ?? [];
  const node = nodePattern(nodes.map(({ metadata }) => metadata.name));
  return scenario.steps.flatMap(({ step, answer, ignore }, index) => {
    let here: unknown;
    try {
      here = carryOut(cluster, step, node);
    } catch (error) {
      here = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    if (step.ignore === true || ignore === true) return [];
    const title = `${step.http ?? Object.keys(step)[0] ?? ''} ${step.path ?? ''}`;
    return [{ number: index + 1, title, differences: differences(answer, here) }];
  });
}
