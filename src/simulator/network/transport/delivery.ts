import type { EventLoop } from '../../engine';
import { ROUTINE } from './waiting';

/** How something gets from one machine to another now: after so many milliseconds, or undefined when it is lost. */
export type Transit = () => number | undefined;

/** First wait before something that was lost is sent again; each further wait is twice as long. Source: Linux, TCP_RTO_MIN. */
const RESEND_MS = 200;

/** Longest such wait. Source: Linux, TCP_RTO_MAX. */
const RESEND_MS_MAX = 120_000;

/** Time after which a connection is given up. Source: Linux, net.ipv4.tcp_retries2 of 15. */
export const GIVEN_UP_MS = 924_600;

/**
 * Sends something over an established connection: `pass` is called when it gets through, with the milliseconds that it
 * takes; at once when nothing is in its way. `lost` is called when it was sent again for too long.
 */
export function deliver(loop: EventLoop, transit: Transit, pass: (delayMs: number) => void, lost: () => void): void {
  const delayMs = transit();
  if (delayMs !== undefined) pass(delayMs);
  else resend(loop, transit, pass, lost, loop.nowMs + GIVEN_UP_MS, RESEND_MS);
}

/** As `deliver`, for what does something when it has come: `arrive` is called then. */
export function deliverLater(loop: EventLoop, transit: Transit, arrive: () => void, lost: () => void): void {
  const delayMs = transit();
  if (delayMs !== undefined) loop.after(delayMs, arrive, ROUTINE);
  else resend(loop, transit, (ms) => loop.after(ms, arrive, ROUTINE), lost, loop.nowMs + GIVEN_UP_MS, RESEND_MS);
}

function resend(
  loop: EventLoop,
  transit: Transit,
  pass: (delayMs: number) => void,
  lost: () => void,
  untilMs: number,
  waitMs: number,
): void {
  const again = (): void => {
    const delayMs = transit();
    if (delayMs !== undefined) pass(delayMs);
    else if (loop.nowMs >= untilMs) lost();
    else resend(loop, transit, pass, lost, untilMs, Math.min(2 * waitMs, RESEND_MS_MAX));
  };
  loop.at(Math.min(loop.nowMs + waitMs, untilMs), again, ROUTINE);
}
