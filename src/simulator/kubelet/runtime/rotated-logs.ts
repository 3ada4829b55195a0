import { gzip } from '../../images/compression';
import { fileOf } from './log-file';
import type { LogLines } from './log-lines';

/** Files of a log, with the one that is written to. Source: kubelet default `containerLogMaxFiles`. */
const FILES_MAX = 5;

/** Names have whole seconds. */
const NAMES_MS = 1000;

/** A file of a log that is not written to any more. */
export interface RotatedLog {
  /** Virtual time at which it was put aside: its name. */
  readonly rotatedMs: number;
  readonly isCompressed: boolean;
  /** Virtual time of its last change. */
  readonly modifiedMs: number;
  /** What it holds, as bytes of the file. */
  readonly read: () => Uint8Array;
}

/** Lines as a file. */
const plainFile = (lines: LogLines, rotatedMs: number): RotatedLog => ({
  rotatedMs,
  isCompressed: false,
  modifiedMs: lines.last(1)[0]?.timeMs ?? rotatedMs,
  read: () => fileOf(lines),
});

function compressedFile(file: RotatedLog, modifiedMs: number): RotatedLog {
  if (file.isCompressed) return file;
  const bytes = gzip(file.read());
  return { rotatedMs: file.rotatedMs, isCompressed: true, modifiedMs, read: () => bytes };
}

/**
 * Files of a log that were put aside, oldest first: the newest as it was, so that who follows it can read to its end; three
 * before it compressed, which is a tenth of them.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/logs/container_log_manager.go `rotateLog`, `removeExcessLogs`.
 */
export class RotatedLogs {
  private kept: readonly RotatedLog[] = [];

  get files(): readonly RotatedLog[] {
    return this.kept;
  }

  /** Puts lines aside; the oldest file goes when there are too many. */
  add(lines: LogLines, nowMs: number): void {
    // Two files of one second would have one name.
    const rotatedMs = Math.max(nowMs, (this.kept.at(-1)?.rotatedMs ?? -Infinity) + NAMES_MS);
    const older = this.kept.slice(-(FILES_MAX - 2)).map((file) => compressedFile(file, rotatedMs));
    this.kept = [...older, plainFile(lines, rotatedMs)];
  }
}
