import type { ApiAnswer } from '../connection/transport';

/** One of the causes of a refusal. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** What an API server says about a request that it refuses. */
export interface Status {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: {
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
}

/** A request that the API server refused for good. */
export class RefusedError extends Error {
  constructor(readonly status: Status) {
    super(status.message);
    this.name = 'RefusedError';
  }

  get code(): number {
    return this.status.code;
  }
}

/** The most that is shown of an answer that is no Status: a proxy's page, for instance. */
const TEXT_MAX = 300;

/** What an answer says that is no success. */
export function statusOf({ status, text }: ApiAnswer): Status {
  try {
    const parsed = JSON.parse(text) as Partial<Status> & { readonly kind?: string };
    if (parsed.kind === 'Status' && typeof parsed.message === 'string' && parsed.message !== '') {
      return { ...parsed, code: status, message: parsed.message };
    }
  } catch {
    // Not every answer comes from the API server itself.
  }
  const said = text.replace(/\s+/g, ' ').trim().slice(0, TEXT_MAX);
  return { code: status, message: `the server answered ${status}${said === '' ? '' : `: ${said}`}` };
}

/** Whether a refusal has a cause of this reason. */
export const hasCause = ({ details }: Status, reason: string): boolean =>
  details?.causes?.some((cause) => cause.reason === reason) ?? false;

/** Whether `error` is a refusal with this code. */
export const isRefusal = (error: unknown, code: number): error is RefusedError =>
  error instanceof RefusedError && error.code === code;
