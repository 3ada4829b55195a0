import { decideWatch, type Finding, watch, withLook } from '../../../src/deploy/rollout/watch';

const settings = { soakMs: 600, graceMs: 100, lookMs: 50, beganMs: 1000 };

test.each([
  { at: 1000, wrongSince: undefined, verdict: { type: 'again', afterMs: 50 } },
  { at: 1580, wrongSince: undefined, verdict: { type: 'again', afterMs: 20 } },
  { at: 1600, wrongSince: undefined, verdict: { type: 'passed' } },
  { at: 1040, wrongSince: 1000, verdict: { type: 'again', afterMs: 50 } },
  { at: 1080, wrongSince: 1000, verdict: { type: 'again', afterMs: 20 } },
  { at: 1100, wrongSince: 1000, verdict: { type: 'stopped', reason: 'ill' } },
  { at: 9000, wrongSince: 8950, verdict: { type: 'again', afterMs: 50 } },
])('at $at, wrong since $wrongSince: $verdict', ({ at, wrongSince, verdict }) => {
  const watched = wrongSince === undefined ? {} : { wrongSinceMs: wrongSince, finding: 'ill' };
  expect(decideWatch(watched, settings, at)).toEqual(verdict);
});

test('what is wrong counts from the first look without a break', () => {
  const looks: readonly Finding[] = ['ill', 'worse', undefined, 'ill again'];
  const watched = looks.reduce((sum, finding, index) => withLook(sum, finding, index * 10), {});
  expect(watched).toEqual({ finding: 'ill again', wrongSinceMs: 30 });
  expect(withLook(withLook({}, 'ill', 5), 'worse', 9)).toEqual({ finding: 'worse', wrongSinceMs: 5 });
});

test('a region passes through a short weakness, and does not pass through a long one', async () => {
  const watchWith = (weakLooks: number): Promise<Finding> => {
    let looks = 0;
    const look = (): Promise<Finding> => {
      looks += 1;
      return Promise.resolve(looks > 1 && looks <= 1 + weakLooks ? `weak at look ${looks}` : undefined);
    };
    return watch({ look }, { soakMs: 200, graceMs: 150, lookMs: 5, beganMs: Date.now() });
  };
  expect(await watchWith(2)).toBeUndefined();
  expect(await watchWith(Infinity)).toMatch(/^weak at look \d+$/);
});

test('who interrupts is not kept waiting', async () => {
  const controller = new AbortController();
  const watching = watch(
    { look: () => Promise.resolve(undefined), signal: controller.signal, onLook: () => controller.abort() },
    { soakMs: 60_000, graceMs: 0, lookMs: 60_000, beganMs: Date.now() },
  );
  await expect(watching).rejects.toMatchObject({ problem: 'interrupted' });
});
