import {
  createFiles,
  isSystemError,
  type FileLayer,
  type FileSystem,
  type Mount,
} from '../../../../src/simulator/process';

/** Virtual time of all files that tests make. */
export const NOW_MS = Date.UTC(2026, 0, 1);

export const nowMs = (): number => NOW_MS;

/** Files of a container with the given layers and mounts. */
export const files = (layers: readonly FileLayer[] = [], mounts: readonly Mount[] = []): FileSystem =>
  createFiles({ layers, mounts, nowMs });

/** What came of an action: its result, or the code of the error that it threw. */
export function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (isSystemError(error)) return error.code;
    throw error;
  }
}
