/** Makes the matchers known to jest: `import 'workshop-stacks/testing/jest'` in a test, or in `setupFilesAfterEnv`. */
import { type ClusterMatchers, matchers } from './matchers';

/** What jest gives to every test. */
declare const expect: { extend(matchers: object): void };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- The types of jest are a namespace.
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type -- As there.
    interface Matchers<R, T = {}> extends ClusterMatchers<R> {}
  }
}

expect.extend(matchers);
