import {
  type Coroutine,
  type HttpHeaders,
  type HttpResponse,
  isSystemError,
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

/** Value of an option of the command line: `--port=80`, `--NotebookApp.port=80`. Source: Jupyter Notebook 6, notebookapp.py. */
const optionOf = ({ argv }: Process, name: string): string | undefined => {
  const pattern = new RegExp(`^--(?:NotebookApp\\.)?${name}=`);
  return argv.find((arg) => pattern.test(arg))?.replace(pattern, '');
};

/** How long somebody stays logged in who has shown the token. */
const COOKIE = 'username-localhost-8888';

const hex = (process: Process, words: number): string =>
  Array.from({ length: words }, () => process.random.next().toString(16).padStart(8, '0')).join('');

/** The token that is asked for: the one that it is given, or one that it makes up. */
const tokenOf = (process: Process): string => givenToken(process) ?? hex(process, 6);

/** The token that somebody has chosen. Not modelled: an empty one, with which nobody is asked for a token. */
function givenToken(process: Process): string | undefined {
  const token = optionOf(process, 'token') ?? process.env.get('JUPYTER_TOKEN') ?? '';
  return token === '' ? undefined : token;
}

/** Something in a directory. */
interface Entry {
  readonly name: string;
  /** From the directory of all notebooks. */
  readonly path: string;
  readonly type: 'directory' | 'file';
}

function entryHtml({ name, path, type }: Entry): string {
  if (type === 'file') return escapeHtml(name);
  return `<a href="/tree/${escapeHtml(encodeURI(path))}">${escapeHtml(name)}/</a>`;
}

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
    const router = new Router(() => this.missing());
    const tree = this.guarded((request) => this.tree(request));
    const contents = this.guarded((request) => this.contents(request));
    router
      .add('GET', '/', () => this.redirect('/tree'))
      .add('GET', '/login', (request) =>
        this.isKnown(request) ? this.welcome(request) : pageAnswer(fillPage(JUPYTER_LOGIN, { message: '' })),
      )
      .add('POST', '/login', (request) => this.logIn(request))
      .add('GET', '/api', () => jsonAnswer({ version: '6.0.3' }))
      .add('GET', '/tree', tree)
      .add('GET', '/tree/*path', tree)
      .add('GET', '/api/contents', contents)
      .add('GET', '/api/contents/*path', contents)
      .add(
        'GET',
        '/api/status',
        this.guarded(() => jsonAnswer({ connections: 0, kernels: 0 })),
      );
    return router;
  }

  private redirect(location: string): HttpResponse {
    return emptyAnswer(302, { location });
  }

  private missing(): HttpResponse {
    return pageAnswer(fillPage(JUPYTER_LOGIN, { message: '<p class="error">404: Not Found</p>' }), 404);
  }

  private get remembered(): HttpHeaders {
    return { 'set-cookie': `${COOKIE}=${this.session}; HttpOnly; Path=/` };
  }

  /** Leads to where somebody wanted to go: never to another server. */
  private welcome({ query }: RoutedRequest): HttpResponse {
    const wanted = query.get('next') ?? '';
    return emptyAnswer(302, { location: /^\/(?![/\\])/.test(wanted) ? wanted : '/tree', ...this.remembered });
  }

  private isKnown({ query, headers }: RoutedRequest): boolean {
    const isCookie = (headers.cookie ?? '').split(/;\s*/).includes(`${COOKIE}=${this.session}`);
    return isCookie || query.get('token') === this.token || headers.authorization === `token ${this.token}`;
  }

  /** Only for who has shown the token; one in the address is remembered, for the links of the page. */
  private guarded(handler: (request: RoutedRequest) => HttpResponse): RouteHandler {
    return (request) => {
      if (!this.isKnown(request)) {
        if (request.path.startsWith('/api/')) return jsonAnswer({ message: 'Forbidden', reason: null }, 403);
        return this.redirect(`/login?next=${encodeURIComponent(request.path)}`);
      }
      const response = handler(request);
      if (!request.query.has('token')) return response;
      return { ...response, headers: { ...response.headers, ...this.remembered } };
    };
  }

  private *logIn(request: RoutedRequest): Coroutine<HttpResponse> {
    const given = new URLSearchParams(yield* readBodyText(request.body)).get('password');
    if (given === this.token) return this.welcome(request);
    return pageAnswer(fillPage(JUPYTER_LOGIN, { message: '<p class="error">Invalid credentials</p>' }), 401);
  }

  /** What a directory holds, but for hidden files; undefined where there is none. */
  private list(path: string): readonly Entry[] | undefined {
    const { files } = this.process;
    if (path.split('/').includes('..')) return undefined;
    try {
      const found = files.list(`${this.root}/${path}`).filter(({ name }) => !name.startsWith('.'));
      return found.map(({ name, type }) => ({
        name,
        path: path === '' ? name : `${path}/${name}`,
        type: type === 'directory' ? 'directory' : 'file',
      }));
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return undefined;
    }
  }

  private contents({ parameters: { path = '' } }: RoutedRequest): HttpResponse {
    const content = this.list(path);
    if (content === undefined) return jsonAnswer({ message: `No such file or directory: ${path}`, reason: null }, 404);
    return jsonAnswer({ type: 'directory', path, content });
  }

  private tree({ parameters: { path = '' } }: RoutedRequest): HttpResponse {
    const directory = path.replace(/\/+$/, '');
    const entries = this.list(directory);
    if (entries === undefined) return this.missing();
    const lines = entries.map((entry) => `<li>${entryHtml(entry)}</li>`);
    const title = directory === '' ? 'Home' : directory;
    return pageAnswer(fillPage(JUPYTER_TREE, { title, path: `/${directory}`, entries: lines.join('\n') }));
  }
}

const logTime = (nowMs: number): string => new Date(nowMs).toISOString().slice(11, 23);

function* greet(process: Process, token: string, root: string, port: number): Coroutine<void> {
  const say = (text: string): Coroutine<void> =>
    process.complain(`[I ${logTime(process.nowMs)} NotebookApp] ${text}\n`);
  const { hostname } = process.machine;
  const isOwn = givenToken(process) !== undefined;
  yield* say(
    'Writing notebook server cookie secret to /home/jovyan/.local/share/jupyter/runtime/notebook_cookie_secret',
  );
  yield* say(`Serving notebooks from local directory: ${root}`);
  yield* say('The Jupyter Notebook is running at:');
  const shown = isOwn ? '...' : token;
  yield* say(`http://${hostname}:${port}/?token=${shown}`);
  yield* say(` or http://127.0.0.1:${port}/?token=${shown}`);
  yield* say('Use Control-C to stop this server and shut down all kernels (twice to skip confirmation).');
  if (isOwn) return;
  yield* process.complain(
    `[C ${logTime(process.nowMs)} NotebookApp] \n    \n    To access the notebook, open this file in a browser:\n` +
      `        file:///home/jovyan/.local/share/jupyter/runtime/nbserver-${process.pid}-open.html\n` +
      `    Or copy and paste one of these URLs:\n        http://${hostname}:${port}/?token=${token}\n` +
      `     or http://127.0.0.1:${port}/?token=${token}\n`,
  );
}

/**
 * `jupyter notebook --port=8888 --NotebookApp.token=TOKEN`: asks for a token, then lists the files of the home directory.
 *
 * Source: Jupyter Notebook 6. Not modelled: notebooks, kernels, terminals.
 */
export const notebookServer: Program = function* (process) {
  process.useMemory(MEMORY_BYTES);
  yield* process.compute(START_MS);
  const token = tokenOf(process);
  const root = process.files.directory;
  const router = new NotebookServer(process, token, root).router();
  const port = Number(optionOf(process, 'port') ?? PORT);
  serveHttp(process, { port }, function* (request) {
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
  yield* greet(process, token, root, port);
  process.onSignal('TERM', function* () {
    yield* process.complain(`[C ${logTime(process.nowMs)} NotebookApp] received signal 15, stopping\n`);
    process.exit(0);
  });
  return yield* waitForEver();
};
