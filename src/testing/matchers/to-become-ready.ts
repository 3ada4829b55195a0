import { failure, type MatcherResult, objectsOf, type Subject } from './result';

/** `toBecomeReady`: time passes until the object, or all that was applied, is ready. */
export function toBecomeReady(received: unknown, within: number | string = '10m'): MatcherResult {
  const objects = objectsOf(received, 'toBecomeReady');
  const cluster = objects[0]?.cluster;
  const missing = (): string[] =>
    objects.flatMap((object) => {
      const lack = object.missing();
      return lack === undefined
        ? []
        : [`${object.toString()}: ${lack}`, ...object.reasons().map((each) => `  ${each}`)];
    });
  cluster?.until(() => objects.every((object) => object.missing() === undefined), within);
  const lines = missing();
  const pass = lines.length === 0;
  const what = objects.length === 1 ? String(objects[0]) : 'everything that was applied';
  const subject = received as Subject;
  return {
    pass,
    message: () =>
      pass
        ? failure(`expected ${what} not to become ready, and it did`, [], subject)
        : failure(`expected ${what} to become ready within ${within}, but it did not:`, lines, subject),
  };
}
