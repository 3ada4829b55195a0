import { createCluster, type ApiAnswer, type ApiRequest, type ApiStream, type Cluster } from '../../src/simulator';
import { SeededRandom } from '../../src/simulator/engine';
import { pick } from './random-values';
import { fuzzedRequest, richTargets, sampleRequestOf, sampleRequests, targets } from './fuzzed-requests';

/** Requests to send: a sample in `npm test`, all of them in `.ci/run`. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 3_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

/** No single answer may take longer: the slowest real one takes some milliseconds. */
const HANG_MS = 5_000;

/** Requests after which a new cluster is taken: one that was filled with rubbish answers ever more slowly. */
const REQUESTS_PER_CLUSTER = 5_000;

const isStream = (answer: ApiAnswer | ApiStream): answer is ApiStream => 'start' in answer;

const textOf = ({ body }: ApiAnswer): string => (typeof body === 'string' ? body : new TextDecoder().decode(body));

interface Status {
  readonly kind?: string;
  readonly status?: string;
  readonly code?: number;
  readonly message?: string;
  readonly reason?: string;
}

/** What the real server calls internal errors although the request is to blame. */
const REAL_INTERNAL_ERRORS = new RegExp(
  [
    'requested impersonation without a user',
    'resourceVersion should not be set on objects to be created',
    'failed to create typed patch object',
    'does not contain declared merge key',
    'list element types are not identical',
    'unable to find api field in struct',
    'associative list with keys has an element that omits all key fields',
  ].join('|'),
);

/** What is wrong with an answer; undefined for a proper one. */
function faultOf(request: ApiRequest, answer: ApiAnswer): string | undefined {
  if (request.method === 'HEAD') return undefined;
  const text = textOf(answer);
  // The root of a proxied path is redirected to the same with a slash.
  const isRedirect = answer.status === 301 && answer.headers['location'] !== undefined;
  if (answer.status < 400) return isRedirect || answer.status < 300 ? undefined : `code ${answer.status}`;
  let status: Status;
  try {
    status = JSON.parse(text) as Status;
  } catch {
    // The real server's router answers paths that it does not know in plain text.
    return answer.status === 404 && text === '404 page not found\n' ? undefined : `no JSON: ${text.slice(0, 100)}`;
  }
  if (status.kind !== 'Status' || status.status !== 'Failure') return `no Status: ${text.slice(0, 200)}`;
  if (status.code !== answer.status) return `code ${status.code ?? 0} in an answer of ${answer.status}`;
  if (answer.status === 500 && !REAL_INTERNAL_ERRORS.test(status.message ?? '')) {
    return `internal error: ${status.message ?? ''}`;
  }
  return (status.message ?? '') === '' ? 'no message' : undefined;
}

const shown = ({ method, path, query, headers, body }: ApiRequest): string =>
  JSON.stringify({ method, path, query: [...query], headers, body: new TextDecoder().decode(body) });

interface Report {
  readonly faults: string[];
  readonly codes: Map<number, number>;
  readonly hit: Set<string>;
  bodies: number;
  decoded: number;
  slowestMs: number;
}

/** Codes that a body can only get after it was decoded. */
const AFTER_DECODING = new Set([200, 201, 202, 403, 409, 422, 429]);

/** A cluster with one object of each sample. Controllers do not act: time stands. */
function filledCluster(seed: number): Cluster {
  const cluster = createCluster({ seed });
  for (const request of sampleRequests.values()) {
    const answer = cluster.handle(request);
    if (answer.status >= 400 && answer.status !== 409)
      throw new Error(`${request.path} refuses its sample: ${textOf(answer as ApiAnswer)}`);
  }
  return cluster;
}

function send(cluster: Cluster, request: ApiRequest, report: Report): void {
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
  const before = cluster.client.revision;
  const beganMs = performance.now();
  const answer = cluster.handle(request);
  if (isStream(answer))
    answer.start(
      () => undefined,
      () => undefined,
    )();
  report.slowestMs = Math.max(report.slowestMs, performance.now() - beganMs);
  report.codes.set(answer.status, (report.codes.get(answer.status) ?? 0) + 1);
  if (['POST', 'PUT', 'PATCH'].includes(request.method)) {
    report.bodies += 1;
    if (AFTER_DECODING.has(answer.status)) report.decoded += 1;
  }
  if (isStream(answer)) return;
  const fault = faultOf(request, answer);
  if (fault !== undefined) report.faults.push(`${fault}\n  ${shown(request).slice(0, 1500)}`);
  if (isWrite && answer.status >= 400 && cluster.client.revision !== before) {
    report.faults.push(`refused with ${answer.status}, but the state has changed\n  ${shown(request).slice(0, 1500)}`);
  }
}

function fuzz(requests: number, seed: number): Report {
  const report: Report = { faults: [], codes: new Map(), hit: new Set(), bodies: 0, decoded: 0, slowestMs: 0 };
  const random = new SeededRandom(seed);
  let cluster = filledCluster(seed);
  for (let index = 0; index < requests && report.faults.length < 5; index += 1) {
    if (index > 0 && index % REQUESTS_PER_CLUSTER === 0) cluster = filledCluster(seed + index);
    // One in three walks through all of discovery, the others go where bodies are read.
    const target =
      index % 3 === 0 ? (targets[(index / 3) % targets.length] as (typeof targets)[number]) : pick(random, richTargets);
    const sample = sampleRequestOf(target);
    if (sample !== undefined) cluster.handle(sample);
    const request = fuzzedRequest(target, random);
    report.hit.add(`${target.row.groupVersion} ${target.row.resource} ${target.verb}`);
    try {
      send(cluster, request, report);
    } catch (error) {
      report.faults.push(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n  ${shown(request)}`);
    }
    if (index % 100 === 99) cluster.advance(50);
  }
  return report;
}

test(`${REQUESTS} spoilt requests get proper answers and change nothing when they are refused`, () => {
  const report = fuzz(REQUESTS, SEED);
  const codes = [...report.codes].sort(([left], [right]) => left - right).map(([code, count]) => `${code}: ${count}`);
  process.stdout.write(
    `fuzz, seed ${SEED}: ${REQUESTS} requests, ${codes.join(', ')}; ` +
      `${Math.round((100 * report.decoded) / report.bodies)} % of ${report.bodies} bodies past decoding; slowest ${Math.round(report.slowestMs)} ms\n`,
  );
  expect(report.faults).toEqual([]);
  expect(report.decoded).toBeGreaterThanOrEqual(report.bodies / 2);
  expect(report.slowestMs).toBeLessThan(HANG_MS);
  if (REQUESTS >= 3 * targets.length) expect(report.hit.size).toBe(targets.length);
}, 600_000);
