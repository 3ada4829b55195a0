/** What must be on the disk before anybody hears of it. */
export interface Saving {
  /** Ends when all that happened until now is on the disk; undefined when it is. Rejects when it cannot be saved. */
  flushed(): Promise<void> | undefined;
  /** Something happened that is no write: a machine failed, an image was pushed. */
  touch(): void;
}

/** An entry to save: its key, and its value; undefined for what is gone. */
export type SavedEntry = readonly [key: string, value: object | undefined];

/** Saves all entries as a whole, or none; ends when they are on the disk. */
export type SaveBatch = (entries: readonly SavedEntry[]) => Promise<void>;

/** Completes the entries of a batch when it is taken: what they say must fit together. */
export type Closing = () => readonly SavedEntry[];

/**
 * Saves entries in batches, one at a time: what comes while one is under way waits for the next one, with the newest value
 * of each key. After a failure nothing is saved any more: a later batch without the lost one would not fit.
 */
export class BatchWriter {
  private waiting = new Map<string, object | undefined>();
  private isWanted = false;
  /** The batch under way, and the one that follows it with all that waits. */
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private failure: Error | undefined;
  closing: Closing = () => [];

  /** `onFailure` hears of the first failure, which is the last. */
  constructor(
    private readonly save: SaveBatch,
    private readonly onFailure: (failure: Error) => void,
  ) {}

  /** Takes an entry for the next batch. */
  put(key: string, value: object | undefined): void {
    this.waiting.set(key, value);
    this.touch();
  }

  /** Makes a batch follow, even when no entry does. */
  touch(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    // What nobody waits for is saved too, together with all that happens in this turn.
    setImmediate(() => void this.flushed()?.catch(() => undefined));
  }

  /** See `Saving`. */
  flushed(): Promise<void> | undefined {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (!this.isWanted) return this.running;
    // Before the running batch has ended, whoever asks waits for the same next one.
    this.next ??= (this.running ?? Promise.resolve()).then(() => this.run());
    return this.next;
  }

  private async run(): Promise<void> {
    this.running = this.next;
    this.next = undefined;
    this.isWanted = false;
    const entries = [...this.waiting, ...this.closing()];
    this.waiting = new Map();
    try {
      await this.save(entries);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.onFailure(this.failure);
      throw this.failure;
    } finally {
      this.running = undefined;
    }
  }
}
