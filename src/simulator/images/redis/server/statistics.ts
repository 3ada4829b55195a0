/** What a server counts, for INFO. */
export class Statistics {
  connections = 0;
  rejectedConnections = 0;
  commands = 0;
  inputBytes = 0;
  keyspaceHits = 0;
  keyspaceMisses = 0;
  expiredKeys = 0;
  evictedKeys = 0;
  errorReplies = 0;
  fullSyncs = 0;
  partialSyncs = 0;
  refusedPartialSyncs = 0;
  peakBytes = 0;
  /** Error replies by their first words. */
  readonly errors = new Map<string, number>();

  /** Counts an answer that is an error. */
  countError(text: string): void {
    this.errorReplies += 1;
    const code = text.split(' ')[0] ?? '';
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}
