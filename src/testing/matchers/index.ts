/** What can be expected of a cluster; `expect.extend(matchers)` makes it known to jest and to vitest. */
import type { Disaster } from '../disasters';
import type { TestCluster } from '../test-cluster';
import { type ExpectedAnswer, toAnswer } from './to-answer';
import { toBecomeReady } from './to-become-ready';
import { type ExpectedEvent, toEmitEvent } from './to-emit-event';
import { toHaveReadyEndpoints } from './to-have-ready-endpoints';
import { type AvailabilityOptions, toStayAvailable } from './to-stay-available';
import { toSurvive } from './to-survive';

export type { MatcherResult } from './result';
export type { AvailabilityOptions, ExpectedAnswer, ExpectedEvent };

/** The matchers, as `expect` has them afterwards; `Result` is what they return there. */
export interface ClusterMatchers<Result = void> {
  /** Time passes until the object, or all that was applied to the cluster, is ready; 10 minutes at most by default. */
  toBecomeReady(within?: number | string): Result;
  /** Once the cluster has settled, exactly so many addresses get the connections of the Service. */
  toHaveReadyEndpoints(count: number): Result;
  /** What `cluster.curl` brought back is as expected; without an expectation, somebody answered. */
  toAnswer(expected?: ExpectedAnswer): Result;
  /** An Event about the object or what belongs to it is there, or comes; a text is its reason. */
  toEmitEvent(event: string | ExpectedEvent, within?: number | string): Result;
  /** The Service has ready endpoints at every moment while `during` happens and the cluster settles after it. */
  toStayAvailable(during: (cluster: TestCluster) => unknown, options?: AvailabilityOptions): Result;
  /** After the disaster the object becomes as ready as it was, without help; within 15 minutes by default. */
  toSurvive(disaster: Disaster, within?: number | string): Result;
}

/** For `expect.extend`. */
export const matchers = {
  toAnswer,
  toBecomeReady,
  toEmitEvent,
  toHaveReadyEndpoints,
  toStayAvailable,
  toSurvive,
};
