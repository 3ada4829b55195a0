import type { ContainerLog } from './container-log';
import { stampOf } from './log-file';
import type { LogLine } from './log-lines';

/** What is to be read of a log. Source: Kubernetes 1.36, core/v1 `PodLogOptions`. */
export interface LogSelection {
  readonly follows: boolean;
  readonly hasTimestamps: boolean;
  /** Lines from this virtual time on. @default - all */
  readonly sinceMs?: number;
  /** The last lines alone: 0 or more. @default - all */
  readonly tailLines?: number;
  /** Bytes after which it ends. @default - no limit */
  readonly limitBytes?: number;
  /** @default 'All' */
  readonly stream?: 'All' | 'Stdout' | 'Stderr';
}

/** Hears a log. */
export interface LogReader {
  data(bytes: Uint8Array): void;
  end(): void;
}

const encoder = new TextEncoder();

function withStamp({ timeMs, bytes }: LogLine): Uint8Array {
  const head = encoder.encode(`${stampOf(timeMs)} `);
  const line = new Uint8Array(head.length + bytes.length);
  line.set(head);
  line.set(bytes, head.length);
  return line;
}

/**
 * Reads a log, and goes on with what comes when it follows: until the container ends, or the limit is reached. What was
 * rotated before is not read; who follows goes on over a rotation. The returned function gives it up.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/logs/logs.go `ReadLogs`.
 */
export function readLog(log: ContainerLog, selection: LogSelection, reader: LogReader): () => void {
  const { follows, hasTimestamps, sinceMs = -Infinity, tailLines = Infinity, stream = 'All' } = selection;
  let left = selection.limitBytes ?? Infinity;
  let isOver = false;
  let stop = (): void => undefined;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    stop();
    reader.end();
  };
  const isWanted = (line: LogLine): boolean =>
    line.timeMs >= sinceMs && (stream === 'All' || stream.toLowerCase() === line.stream);
  const tell = (line: LogLine): void => {
    if (isOver) return;
    const bytes = hasTimestamps ? withStamp(line) : line.bytes;
    const shown = bytes.length > left ? bytes.subarray(0, left) : bytes;
    left -= shown.length;
    if (shown.length > 0) reader.data(shown);
    if (left === 0) finish();
  };
  for (const line of tailLines === Infinity ? log.lines : log.lines.last(tailLines, isWanted)) {
    if (isOver) break;
    if (isWanted(line)) tell(line);
  }
  if (isOver) return stop;
  if (!follows || log.isOver) {
    finish();
    return stop;
  }
  stop = log.follow((line) => {
    if (isWanted(line)) tell(line);
  }, finish);
  return () => {
    isOver = true;
    stop();
  };
}
