/** Results that are remembered at most. */
const RESULTS_MAX = 50;

/**
 * Results of a function of texts. Servers of one image read the same files, one after the other: what follows from them is
 * worked out once, and all share it. What is shared is never changed.
 */
export class Remembered<Result> {
  private readonly results = new Map<string, Result>();

  /** What follows from `text`: made when it is not known. What `make` throws is not remembered. */
  of(text: string, make: () => Result): Result {
    let result = this.results.get(text);
    if (result === undefined) {
      result = make();
      if (this.results.size >= RESULTS_MAX) this.results.clear();
      this.results.set(text, result);
    }
    return result;
  }
}
