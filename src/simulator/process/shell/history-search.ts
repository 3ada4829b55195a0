/** A search in what was typed before, from the latest line back. Source: GNU readline, `reverse-search-history`. */
export class HistorySearch {
  private query = '';
  private place: number;
  private found: string;
  private hasFailed = false;

  /** `draft` is what stands in the line before anything is found. */
  constructor(
    private readonly history: readonly string[],
    readonly draft: string,
  ) {
    this.place = history.length;
    this.found = draft;
  }

  /** What stands in front of the line meanwhile. */
  get prompt(): string {
    return `(${this.hasFailed ? 'failed ' : ''}reverse-i-search)\`${this.query}': `;
  }

  /** The line that was found last. */
  get line(): string {
    return this.found;
  }

  /** Goes on with one more character: the line that was found may still fit. */
  add(character: string): void {
    this.query += character;
    this.look(this.place);
  }

  /** Takes the last character back, and begins anew. */
  erase(): void {
    this.query = [...this.query].slice(0, -1).join('');
    this.place = this.history.length;
    this.found = this.draft;
    this.hasFailed = false;
    if (this.query !== '') this.look(this.place);
  }

  /** Looks for an older line. */
  older(): void {
    if (this.query !== '') this.look(this.place - 1);
  }

  private look(from: number): void {
    for (let place = Math.min(from, this.history.length - 1); place >= 0; place -= 1) {
      const line = this.history[place] ?? '';
      if (!line.includes(this.query)) continue;
      this.place = place;
      this.found = line;
      this.hasFailed = false;
      return;
    }
    this.hasFailed = true;
  }
}
