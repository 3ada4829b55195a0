import TestSequencer from '@jest/test-sequencer';

/** Suites that start programs or serve clusters: most of those that take longer than ten seconds. */
const LONG = /[\\/]test[\\/](kubectl|examples|cli|deploy|browser|fidelity|properties)[\\/]/;

/**
 * Order of the suites. A clone that is new does not know yet how long each takes, and jest would begin with the largest
 * files: long suites that begin last would leave the other workers with nothing to do.
 */
export default class LongSuitesFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((each) => !isLong(each))];
  }
}
