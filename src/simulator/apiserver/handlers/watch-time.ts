import type { EventLoop } from '../../engine';

/** Time between bookmarks. Source: Kubernetes 1.36, apiserver/pkg/storage/cacher `defaultBookmarkFrequency`. */
const BOOKMARK_MS = 60_000;

/** How long before its end a watch is given a last bookmark. Source: apiserver/pkg/storage/cacher/cache_watcher.go. */
const LAST_BOOKMARK_MS = 2_000;

/** What happens to a watch as time goes by. */
export interface WatchTime {
  /** Time until the server ends it, in virtual milliseconds. */
  readonly endsAfterMs: number;
  /** Writes a bookmark. @default - the client wants none */
  readonly bookmark?: () => void;
  readonly end: () => void;
}

/**
 * Plans the bookmarks and the end of a watch in virtual time: a bookmark every minute and one just before the end. The
 * returned function forgets them.
 */
export function planWatch(loop: EventLoop, { endsAfterMs, bookmark, end }: WatchTime): () => void {
  const endMs = loop.nowMs + endsAfterMs;
  const routine = { isRoutine: true };
  const ending = loop.at(endMs, end, routine);
  if (bookmark === undefined) return () => ending.cancel();
  const nextMs = (): number => {
    const lastMs = endMs - LAST_BOOKMARK_MS;
    const regularMs = loop.nowMs + BOOKMARK_MS;
    return lastMs > loop.nowMs ? Math.min(lastMs, regularMs) : regularMs;
  };
  const write = (): void => {
    bookmark();
    marking = loop.at(nextMs(), write, routine);
  };
  let marking = loop.at(nextMs(), write, routine);
  return () => {
    ending.cancel();
    marking.cancel();
  };
}
