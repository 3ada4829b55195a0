import {
  type Coroutine,
  headerName,
  type HttpResponse,
  type Process,
  readBodyText,
  type ReceivedRequest,
  serveHttp,
  waitForEver,
} from '../../process';
import { emptyAnswer, textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { goLog } from '../kuard/go-log';
import type { AwsmeFlags } from './flags';
import { EMPTY_INSTANCE, type Instance, VERSION } from './instance';
import { type NoteStore, StoreError } from './note-store';

/** The request as Go's httputil writes it down. */
function requestText({ method, target, headers }: ReceivedRequest): string {
  const { host = '', ...others } = headers;
  const lines = Object.entries(others).map(([name, value]) => `${headerName(name)}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...lines, '', ''].join('\r\n');
}

function* instanceOf(process: Process, store: NoteStore): Coroutine<Instance> {
  try {
    const Notes = yield* store.notes();
    const [InternalIP = ''] = process.network.addresses;
    return { ...EMPTY_INSTANCE, Notes, Local: true, InternalIP, Version: VERSION };
  } catch (error) {
    if (error instanceof StoreError) return { ...EMPTY_INSTANCE, Error: error.message };
    throw error;
  }
}

const refused = (message: string): HttpResponse => textAnswer(`Error: ${message}\n`, 400);

/** The note of a body; what is wrong with it otherwise. */
function noteIn(body: string): { readonly note: string } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) {
      return { problem: `json: cannot unmarshal ${typeof value} into Go value of type main.Note` };
    }
    // Names of fields are found whatever their case.
    const note = Object.entries(value).find(([name]) => name.toLowerCase() === 'note')?.[1] as unknown;
    return { note: typeof note === 'string' ? note : '' };
  } catch {
    if (body === '') return { problem: 'unexpected end of JSON input' };
    return { problem: `invalid character '${body.trimStart().charAt(0)}' looking for beginning of value` };
  }
}

function* addNote(store: NoteStore, request: ReceivedRequest): Coroutine<HttpResponse> {
  const read = noteIn(yield* readBodyText(request.body));
  if ('problem' in read) return refused(read.problem);
  try {
    yield* store.add(read.note);
    return textAnswer('Ok\n');
  } catch (error) {
    if (error instanceof StoreError) return refused(error.message);
    throw error;
  }
}

/** Tells who it is and the notes in the database, and keeps new ones. */
export function* backend(process: Process, flags: AwsmeFlags, store: NoteStore): Coroutine<number> {
  const router = new Router()
    .add('GET', '/version', () => textAnswer(`${VERSION}\n`))
    .add('GET', '/healthz', () => emptyAnswer(200));
  yield* goLog(process, 'Operating in backend mode...');
  serveHttp(process, { port: flags.port }, function* (request) {
    const path = request.target.replace(/\?.*$/, '');
    if (path === '/add-note') return yield* addNote(store, request);
    // Every path that no handler has is that of `/`.
    if (path === '/version' || path === '/healthz') return yield* router.handle(request);
    if (process.random.below(100) < flags['fail-percent']) {
      yield* goLog(process, 'Failure generated');
      return emptyAnswer(503);
    }
    const instance = yield* instanceOf(process, store);
    return textAnswer(JSON.stringify({ ...instance, LBRequest: requestText(request) }));
  });
  return yield* waitForEver();
}
