import {
  NO_BACKOFF,
  nextBackoff,
  remainingMs,
  remainingOfIndexMs,
} from '../../../../src/simulator/controllers/job/backoff';
import { finishedAtMs } from '../../../../src/simulator/controllers/job/job-pods';
import { NOW_MS, samplePod, secondsAgo } from './sample-jobs';

const failed = (endedAgo: number): ReturnType<typeof samplePod> =>
  samplePod(`f${endedAgo}`, { phase: 'Failed', endedAgo });
const succeeded = (endedAgo: number): ReturnType<typeof samplePod> =>
  samplePod(`s${endedAgo}`, { phase: 'Succeeded', endedAgo });

describe('the wait after failures', () => {
  test.each([
    { failures: 0, seconds: 0 },
    { failures: 1, seconds: 10 },
    { failures: 2, seconds: 20 },
    { failures: 3, seconds: 40 },
    { failures: 6, seconds: 320 },
    { failures: 7, seconds: 600 },
    { failures: 5000, seconds: 600 },
  ])('is $seconds s after $failures in a row', ({ failures, seconds }) => {
    expect(remainingMs({ failures, lastFailureMs: NOW_MS }, NOW_MS)).toBe(seconds * 1000);
  });

  test('is over when its time has passed', () => {
    expect(remainingMs({ failures: 2, lastFailureMs: NOW_MS - 15_000 }, NOW_MS)).toBe(5000);
    expect(remainingMs({ failures: 2, lastFailureMs: NOW_MS - 25_000 }, NOW_MS)).toBe(0);
  });

  test('of an index is told by the Pod that failed last', () => {
    expect(remainingOfIndexMs(samplePod('a', { phase: 'Failed', failures: 2, endedAgo: 10 }), NOW_MS)).toBe(30_000);
  });
});

describe('failures since the last success', () => {
  const before = { failures: 2, lastFailureMs: NOW_MS - 100_000 };
  test.each([
    { title: 'stay when nothing has ended', done: [], broken: [], want: before },
    { title: 'grow by those that failed', done: [], broken: [failed(9), failed(3)], want: { failures: 4, ago: 3 } },
    { title: 'are forgiven by a success', done: [succeeded(5)], broken: [], want: NO_BACKOFF },
    { title: 'before a success do not count', done: [succeeded(5)], broken: [failed(7)], want: NO_BACKOFF },
    {
      title: 'after a success begin anew',
      done: [succeeded(5)],
      broken: [failed(7), failed(2)],
      want: { failures: 1, ago: 2 },
    },
  ])('$title', ({ done, broken, want }) => {
    const { failures } = want;
    const lastFailureMs = 'ago' in want ? NOW_MS - want.ago * 1000 : want.lastFailureMs;
    expect(nextBackoff(before, done, broken)).toEqual({ failures, lastFailureMs });
  });
});

describe('a Pod ended', () => {
  const base = samplePod('a', { phase: 'Failed', endedAgo: 20 });
  test.each([
    { title: 'when its container did', pod: samplePod('a', { phase: 'Failed', exitCode: 1, endedAgo: 7 }), ago: 7 },
    { title: 'else when it stopped being ready', pod: base, ago: 20 },
    {
      title: 'else when it was deleted',
      pod: samplePod('a', { isTerminating: true, status: { conditions: [] } }),
      ago: 0,
    },
    { title: 'else when it was made', pod: samplePod('a', { status: { conditions: [] } }), ago: 50 },
  ])('$title', ({ pod, ago }) => {
    expect(finishedAtMs(pod)).toBe(Date.parse(secondsAgo(ago)));
  });
});
