import { TestCluster } from '../test-cluster';
import { TestObject } from '../test-object';

/** What a matcher returns to jest or vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What `this` is in a matcher, as far as it matters here. */
export interface MatcherState {
  /** Whether `.not` stands before it. @default false */
  readonly isNot?: boolean;
}

/** An object, or all that was applied to a cluster. */
export type Subject = TestObject | TestCluster;

const shown = (value: unknown): string => (value === null ? 'null' : typeof value);

/** Refuses what is no object of a cluster. */
export function requireObject(value: unknown, matcher: string): TestObject {
  if (value instanceof TestObject) return value;
  throw new TypeError(`${matcher} looks at an object: expect(cluster.object('deployment/web')), got ${shown(value)}`);
}

/** Refuses what is no Service. */
export function requireService(value: unknown, matcher: string): TestObject {
  const object = requireObject(value, matcher);
  if (object.kind === 'Service') return object;
  throw new TypeError(`${matcher} looks at a Service: expect(cluster.object('service/web')), got ${object.toString()}`);
}

/** The objects of a subject, and the cluster. */
export function objectsOf(value: unknown, matcher: string): readonly TestObject[] {
  return value instanceof TestCluster ? value.objects() : [requireObject(value, matcher)];
}

/** A message: what was expected, the details, and the timeline of the subject. */
export function failure(first: string, details: readonly string[], subject: Subject): string {
  const history = subject instanceof TestCluster ? subject.history() : subject.cluster.history(subject);
  return [first, ...details.map((line) => `  ${line}`), '', history].join('\n');
}
