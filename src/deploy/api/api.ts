import { setMaxListeners } from 'node:events';
import type { Access } from '../connection/access';
import { interruption } from '../connection/cluster-error';
import { lostError, refusedCredentials } from '../connection/out-of-reach';
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
  /** What every attempt waits for. @default - nothing */
  readonly gate?: (signal: AbortSignal | undefined) => Promise<void>;
}

/** A request may say that it has its own patience. */
export interface RequestSettings {
  readonly patienceMs?: number;
  /** Codes that are not asked again although they may pass. @default - none */
  readonly finalCodes?: readonly number[];
}

const PATIENCE_MS = 60_000;

/** However slow everything is, a request is sent this often before what is wrong counts as lasting. */
const ATTEMPTS_MIN = 12;

/** Between tries with new credentials is waited longer and longer, up to this. */
const RENEWAL_WAIT_MAX_MS = 1_000;

/** A server that has never answered gets so many tries, and so much time: its address may be wrong. */
const FIRST_ATTEMPTS = 6;
const FIRST_PATIENCE_MS = 10_000;

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

  /** The same server for other work: something else ends it, or nothing. */
  with(settings: ApiSettings): Api {
    const api = new Api(this.access, settings);
    api.hasAnswered = this.hasAnswered;
    return api;
  }

  /**
   * Sends a request that may be sent twice, until it is answered for good.
   *
   * @throws RefusedError when it is refused, ClusterError when the server is not reached, or takes no credentials.
   */
  async request(request: ApiRequest, { patienceMs, finalCodes = [] }: RequestSettings = {}): Promise<ApiAnswer> {
    const beganMs = Date.now();
    const untilMs = beganMs + (patienceMs ?? this.settings.patienceMs ?? PATIENCE_MS);
    let [attempts, renewals] = [0, 0];
    for (;;) {
      if (this.signal?.aborted === true) throw interruption(this.signal);
      await this.settings.gate?.(this.signal);
      const failed = await this.attempt(request);
      if ('answer' in failed) return failed.answer;
      if (failed.kind === 'refused' && failed.status.code === 401 && renewals < this.access.renewalsMax) {
        renewals += 1;
        // New credentials may be on their way into the file.
        if (renewals > 1) await pause(Math.min(100 * renewals, RENEWAL_WAIT_MAX_MS), this.signal);
        continue;
      }
      attempts += 1;
      if (failed.kind === 'refused' && finalCodes.includes(failed.status.code)) throw this.failure(failed);
      const waitMs = decideWait(failed, attempts, Math.random());
      const isOver = attempts >= ATTEMPTS_MIN && Date.now() > untilMs;
      const isUnknown = !this.hasAnswered && failed.kind === 'lost';
      const isWrong = isUnknown && (attempts >= FIRST_ATTEMPTS || Date.now() - beganMs >= FIRST_PATIENCE_MS);
      if (waitMs === undefined || isOver || isWrong) throw this.failure(failed);
      await pause(waitMs, this.signal);
    }
  }

  /** The same, for an answer in JSON. */
  async json<Result>(request: ApiRequest, settings?: RequestSettings): Promise<Result> {
    return JSON.parse((await this.request(request, settings)).text) as Result;
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
    if (failed.kind === 'lost') {
      return lostError(this.access, failed.error ?? new TransportError(failed.code, failed.code));
    }
    return failed.status.code === 401 ? refusedCredentials(this.access) : new RefusedError(failed.status);
  }
}
