import { EndpointWatch, type Gap } from '../../simulator';
import type { TestCluster } from '../test-cluster';
import { failure, type MatcherResult, requireService } from './result';

/** How available is available enough. */
export interface AvailabilityOptions {
  /** Ready endpoints that there must be at every moment. @default 1 */
  readonly atLeast?: number;
}

function gapText({ fromMs, toMs }: Gap, beginMs: number, nowMs: number): string {
  const after = ((fromMs - beginMs) / 1000).toFixed(1);
  const lasted = (((toMs ?? nowMs) - fromMs) / 1000).toFixed(1);
  return toMs === undefined
    ? `from ${after}s after it began, for ${lasted}s until now`
    : `from ${after}s after it began, for ${lasted}s`;
}

/**
 * `toStayAvailable`: while `during` happens, and until the cluster has settled after it, the Service has ready endpoints
 * at every moment.
 */
export function toStayAvailable(
  received: unknown,
  during: (cluster: TestCluster) => unknown,
  { atLeast = 1 }: AvailabilityOptions = {},
): MatcherResult {
  const service = requireService(received, 'toStayAvailable');
  const { cluster } = service;
  const key = `${service.namespace ?? ''}/${service.name}`;
  const before = service.readyEndpoints().length;
  if (before < atLeast) {
    const first = `expected ${service.toString()} to stay available, but it has ${before} ready endpoints to begin with, not ${atLeast}`;
    return { pass: false, message: () => failure(first, ['let it become ready first: cluster.settle()'], service) };
  }
  const beginMs = cluster.nowMs;
  const watch = new EndpointWatch(cluster.client, () => cluster.nowMs);
  try {
    during(cluster);
    cluster.settle();
  } finally {
    watch.stop();
  }
  const gaps = watch.gaps(key, atLeast);
  const endMs = cluster.nowMs;
  const pass = gaps.length === 0;
  const first = pass
    ? `expected ${service.toString()} not to stay available, but it always had ${watch.fewest(key)} or more ready endpoints`
    : `expected ${service.toString()} to have ${atLeast} or more ready endpoints all the time, but it had ${watch.fewest(key)}:`;
  return {
    pass,
    message: () =>
      failure(
        first,
        gaps.map((gap) => gapText(gap, beginMs, endMs)),
        service,
      ),
  };
}
