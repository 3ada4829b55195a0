import {
  type Coroutine,
  type HttpBody,
  type HttpHeaders,
  type HttpResponse,
  type Process,
  readAll,
  readBodyText,
  type ReceivedRequest,
  request,
  serveHttp,
  waitForEver,
} from '../../process';
import { AWSME_PAGE } from '../pages.generated';
import { goLog } from '../kuard/go-log';
import { emptyAnswer, escapeHtml, fillPage, pageAnswer, textAnswer } from '../web/answers';
import type { AwsmeFlags } from './flags';
import { dialError } from './go-error';
import { EMPTY_INSTANCE, type Instance, VERSION } from './instance';

/** Headers that are not passed on: they are of one connection. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

const passedOn = (headers: HttpHeaders): HttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name)));

/** The answer of the backend, or why there is none. */
function* askBackend(
  process: Process,
  url: string,
  headers: HttpHeaders,
  body?: HttpBody,
): Coroutine<HttpResponse | string> {
  try {
    return yield* request(process, url, {
      headers: { ...passedOn(headers), connection: 'close' },
      ...(body && { body }),
    });
  } catch (error) {
    if (error instanceof TypeError) return `Get ${url}: unsupported protocol scheme ""`;
    const text = dialError(process, error, Number(new URL(url).port || 80));
    if (text === undefined) throw error;
    return `Get ${url}: ${text}`;
  }
}

const listed = (notes: readonly string[]): string => notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('\n');

/** The page about an instance. */
function instancePage(instance: Instance): HttpResponse {
  const { Notes, Error: problem, Local, ...texts } = instance;
  return pageAnswer(
    fillPage(AWSME_PAGE, {
      ...texts,
      Local: String(Local),
      problem,
      problemClass: problem === '' ? 'absent' : 'problem',
      notes: listed(Notes ?? []),
    }),
  );
}

function* page(process: Process, backendUrl: string, { headers }: ReceivedRequest): Coroutine<HttpResponse> {
  const answer = yield* askBackend(process, backendUrl, headers);
  if (typeof answer === 'string') return textAnswer(`Error: ${answer}\n`, 503);
  const body = yield* readBodyText(answer.body);
  yield* goLog(process, `Backend response: ${body}`);
  try {
    return instancePage({ ...EMPTY_INSTANCE, ...(JSON.parse(body) as Partial<Instance>) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const problem =
      body === ''
        ? 'unexpected end of JSON input'
        : `invalid character '${body.charAt(0)}' looking for beginning of value`;
    return textAnswer(`Error: ${problem}\n`, 500);
  }
}

function* health(process: Process, backendUrl: string): Coroutine<HttpResponse> {
  const answer = yield* askBackend(process, backendUrl, {});
  if (typeof answer === 'string') return textAnswer(`Backend could not be connected to: ${answer}`, 503);
  yield* readAll(answer.body);
  return emptyAnswer(200);
}

function* addNote(process: Process, backendUrl: string, received: ReceivedRequest): Coroutine<HttpResponse> {
  const answer = yield* askBackend(process, `${backendUrl}/add-note`, received.headers, received.body);
  if (typeof answer === 'string') return textAnswer(`Backend could not be connected to: ${answer}`, 503);
  // The status of the backend is not passed on.
  return textAnswer(yield* readBodyText(answer.body));
}

/** Shows in a page what the backend tells, and passes new notes on to it. */
export function* frontend(process: Process, flags: AwsmeFlags): Coroutine<number> {
  const backendUrl = flags['backend-service'];
  yield* goLog(process, 'Operating in frontend mode...');
  serveHttp(process, { port: flags.port }, function* (received) {
    switch (received.target.replace(/\?.*$/, '')) {
      case '/version':
        return textAnswer(`${VERSION}\n`);
      case '/healthz':
        return yield* health(process, backendUrl);
      case '/add-note':
        return yield* addNote(process, backendUrl, received);
      default:
        return yield* page(process, backendUrl, received);
    }
  });
  return yield* waitForEver();
}
