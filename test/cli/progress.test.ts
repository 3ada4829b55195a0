import { progressOn } from '../../src/cli/progress';
import type { Terminal } from '../../src/cli/terminal';

/** What is written when work of three steps takes `durations` milliseconds before each step. */
function shownFor(terminal: Pick<Terminal, 'isInteractive'>, durations: readonly [number, number, number]): string {
  let [written, now] = ['', 0];
  const terminalOf: Terminal = {
    ...terminal,
    out: () => undefined,
    err: (text) => (written += text),
    hasColorsOut: false,
    hasColorsErr: false,
    isDebugging: false,
  };
  const progress = progressOn(terminalOf, () => now);
  for (const [done, phase] of (['build', 'check', 'write'] as const).entries()) {
    now += durations[done] as number;
    progress.show({ phase, done, total: 3 });
  }
  progress.clear();
  return written;
}

test('long work shows its steps to a person and wipes them at the end', () => {
  const written = shownFor({ isInteractive: true }, [0, 400, 400]);
  expect(written).toBe('\r\u001b[K[2/3] checking\r\u001b[K[3/3] writing files\r\u001b[K');
});

test('short work shows nothing', () => {
  expect(shownFor({ isInteractive: true }, [0, 50, 50])).toBe('');
});

test('nothing is shown where nobody watches', () => {
  expect(shownFor({ isInteractive: false }, [400, 400, 400])).toBe('');
});
