import { pause } from '../connection/pause';

/** What a look at a region found: undefined when all is well, or what is not. */
export type Finding = string | undefined;

/** How long a region has to be well. */
export interface WatchSettings {
  /** How long it has to be well, in milliseconds. */
  readonly soakMs: number;
  /** For how long something may be wrong before the rollout stops, in milliseconds. */
  readonly graceMs: number;
  /** Time between two looks, in milliseconds. */
  readonly lookMs: number;
  /** When the time began, milliseconds since 1970: before now when somebody watched already. */
  readonly beganMs: number;
}

/** What the looks so far have come to. */
export interface Watched {
  /** Since when something is wrong without a break, milliseconds since 1970. @default - all is well */
  readonly wrongSinceMs?: number;
  /** What is wrong. */
  readonly finding?: string;
}

/** What follows from a look. */
export type Verdict =
  | { readonly type: 'passed' }
  | { readonly type: 'stopped'; readonly reason: string }
  /** Look again after this time. */
  | { readonly type: 'again'; readonly afterMs: number };

/** What a look adds to those before. */
export const withLook = ({ wrongSinceMs }: Watched, finding: Finding, nowMs: number): Watched =>
  finding === undefined ? {} : { finding, wrongSinceMs: wrongSinceMs ?? nowMs };

/** Whether a region passes, stops the rollout, or is looked at again. */
export function decideWatch(
  { wrongSinceMs, finding = '' }: Watched,
  { soakMs, graceMs, lookMs, beganMs }: WatchSettings,
  nowMs: number,
): Verdict {
  if (wrongSinceMs !== undefined) {
    const leftMs = wrongSinceMs + graceMs - nowMs;
    return leftMs <= 0 ? { type: 'stopped', reason: finding } : { type: 'again', afterMs: Math.min(lookMs, leftMs) };
  }
  const leftMs = beganMs + soakMs - nowMs;
  return leftMs <= 0 ? { type: 'passed' } : { type: 'again', afterMs: Math.min(lookMs, leftMs) };
}

/** Who watches. */
export interface Watcher {
  readonly look: () => Promise<Finding>;
  /** Hears of every look: how long is left, and what is wrong. */
  readonly onLook?: (leftMs: number, finding: Finding) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at a region all the time until it has been well for long enough, or was not for too long.
 *
 * @returns why the rollout stops; undefined when the region passed.
 * @throws ClusterError when somebody interrupts.
 */
export async function watch({ look, onLook, signal }: Watcher, settings: WatchSettings): Promise<Finding> {
  for (let watched: Watched = {}; ;) {
    const finding = await look();
    const nowMs = Date.now();
    watched = withLook(watched, finding, nowMs);
    const verdict = decideWatch(watched, settings, nowMs);
    if (verdict.type === 'passed') return undefined;
    if (verdict.type === 'stopped') return verdict.reason;
    onLook?.(Math.max(0, settings.beganMs + settings.soakMs - nowMs), finding);
    await pause(verdict.afterMs, signal);
  }
}
