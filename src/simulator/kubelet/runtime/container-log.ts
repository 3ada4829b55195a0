import { SparseSet } from '../../engine';
import { bytesInFile } from './log-file';
import { type LogLine, LogLines } from './log-lines';
import { type RotatedLog, RotatedLogs } from './rotated-logs';

/** Longest part of a line. Source: containerd, internal/cri/io/logger.go `defaultBufSize`, config `max_container_log_line_size`. */
const LINE_BYTES_MAX = 16 * 1024;

/** Size of its file from which on a log begins anew. Source: kubelet default `containerLogMaxSize`. */
const FILE_BYTES_MAX = 10 * 1024 * 1024;

/** How often the kubelet looks at the sizes of logs. Source: kubelet default `containerLogMonitorInterval`. */
const MONITOR_MS = 10_000;

/** Size of a file that is not left until the kubelet looks: a program may write faster than any disk. */
const FILE_BYTES_LIMIT = 4 * FILE_BYTES_MAX;

const LINE_END = 0x0a;

const NO_BYTES = new Uint8Array();

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/**
 * What a run of a container has written to stdout and stderr, line by line, as its log file holds it. When the kubelet
 * finds the file too long, it puts it aside and the log begins anew.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/logs/container_log_manager.go `rotateLogs`.
 */
export class ContainerLog {
  private current = new LogLines();
  private fileBytes = 0;
  /** When the kubelet will find the file too long. */
  private rotationMs: number | undefined;
  private readonly older = new RotatedLogs();
  private readonly unfinished = { stdout: NO_BYTES, stderr: NO_BYTES };
  private readonly listeners = new SparseSet<(line: LogLine) => void>();
  private readonly endListeners = new SparseSet<() => void>();
  private hasEnded = false;

  /** `now` is virtual time, milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  /** All lines since the log began anew for the last time. */
  get lines(): LogLines {
    this.rotateIfDue();
    return this.current;
  }

  /** Files of what was there before, oldest first. */
  get rotated(): readonly RotatedLog[] {
    this.rotateIfDue();
    return this.older.files;
  }

  /** Whether nothing more comes. */
  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Takes what the container writes. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    let begin = 0;
    for (;;) {
      const lineEnd = bytes.indexOf(LINE_END, begin);
      const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
      const piece = begin === 0 && end === bytes.length ? bytes : bytes.subarray(begin, end);
      const waiting = this.unfinished[stream];
      let line = waiting.length === 0 ? piece : joined(waiting, piece);
      while (line.length > LINE_BYTES_MAX) {
        this.add(stream, line.subarray(0, LINE_BYTES_MAX));
        line = line.subarray(LINE_BYTES_MAX);
      }
      if (lineEnd < 0) {
        this.unfinished[stream] = line.slice();
        return;
      }
      if (waiting.length > 0) this.unfinished[stream] = NO_BYTES;
      this.add(stream, line);
      begin = end;
      if (begin === bytes.length) return;
    }
  }

  /** The container has ended: a last line without an end is a line too. */
  end(): void {
    if (this.hasEnded) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = this.unfinished[stream];
      if (bytes.length > 0) this.add(stream, bytes);
      this.unfinished[stream] = NO_BYTES;
    }
    this.rotateIfDue();
    this.hasEnded = true;
    for (const listener of [...this.endListeners]) listener();
    this.listeners.clear();
    this.endListeners.clear();
  }

  /** Tells every line from now on, and the end. The returned function stops it. */
  follow(onLine: (line: LogLine) => void, onEnd: () => void): () => void {
    this.listeners.add(onLine);
    this.endListeners.add(onEnd);
    return () => {
      this.listeners.delete(onLine);
      this.endListeners.delete(onEnd);
    };
  }

  private add(stream: LogLine['stream'], bytes: Uint8Array): void {
    this.rotateIfDue();
    const line: LogLine = { timeMs: this.now(), stream, bytes };
    const size = bytesInFile(line);
    if (this.fileBytes + size > FILE_BYTES_LIMIT) this.rotate(line.timeMs);
    this.current.add(line.timeMs, stream, bytes);
    this.fileBytes += size;
    if (this.fileBytes >= FILE_BYTES_MAX) this.rotationMs ??= (Math.floor(line.timeMs / MONITOR_MS) + 1) * MONITOR_MS;
    if (this.listeners.size === 0) return;
    // Who hears of a line may listen anew.
    for (const listener of [...this.listeners]) listener(line);
  }

  /** The kubelet looks at logs of containers that run. */
  private rotateIfDue(): void {
    if (this.rotationMs === undefined || this.hasEnded || this.now() < this.rotationMs) return;
    this.rotate(this.rotationMs);
  }

  private rotate(rotatedMs: number): void {
    this.older.add(this.current, rotatedMs);
    this.current = new LogLines();
    this.fileBytes = 0;
    this.rotationMs = undefined;
  }
}
