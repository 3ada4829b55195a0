import { hasCause, type Status } from './status';

/** What came of one attempt that did not succeed. */
export type Attempt =
  | { readonly kind: 'refused'; readonly status: Status; readonly retryAfterSeconds?: number }
  /** No answer came, with what Node.js calls it. */
  | { readonly kind: 'lost'; readonly code: string };

const FIRST_WAIT_MS = 100;
const WAIT_MAX_MS = 5_000;
/** A server that asks for more patience than this is asked again sooner. */
const ASKED_WAIT_MAX_MS = 30_000;

/** Certificates, names and protocols do not mend themselves. */
const HOPELESS =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|ERR_INVALID|HPE_INVALID|HOSTNAME_MISMATCH|ENOTFOUND$)/;

/** What a server calls an internal error, and what no patience mends. Source: managedfields/fieldmanager.go `Apply`. */
const NOT_TYPED = /failed to create typed patch object|field not declared in schema/;

/**
 * What a controller is about to make for an object that is new: the usage of a quota, the account of a namespace.
 * Source: plugin/pkg/admission/serviceaccount/admission.go, apiserver/pkg/admission/plugin/resourcequota/controller.go.
 */
const NOT_MADE_YET = /status unknown for quota|serviceaccount "default" not found/;

/** Answers of a server that is busy, starting, or behind a proxy that does not reach it. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

function isPassing(attempt: Attempt): boolean {
  if (attempt.kind === 'lost') return !HOPELESS.test(attempt.code);
  const { status } = attempt;
  // Somebody else wrote at the same moment; a field that has another owner stays with it.
  if (status.code === 409) return !hasCause(status, 'FieldManagerConflict') && !/precondition/i.test(status.message);
  // The namespace goes away, and may come back.
  if (status.code === 403) return hasCause(status, 'NamespaceTerminating') || NOT_MADE_YET.test(status.message);
  return PASSING.has(status.code) && !NOT_TYPED.test(status.message);
}

/**
 * How long to wait before the same request is sent again; undefined when it would fail again.
 *
 * The waits double, and are spread by `chance` (0 to 1) so that many requests do not come back together. What the
 * server asks for counts more.
 */
export function decideWait(attempt: Attempt, attempts: number, chance: number): number | undefined {
  if (!isPassing(attempt)) return undefined;
  const asked = attempt.kind === 'refused' ? attempt.retryAfterSeconds : undefined;
  if (asked !== undefined && asked > 0) return Math.min(asked * 1000, ASKED_WAIT_MAX_MS) * (1 + chance / 10);
  return Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), WAIT_MAX_MS) * (0.5 + chance / 2);
}
