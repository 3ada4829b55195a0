import type { Disaster } from '../disasters';
import type { TestObject } from '../test-object';
import { failure, type MatcherResult, requireObject } from './result';

/** What is missing to be as good as before. */
function lackOf(object: TestObject, endpointsBefore: number, podsBefore: number): string | undefined {
  const lack = object.missing();
  if (lack !== undefined) return lack;
  const ready = object.readyEndpoints().length;
  if (ready < endpointsBefore) return `${ready} of ${endpointsBefore} endpoints are ready`;
  const pods = object.readyPods().length;
  return pods < podsBefore ? `${pods} of ${podsBefore} Pods are ready` : undefined;
}

/**
 * `toSurvive`: after the disaster, and without anybody's help, the object is as ready as it was before, within 15
 * minutes unless another time is given: a cluster notices the loss of a node after 40 s, and waits 5 minutes more.
 */
export function toSurvive(received: unknown, disaster: Disaster, within: number | string = '15m'): MatcherResult {
  const object = requireObject(received, 'toSurvive');
  const { cluster } = object;
  const first = object.missing();
  const before = object.readyPods().length;
  if (first !== undefined || before === 0) {
    const words = `expected ${object.toString()} to survive ${disaster.name}, but it is not ready to begin with: ${first ?? 'it has no ready Pod'}`;
    return { pass: false, message: () => failure(words, object.reasons(), object) };
  }
  const endpoints = object.readyEndpoints().length;
  disaster.strike(object);
  // What was lost has to be noticed first: only then does being ready say something.
  cluster.settle();
  const pass = cluster.until(() => lackOf(object, endpoints, before) === undefined, within);
  const lack = lackOf(object, endpoints, before);
  const words = pass
    ? `expected ${object.toString()} not to survive ${disaster.name}, but it did`
    : `expected ${object.toString()} to survive ${disaster.name}, but ${within} later ${lack ?? 'it is not ready'}`;
  return { pass, message: () => failure(words, pass ? [] : object.reasons(), object) };
}
