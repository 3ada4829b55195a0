import type { VirtualClock } from './clock';

/** One decision. */
export interface TraceEntry {
  /** Virtual time, milliseconds since 1970. */
  readonly timeMs: number;
  /** Who decided: `deployment-controller`, `kubelet node-1`. */
  readonly actor: string;
  /** What it is about: `Pod default/web`. */
  readonly subject: string;
  /** What was decided, and why. */
  readonly text: string;
}

/** The latest decisions of a cluster, oldest first; older ones are forgotten. */
export class Trace {
  private entries: TraceEntry[] = [];

  /** Keeps at least `entriesMax` entries. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly entriesMax = 10_000,
  ) {}

  record(actor: string, subject: string, text: string): void {
    this.entries.push({ timeMs: this.clock.nowMs, actor, subject, text });
    // Dropping half at a time keeps the cost of an entry constant.
    if (this.entries.length > 2 * this.entriesMax) this.entries = this.entries.slice(-this.entriesMax);
  }

  /** Entries since `sinceMs`, oldest first. */
  since(sinceMs = 0): readonly TraceEntry[] {
    return this.entries.filter(({ timeMs }) => timeMs >= sinceMs);
  }
}
