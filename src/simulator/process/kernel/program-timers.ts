import type { EventLoop, Timer } from '../../engine';
import type { Wait } from '../coroutine';

const ROUTINE = { isRoutine: true };

/**
 * Plans what a program waits for: the one place where programs get timers. They are routine: a cluster is at rest although
 * its programs go on.
 */
export const planForProgram = (loop: EventLoop, delayMs: number, action: () => void): Timer =>
  loop.after(Math.max(delayMs, 0), action, ROUTINE);

/** Waits for a span of virtual time; for ever, and without a timer, for Infinity. */
export const delay = (loop: EventLoop, delayMs: number): Wait<void> => ({
  begin: (resume) => {
    if (delayMs === Infinity) return () => undefined;
    const timer = planForProgram(loop, delayMs, resume);
    return () => timer.cancel();
  },
});
