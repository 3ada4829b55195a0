import type { TestEvent } from '../history';
import { TestCluster } from '../test-cluster';
import { failure, type MatcherResult, type MatcherState, requireObject, type Subject } from './result';

/** What is expected of an Event: all that is given must hold. */
export interface ExpectedEvent {
  /** @default - any */
  readonly reason?: string;
  /** A part of the message, or what it must match. @default - any */
  readonly message?: string | RegExp;
  /** @default - both */
  readonly type?: 'Normal' | 'Warning';
  /** How often it must have been said. @default 1 */
  readonly times?: number;
}

function isExpected({ reason, message, type, count }: TestEvent, expected: ExpectedEvent): boolean {
  const { message: text = '' } = expected;
  return (
    (expected.reason === undefined || reason === expected.reason) &&
    (expected.type === undefined || type === expected.type) &&
    (typeof text === 'string' ? message.includes(text) : message.search(text) >= 0) &&
    count >= (expected.times ?? 1)
  );
}

const described = ({ reason, message, type, times }: ExpectedEvent): string =>
  [
    type ?? 'an',
    `Event ${reason ?? ''}`.trim(),
    ...(message === undefined ? [] : [`with ${String(message)}`]),
    ...(times === undefined ? [] : [`${times} times`]),
  ].join(' ');

/**
 * `toEmitEvent`: an Event about the object, what belongs to it, or anything of the cluster, is there or comes within
 * 10 minutes; with `.not`, it is not there once the cluster has settled. A text is a reason.
 */
export function toEmitEvent(
  this: MatcherState | undefined,
  received: unknown,
  event: string | ExpectedEvent,
  within: number | string = '10m',
): MatcherResult {
  const subject: Subject = received instanceof TestCluster ? received : requireObject(received, 'toEmitEvent');
  const cluster = subject instanceof TestCluster ? subject : subject.cluster;
  const expected = typeof event === 'string' ? { reason: event } : event;
  const found = (): TestEvent | undefined => subject.events().find((each) => isExpected(each, expected));
  if (this?.isNot === true) cluster.settle();
  else cluster.until(() => found() !== undefined, within);
  const seen = found();
  const pass = seen !== undefined;
  const who = subject instanceof TestCluster ? 'the cluster' : subject.toString();
  const but = pass
    ? `, and it did: ${seen.object}: ${seen.reason}: ${seen.message}`
    : `, but within ${within} it did not`;
  return {
    pass,
    message: () => failure(`expected ${who} ${pass ? 'not ' : ''}to emit ${described(expected)}${but}`, [], subject),
  };
}
