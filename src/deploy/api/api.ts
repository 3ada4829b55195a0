import { setMaxListeners } from 'node:events';
import type { Access } from '../connection/access';
import { ClusterError, interrupted } from '../connection/cluster-error';
import { type ApiAnswer, type ApiRequest, send, TransportError } from '../connection/transport';
import { pause } from '../connection/pause';
import { type Attempt, decideWait } from './retry';
import { RefusedError, statusOf } from './status';

/** How patient a client is. */
export interface ApiSettings {
  /** Ends waiting, and refuses new requests. */
  readonly signal?: AbortSignal;
  /** How long a request is repeated before what is wrong counts as lasting. @default 60 seconds */
  readonly patienceMs?: number;
}

/** A request may say that it has its own patience. */
export interface RequestSettings {
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;

/** However slow everything is, a request is sent this often before what is wrong counts as lasting. */
const ATTEMPTS_MIN = 8;

/** How often new credentials are asked for before they count as refused: while they change, several may come too late. */
const RENEWALS_MAX = 8;
const RENEWAL_WAIT_MAX_MS = 1_000;

/** What TLS and names say, in words. */
const LOST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^ENOTFOUND$|^EAI_AGAIN$/, 'its name cannot be resolved'],
  [/^ETIMEDOUT$|^EHOSTUNREACH$|^ENETUNREACH$/, 'it does not answer'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name'],
  [/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_)/, 'its certificate is not signed by the authority of the kubeconfig'],
  [/^(EPROTO|ERR_SSL|HPE_INVALID)/, 'it does not speak HTTPS'],
  [/^ECONNRESET$|^EPIPE$/, 'it ends connections'],
];

function unreachable(server: string, { code, message }: TransportError): ClusterError {
  const words = LOST_WORDS.find(([pattern]) => pattern.test(code))?.[1];
  return new ClusterError(
    'unreachable',
    `${server} cannot be reached: ${words === undefined ? message : `${words} (${code})`}`,
  );
}

function retryAfterOf(answer: ApiAnswer): number | undefined {
  const header = answer.headers['retry-after'];
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** An API server, asked again as long as it makes sense. */
export class Api {
  private hasAnswered = false;

  constructor(
    readonly access: Access,
    private readonly settings: ApiSettings = {},
  ) {
    // Every request that waits listens to it.
    if (settings.signal !== undefined) setMaxListeners(0, settings.signal);
  }

  get signal(): AbortSignal | undefined {
    return this.settings.signal;
  }

  /**
   * Sends a request that may be sent twice, until it is answered for good.
   *
   * @throws RefusedError when it is refused, ClusterError when the server is not reached, or takes no credentials.
   */
  async request(request: ApiRequest, { patienceMs }: RequestSettings = {}): Promise<ApiAnswer> {
    const until = Date.now() + (patienceMs ?? this.settings.patienceMs ?? PATIENCE_MS);
    let renewals = 0;
    for (let attempts = 1; ; attempts += 1) {
      if (this.signal?.aborted === true) throw interrupted();
      const failed = await this.attempt(request);
      if ('answer' in failed) return failed.answer;
      if (failed.kind === 'refused' && failed.status.code === 401 && renewals < RENEWALS_MAX) {
        renewals += 1;
        // New credentials may be on their way into the file.
        if (renewals > 1) await pause(Math.min(100 * renewals, RENEWAL_WAIT_MAX_MS), this.signal);
        continue;
      }
      const waitMs = decideWait(failed, attempts, Math.random());
      const isOver = attempts >= ATTEMPTS_MIN && Date.now() > until;
      if (waitMs === undefined || isOver || this.isFirstRefusal(failed, attempts)) throw this.failure(failed);
      await pause(waitMs, this.signal);
    }
  }

  /** The same, for an answer in JSON. */
  async json<Result>(request: ApiRequest, settings?: RequestSettings): Promise<Result> {
    return JSON.parse((await this.request(request, settings)).text) as Result;
  }

  /** A server that nobody has heard of yet is not waited for: its address may be wrong. */
  private isFirstRefusal(failed: Attempt, attempts: number): boolean {
    return !this.hasAnswered && failed.kind === 'lost' && attempts >= 4;
  }

  private async attempt(request: ApiRequest): Promise<(Attempt & { error?: TransportError }) | { answer: ApiAnswer }> {
    const credentials = await this.access.credentials();
    let answer: ApiAnswer;
    try {
      answer = await send(this.access.target.server, credentials, request);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { kind: 'lost', code: error.code, error };
    }
    this.hasAnswered = true;
    if (answer.status >= 200 && answer.status < 300) return { answer };
    if (answer.status === 401) this.access.renew(credentials);
    const status = statusOf(answer);
    const retryAfterSeconds = retryAfterOf(answer) ?? status.details?.retryAfterSeconds;
    return { kind: 'refused', status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }

  private failure(failed: Attempt & { error?: TransportError }): Error {
    const { context, server, source } = this.access.target;
    if (failed.kind === 'lost') {
      return unreachable(server, failed.error ?? new TransportError(failed.code, failed.code));
    }
    if (failed.status.code !== 401) return new RefusedError(failed.status);
    return new ClusterError(
      'credentials',
      `${server} does not accept the credentials of context '${context}' (${source}): they are wrong or have expired; ` +
        'log in again, or have a new kubeconfig written',
    );
  }
}
