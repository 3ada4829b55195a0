import { fieldError, statusErrors, type FieldError, type LogRequest } from '../../api';
import { flag, integer, text, type Query } from '../query';

/** What a request wants of a log, besides whose it is. */
export type LogOptions = Omit<LogRequest, 'pod' | 'container'>;

/**
 * Reads and judges the options of a log. Throws BadRequest or Invalid. `stream` is refused, as long as its feature gate
 * (PodLogsQuerySplitStreams) is off by default. Source: Kubernetes 1.36, pkg/apis/core/validation
 * `ValidatePodLogOptions`.
 */
export function logOptionsOf(query: Query, nowMs: number): LogOptions {
  const [tailLines, limitBytes] = [integer(query, 'tailLines'), integer(query, 'limitBytes')];
  const sinceSeconds = integer(query, 'sinceSeconds');
  const sinceTime = text(query, 'sinceTime');
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(fieldError.invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(fieldError.invalid('limitBytes', limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && sinceTime !== '') {
    errors.push(fieldError.forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(fieldError.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (text(query, 'stream') !== '') errors.push(fieldError.forbidden('stream', 'may not be specified'));
  if (errors.length > 0) throw statusErrors.invalid({ group: '', resource: 'PodLogOptions' }, '', errors);
  const sinceMs = sinceSeconds === undefined ? timeOf(sinceTime) : nowMs - sinceSeconds * 1000;
  return {
    isPrevious: flag(query, 'previous') ?? false,
    follows: flag(query, 'follow') ?? false,
    hasTimestamps: flag(query, 'timestamps') ?? false,
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A time in milliseconds since 1970; undefined for none. Throws BadRequest. */
function timeOf(value: string): number | undefined {
  if (value === '' || value === 'null') return undefined;
  const timeMs = RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(timeMs)) return timeMs;
  const layout = '2006-01-02T15:04:05Z07:00';
  throw statusErrors.badRequest(
    `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(value)} as "2006"`,
  );
}
