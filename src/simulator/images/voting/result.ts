import {
  type Coroutine,
  isSystemError,
  type Process,
  type Program,
  ResolutionError,
  serveHttp,
  waitForEver,
} from '../../process';
import { PasswordMissing, PgClient, PgError } from '../postgres/client/pg-client';
import { VOTING_RESULT } from '../pages.generated';
import { fillPage, jsonAnswer, pageAnswer, textAnswer } from '../web/answers';
import { Router } from '../web/router';
import type { Poll } from './poll';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 38 * MEBIBYTE;

/** Processor time of the start of Node, and of an answer. */
const START_MS = 300;
const ANSWER_MS = 0.5;

/** Time between two looks at the database, and before it is tried again. Source: example-voting-app, result/server.js. */
const INTERVAL_MS = 1000;
const TRIES = 1000;
const CONNECT_TIMEOUT_MS = 5000;

const QUERY = 'SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote';

/** Votes by what they are for. */
interface Scores {
  readonly a: number;
  readonly b: number;
}

/** What the page shows of scores. Without votes both have the half. Source: result/views/app.js `getPercentages`. */
export function shown({ a, b }: Scores): Readonly<Record<'aPercent' | 'bPercent' | 'total', string>> {
  const total = a + b;
  // The second is what is left of the rounded first.
  const first = total === 0 ? 50 : Math.round((a / total) * 100);
  const texts = { 0: 'No votes yet', 1: '1 vote' } as Readonly<Record<number, string>>;
  return {
    aPercent: first.toFixed(1),
    bPercent: (100 - first).toFixed(1),
    total: texts[total] ?? `${total} votes`,
  };
}

/** Whether an error says that the database cannot be used, or not by this user. */
function isUnavailable(error: unknown): boolean {
  return (
    isSystemError(error) ||
    error instanceof ResolutionError ||
    error instanceof PgError ||
    error instanceof PasswordMissing
  );
}

/** Tries until the database takes it; undefined when it has tried often enough. */
function* connect(process: Process): Coroutine<PgClient | undefined> {
  const password = process.env.get('PGPASSWORD');
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const options = { host: 'db', user: 'postgres', timeoutMs: CONNECT_TIMEOUT_MS };
      return yield* PgClient.connect(process, password === undefined ? options : { ...options, password });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      yield* process.complain('Waiting for db\n');
      yield* process.sleep(INTERVAL_MS);
    }
  }
  return undefined;
}

const LOST =
  "events.js:183\n      throw er; // Unhandled 'error' event\n      ^\n\nError: Connection terminated unexpectedly\n";

/** Reads the scores again and again. It ends the process when the database goes away. */
function* follow(process: Process, note: (scores: Scores) => void): Coroutine<void> {
  const client = yield* connect(process);
  if (client === undefined) {
    yield* process.complain('Giving up\n');
    return;
  }
  yield* process.print('Connected to db\n');
  for (;;) {
    try {
      const [result] = yield* client.query(QUERY);
      const counts = new Map(result?.rows.map(([vote, count]) => [vote, Number(count)]));
      note({ a: counts.get('a') ?? 0, b: counts.get('b') ?? 0 });
    } catch (error) {
      if (error instanceof PgError && error.report.severity === 'ERROR') {
        yield* process.complain(`Error performing query: error: ${error.report.message}\n`);
      } else if (isSystemError(error) || error instanceof PgError) {
        yield* process.complain(LOST);
        process.exit(1);
      } else throw error;
    }
    yield* process.sleep(INTERVAL_MS);
  }
}

/**
 * `node server.js`: the page that shows the result. It asks for `/scores` every second; the original sends them over
 * socket.io, which is not modelled.
 *
 * Source: example-voting-app, result/server.js.
 */
export const resultServer = (poll: Poll): Program =>
  function* (process) {
    process.useMemory(MEMORY_BYTES);
    yield* process.compute(START_MS);
    let scores: Scores = { a: 0, b: 0 };
    const page = () => pageAnswer(fillPage(VOTING_RESULT, { ...poll, ...shown(scores) }));
    const router = new Router(({ method, target }) => textAnswer(`Cannot ${method} ${target}\n`, 404))
      .add('GET', '/', page)
      .add('GET', '/index.html', page)
      .add('GET', '/scores', () => jsonAnswer({ ...scores, ...shown(scores) }));
    const port = Number(process.env.get('PORT') ?? 4000);
    try {
      serveHttp(process, { port }, function* (request) {
        yield* process.compute(ANSWER_MS);
        const response = yield* router.handle(request);
        return { ...response, headers: { ...response.headers, 'x-powered-by': 'Express' } };
      });
    } catch (error) {
      if (!isSystemError(error, 'EADDRINUSE')) throw error;
      yield* process.complain(
        `events.js:183\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE :::${port}\n`,
      );
      return 1;
    }
    yield* process.print(`App running on port ${port}\n`);
    yield* follow(process, (next) => (scores = next));
    return yield* waitForEver();
  };
