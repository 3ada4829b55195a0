import type { HttpResponse } from '../../process';
import { goError, textAnswer } from '../web/answers';
import { freshJson } from './fresh-json';
import { distance, stamp } from './time-text';

/** Requests that are remembered. Source: kuard v0.10.0, pkg/debugprobe/probe.go `maxHistory`. */
const HISTORY_MAX = 20;

interface Seen {
  readonly id: number;
  readonly atMs: number;
  readonly code: number;
}

/** `/healthy` or `/ready`: succeeds until it is told to fail the next requests. */
export class ProbeSwitch {
  private lastId = 0;
  private history: Seen[] = [];

  constructor(
    /** Requests that will fail; below 0 all of them. */
    private failNext: number,
    private readonly now: () => number,
  ) {}

  /** Answers a probe. */
  answer(): HttpResponse {
    const isFailing = this.failNext !== 0;
    if (this.failNext > 0) this.failNext -= 1;
    const reason = this.failNext < 0 ? 'fail, permanent' : `fail, ${this.failNext} left`;
    const code = isFailing ? 500 : 200;
    this.lastId += 1;
    this.history = [...this.history, { id: this.lastId, atMs: this.now(), code }].slice(-HISTORY_MAX);
    return textAnswer(isFailing ? reason : 'ok', code);
  }

  /** Tells what was asked and what will fail. */
  status(): HttpResponse {
    return freshJson({
      // The real one forgets its path: it sets it only when it has one.
      probePath: '',
      failNext: this.failNext,
      history: [...this.history].reverse().map(({ id, atMs, code }) => ({
        id,
        when: stamp(atMs),
        relWhen: distance(this.now() - atMs, 'ago', 'from now'),
        code,
      })),
    });
  }

  /** Sets what will fail: `{"failNext": 3}`. */
  change(body: string): HttpResponse {
    let given: unknown;
    try {
      given = JSON.parse(body);
    } catch {
      return goError(body === '' ? 'EOF' : 'invalid character in request body', 400);
    }
    const wanted = (given as { failNext?: unknown } | null)?.failNext ?? 0;
    if (typeof wanted !== 'number' || !Number.isInteger(wanted)) {
      return goError('json: cannot unmarshal value into Go struct field ProbeConfig.failNext of type int', 400);
    }
    this.failNext = wanted;
    return this.status();
  }
}
