import { SparseSet } from '../../engine';
import { type LogLine, LogLines } from './log-lines';

/** Longest part of a line. Source: containerd, internal/cri/io/logger.go `defaultBufSize`, config `max_container_log_line_size`. */
const LINE_BYTES_MAX = 16 * 1024;

/** Size at which a log begins anew: what came before is in a file that nobody reads. Source: kubelet default `containerLogMaxSize`. */
const LOG_BYTES_MAX = 10 * 1024 * 1024;

const LINE_END = 0x0a;

const NO_BYTES = new Uint8Array();

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** What a run of a container has written to stdout and stderr, line by line, as its log file holds it. */
export class ContainerLog {
  /** All lines since the log began anew for the last time. */
  readonly lines = new LogLines();
  private readonly unfinished = { stdout: NO_BYTES, stderr: NO_BYTES };
  private readonly listeners = new SparseSet<(line: LogLine) => void>();
  private readonly endListeners = new SparseSet<() => void>();
  private hasEnded = false;

  /** Whether nothing more comes. */
  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Takes what the container writes. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array, timeMs: number): void {
    let begin = 0;
    for (;;) {
      const lineEnd = bytes.indexOf(LINE_END, begin);
      const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
      const piece = begin === 0 && end === bytes.length ? bytes : bytes.subarray(begin, end);
      const waiting = this.unfinished[stream];
      let line = waiting.length === 0 ? piece : joined(waiting, piece);
      while (line.length > LINE_BYTES_MAX) {
        this.add(timeMs, stream, line.subarray(0, LINE_BYTES_MAX));
        line = line.subarray(LINE_BYTES_MAX);
      }
      if (lineEnd < 0) {
        this.unfinished[stream] = line.slice();
        return;
      }
      if (waiting.length > 0) this.unfinished[stream] = NO_BYTES;
      this.add(timeMs, stream, line);
      begin = end;
      if (begin === bytes.length) return;
    }
  }

  /** The container has ended: a last line without an end is a line too. */
  end(timeMs: number): void {
    if (this.hasEnded) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = this.unfinished[stream];
      if (bytes.length > 0) this.add(timeMs, stream, bytes);
      this.unfinished[stream] = NO_BYTES;
    }
    this.hasEnded = true;
    for (const listener of this.endListeners) listener();
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

  private add(timeMs: number, stream: LogLine['stream'], bytes: Uint8Array): void {
    if (this.lines.sizeBytes + bytes.length > LOG_BYTES_MAX) this.lines.clear();
    this.lines.add(timeMs, stream, bytes);
    for (const listener of this.listeners) listener({ timeMs, stream, bytes });
  }
}
