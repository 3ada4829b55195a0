import type { CurlAnswer } from '../curl';
import type { MatcherResult } from './result';

/** What is expected of an answer: all that is given must hold. */
export interface ExpectedAnswer {
  /** @default - any that is not 0 */
  readonly status?: number;
  /** The whole body, or what it must match. @default - any */
  readonly body?: string | RegExp;
  /** By lower-case name: the whole value, or what it must match. @default - any */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

const fits = (text: string | undefined, wanted: string | RegExp): boolean =>
  text !== undefined && (typeof wanted === 'string' ? text === wanted : text.search(wanted) >= 0);

/** Most of a body that a message shows. */
const BODY_MAX = 400;

const shortened = (body: string): string => (body.length > BODY_MAX ? `${body.slice(0, BODY_MAX)} ...` : body);

function isAnswer(value: unknown): value is CurlAnswer {
  return typeof value === 'object' && value !== null && 'question' in value && 'status' in value;
}

/** `toAnswer`: what `cluster.curl` brought back is as expected. */
export function toAnswer(received: unknown, expected: ExpectedAnswer = {}): MatcherResult {
  if (!isAnswer(received)) throw new TypeError('toAnswer looks at an answer: expect(cluster.curl(from, url))');
  const { question, status, body, headers, error, history } = received;
  const wrong: string[] = [];
  if (status === 0) wrong.push(error ?? 'nobody answered');
  else {
    if (expected.status !== undefined && status !== expected.status)
      wrong.push(`status ${status}, not ${expected.status}`);
    if (expected.body !== undefined && !fits(body, expected.body)) {
      wrong.push(`body ${JSON.stringify(shortened(body))}, not ${String(expected.body)}`);
    }
    for (const [name, wanted] of Object.entries(expected.headers ?? {})) {
      if (!fits(headers[name], wanted)) wrong.push(`header ${name}: ${headers[name] ?? 'none'}, not ${String(wanted)}`);
    }
  }
  const pass = wrong.length === 0;
  const first = pass ? `expected ${question} not to be answered so` : `expected ${question} to be answered, but got:`;
  const saw = status === 0 || pass ? [] : [`(${status} ${JSON.stringify(shortened(body))})`];
  return { pass, message: () => [first, ...[...wrong, ...saw].map((line) => `  ${line}`), '', history()].join('\n') };
}
