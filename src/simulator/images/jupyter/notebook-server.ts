import {
  type Coroutine,
  type HttpResponse,
  type Process,
  type Program,
  readBodyText,
  serveHttp,
  waitForEver,
} from '../../process';
import { JUPYTER_LOGIN, JUPYTER_TREE } from '../pages.generated';
import { emptyAnswer, escapeHtml, fillPage, jsonAnswer, pageAnswer } from '../web/answers';
import { type RoutedRequest, type RouteHandler, Router } from '../web/router';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 80 * MEBIBYTE;
/** Processor time of its start, and of an answer. */
const START_MS = 1500;
const ANSWER_MS = 3;
const PORT = 8888;

/** How long somebody stays logged in who has shown the token. */
const COOKIE = 'username-localhost-8888';

const hex = (process: Process, words: number): string =>
  Array.from({ length: words }, () => process.random.next().toString(16).padStart(8, '0')).join('');

/** The token that is asked for: the one that it is given, or one that it makes up. */
const tokenOf = (process: Process): string => {
  const given = process.env.get('JUPYTER_TOKEN') ?? '';
  return given === '' ? hex(process, 6) : given;
};

class NotebookServer {
  /** What browsers keep that have shown the token; it changes with every start. */
  private readonly session: string;

  constructor(
    private readonly process: Process,
    private readonly token: string,
    private readonly root: string,
  ) {
    this.session = hex(process, 4);
  }

  router(): Router {
    const router = new Router(() => pageAnswer(fillPage(JUPYTER_LOGIN, { message: '<p>404: Not Found</p>' }), 404));
    router.add('GET', '/', () => this.redirect('/tree'));
    router.add('GET', '/login', (request) =>
      this.isKnown(request) ? this.welcome('/tree') : pageAnswer(fillPage(JUPYTER_LOGIN, { message: '' })),
    );
    router.add('POST', '/login', (request) => this.logIn(request));
    router.add('GET', '/api', () => jsonAnswer({ version: '6.0.3' }));
    router.add(
      'GET',
      '/tree',
      this.guarded(() => this.tree()),
    );
    router.add(
      'GET',
      '/api/contents',
      this.guarded(() => jsonAnswer({ type: 'directory', path: '', content: this.contents() })),
    );
    router.add(
      'GET',
      '/api/status',
      this.guarded(() => jsonAnswer({ connections: 0, kernels: 0 })),
    );
    return router;
  }

  private redirect(location: string): HttpResponse {
    return emptyAnswer(302, { location });
  }

  private welcome(location: string): HttpResponse {
    return emptyAnswer(302, { location, 'set-cookie': `${COOKIE}=${this.session}; HttpOnly; Path=/` });
  }

  private isKnown({ query, headers }: RoutedRequest): boolean {
    const isCookie = (headers.cookie ?? '').split(/;\s*/).includes(`${COOKIE}=${this.session}`);
    return isCookie || query.get('token') === this.token || headers.authorization === `token ${this.token}`;
  }

  private guarded(handler: () => HttpResponse): RouteHandler {
    return (request) => {
      if (this.isKnown(request)) return handler();
      if (request.path.startsWith('/api/')) return jsonAnswer({ message: 'Forbidden', reason: null }, 403);
      return this.redirect(`/login?next=${encodeURIComponent(request.path)}`);
    };
  }

  private *logIn({ body }: RoutedRequest): Coroutine<HttpResponse> {
    const given = new URLSearchParams(yield* readBodyText(body)).get('password');
    if (given === this.token) return this.welcome('/tree');
    return pageAnswer(fillPage(JUPYTER_LOGIN, { message: '<p class="error">Invalid credentials</p>' }), 401);
  }

  private contents(): readonly { readonly name: string; readonly type: string }[] {
    const { files } = this.process;
    if (!files.exists(this.root)) return [];
    return files.list(this.root).map(({ name, type }) => ({ name, type: type === 'directory' ? 'directory' : 'file' }));
  }

  private tree(): HttpResponse {
    const entries = this.contents().map(
      ({ name, type }) => `<li>${escapeHtml(name)}${type === 'directory' ? '/' : ''}</li>`,
    );
    return pageAnswer(fillPage(JUPYTER_TREE, { entries: entries.join('\n') }));
  }
}

const logTime = (nowMs: number): string => new Date(nowMs).toISOString().slice(11, 23);

function* greet(process: Process, token: string, root: string): Coroutine<void> {
  const say = (text: string): Coroutine<void> =>
    process.complain(`[I ${logTime(process.nowMs)} NotebookApp] ${text}\n`);
  const { hostname } = process.machine;
  const isOwn = process.env.has('JUPYTER_TOKEN');
  yield* say(
    'Writing notebook server cookie secret to /home/jovyan/.local/share/jupyter/runtime/notebook_cookie_secret',
  );
  yield* say(`Serving notebooks from local directory: ${root}`);
  yield* say('The Jupyter Notebook is running at:');
  const shown = isOwn ? '...' : token;
  yield* say(`http://${hostname}:${PORT}/?token=${shown}`);
  yield* say(` or http://127.0.0.1:${PORT}/?token=${shown}`);
  yield* say('Use Control-C to stop this server and shut down all kernels (twice to skip confirmation).');
  if (isOwn) return;
  yield* process.complain(
    `[C ${logTime(process.nowMs)} NotebookApp] \n    \n    To access the notebook, open this file in a browser:\n` +
      `        file:///home/jovyan/.local/share/jupyter/runtime/nbserver-${process.pid}-open.html\n` +
      `    Or copy and paste one of these URLs:\n        http://${hostname}:${PORT}/?token=${token}\n` +
      `     or http://127.0.0.1:${PORT}/?token=${token}\n`,
  );
}

/**
 * `jupyter notebook`: asks for a token, then lists the files of the home directory.
 *
 * Source: Jupyter Notebook 6. Not modelled: notebooks, kernels, terminals.
 */
export const notebookServer: Program = function* (process) {
  process.useMemory(MEMORY_BYTES);
  yield* process.compute(START_MS);
  const token = tokenOf(process);
  const root = process.files.directory;
  const router = new NotebookServer(process, token, root).router();
  serveHttp(process, { port: PORT }, function* (request) {
    yield* process.compute(ANSWER_MS);
    const response = yield* router.handle(request);
    const target = request.target.replace(/token=[^&]*/, 'token=[secret]');
    if (response.status >= 400 || response.status === 302) {
      const level = response.status >= 400 ? 'W' : 'I';
      yield* process.complain(
        `[${level} ${logTime(process.nowMs)} NotebookApp] ${response.status} ${request.method} ${target} (${request.remoteAddress}) ${ANSWER_MS}.00ms\n`,
      );
    }
    return { ...response, headers: { server: 'TornadoServer/6.0.4', ...response.headers } };
  });
  yield* greet(process, token, root);
  process.onSignal('TERM', function* () {
    yield* process.complain(`[C ${logTime(process.nowMs)} NotebookApp] received signal 15, stopping\n`);
    process.exit(0);
  });
  return yield* waitForEver();
};
