import { repeatOnChange } from '../../src/cli/repeat-on-change';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A loop whose runs are ended by hand. */
function loopOfRuns(): { loop: ReturnType<typeof repeatOnChange>; begun: () => number; end: () => Promise<void> } {
  const ends: (() => void)[] = [];
  let begun = 0;
  const loop = repeatOnChange(() => {
    begun += 1;
    return new Promise((end) => ends.push(end));
  }, 100);
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await jest.advanceTimersByTimeAsync(0);
  };
  return { loop, begun: () => begun, end };
}

test('a burst of changes leads to one run, after a moment of quiet', async () => {
  const { loop, begun } = loopOfRuns();
  for (let change = 0; change < 5; change += 1) {
    loop.changed();
    await jest.advanceTimersByTimeAsync(60);
  }
  expect(begun()).toBe(0);
  await jest.advanceTimersByTimeAsync(40);
  expect(begun()).toBe(1);
});

test('changes during a run lead to exactly one more run behind it', async () => {
  const { loop, begun, end } = loopOfRuns();
  loop.changed();
  await jest.advanceTimersByTimeAsync(100);
  for (let change = 0; change < 3; change += 1) {
    loop.changed();
    await jest.advanceTimersByTimeAsync(200);
  }
  expect(begun()).toBe(1);
  await end();
  await jest.advanceTimersByTimeAsync(100);
  expect(begun()).toBe(2);
  await end();
  await jest.advanceTimersByTimeAsync(1000);
  expect(begun()).toBe(2);
});

test('nothing is begun after the end', async () => {
  const { loop, begun } = loopOfRuns();
  loop.changed();
  loop.stop();
  await jest.advanceTimersByTimeAsync(1000);
  expect(begun()).toBe(0);
});
