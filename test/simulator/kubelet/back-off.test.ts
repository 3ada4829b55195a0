import { allowedFromMs, nextBackOff, type BackOff } from '../../../src/simulator/kubelet/back-off';

/** Waits of something that fails again `runMs` after each start, in seconds. */
function waits(times: number, runMs: number): number[] {
  const found: number[] = [];
  let backOff: BackOff | undefined;
  let nowMs = 0;
  for (let failure = 0; failure < times; failure += 1) {
    const failedMs = nowMs + runMs;
    nowMs = allowedFromMs(backOff, failedMs);
    found.push((nowMs - failedMs) / 1000);
    backOff = nextBackOff(backOff, failedMs, nowMs);
  }
  return found;
}

test('the first restart is at once, then waits double up to five minutes', () => {
  expect(waits(9, 1000)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('ten minutes without a failure make all forgotten', () => {
  expect(waits(4, 599_000)).toEqual([0, 10, 20, 40]);
  expect(waits(4, 601_000)).toEqual([0, 0, 0, 0]);
});
