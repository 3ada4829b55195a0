/** What came of one request. */
export interface Hit {
  readonly isSuccess: boolean;
  readonly tookMs: number;
  readonly bytes: number;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Counts what a siege has done. */
export class Tally {
  private readonly hits: Hit[] = [];
  private failed = 0;

  /** Requests that came to nothing. */
  get failures(): number {
    return this.failed;
  }

  add(hit: Hit): void {
    this.hits.push(hit);
    if (!hit.isSuccess) this.failed += 1;
  }

  /** The report at its end, after `elapsedMs`. Source: siege 4.0, src/main.c; from memory. */
  report(elapsedMs: number): string {
    const done = this.hits.filter(({ isSuccess }) => isSuccess);
    const sum = (pick: (hit: Hit) => number): number => done.reduce((total, hit) => total + pick(hit), 0);
    const [taken, bytes, count] = [sum(({ tookMs }) => tookMs), sum((hit) => hit.bytes), done.length];
    const times = done.map(({ tookMs }) => tookMs);
    const perSecond = (amount: number): string => (elapsedMs === 0 ? 0 : (amount * 1000) / elapsedMs).toFixed(2);
    const rows: readonly (readonly [string, string, string])[] = [
      ['Transactions', String(count), 'hits'],
      ['Availability', (this.hits.length === 0 ? 0 : (count / this.hits.length) * 100).toFixed(2), '%'],
      ['Elapsed time', seconds(elapsedMs), 'secs'],
      ['Data transferred', (bytes / 2 ** 20).toFixed(2), 'MB'],
      ['Response time', seconds(count === 0 ? 0 : taken / count), 'secs'],
      ['Transaction rate', perSecond(count), 'trans/sec'],
      ['Throughput', perSecond(bytes / 2 ** 20), 'MB/sec'],
      ['Concurrency', (elapsedMs === 0 ? 0 : taken / elapsedMs).toFixed(2), ''],
      ['Successful transactions', String(count), ''],
      ['Failed transactions', String(this.hits.length - count), ''],
      ['Longest transaction', seconds(Math.max(0, ...times)), ''],
      ['Shortest transaction', seconds(count === 0 ? 0 : Math.min(...times)), ''],
    ];
    const lines = rows.map(([name, value, unit]) => `${`${name}:`.padEnd(26)}${value.padStart(10)} ${unit}`.trimEnd());
    return `${lines.join('\n')}\n`;
  }
}
