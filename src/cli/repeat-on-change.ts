/** Editors and tools save several files at once: one run is enough for all that change within this time. */
const QUIET_MS = 100;

/** Runs something once per burst of changes. */
export interface Loop {
  /** Something changed. */
  readonly changed: () => void;
  /** Nothing is begun any more. */
  readonly stop: () => void;
}

/**
 * Runs `work` when changes have been quiet for a moment, never twice at a time. A change during a run leads to another
 * run behind it, so the last run has always seen the last change.
 */
export function repeatOnChange(work: () => Promise<void>, quietMs = QUIET_MS): Loop {
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isStale = false;
  let isStopped = false;
  const begin = (): void => {
    if (isRunning) {
      isStale = true;
      return;
    }
    isRunning = true;
    isStale = false;
    void work().finally(() => {
      isRunning = false;
      if (isStale) changed();
    });
  };
  const changed = (): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(begin, quietMs);
  };
  return {
    changed,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
