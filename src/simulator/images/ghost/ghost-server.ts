import { type Coroutine, type HttpResponse, type Process, type Program, serveHttp, waitForEver } from '../../process';
import { ScriptError } from '../javascript/script-error';
import { GHOST_ADMIN, GHOST_BLOG, GHOST_ERROR } from '../pages.generated';
import { emptyAnswer, escapeHtml, fillPage, pageAnswer } from '../web/answers';
import { Router } from '../web/router';
import { type GhostConfig, readGhostConfig } from './config';
import { DatabaseError, openPosts, type Post, type PostStore } from './post-store';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 120 * MEBIBYTE;
/** Processor time of its start, and of a page. */
const START_MS = 2500;
const ANSWER_MS = 5;

const errorPage = (status: number, title: string): HttpResponse =>
  pageAnswer(fillPage(GHOST_ERROR, { status: String(status), title }), status);

/** A page of posts; `base` leads from it to the first page, also where a proxy shows the blog below another path. */
function blogPage(posts: readonly Post[], base: './' | '../'): HttpResponse {
  const articles = posts.map(({ slug, title, text }) => {
    const link = `<a href="${base}${escapeHtml(encodeURIComponent(slug))}/">${escapeHtml(title)}</a>`;
    return `<article><h2>${link}</h2><p>${escapeHtml(text)}</p></article>`;
  });
  return pageAnswer(fillPage(GHOST_BLOG, { base, posts: articles.join('\n') }));
}

function routerOf({ url }: GhostConfig, store: PostStore): Router {
  const home = new Router(() => errorPage(404, 'Page not found'));
  home.add('GET', '/', function* () {
    return blogPage(yield* store.posts(), './');
  });
  for (const path of ['/ghost', '/ghost/']) home.add('GET', path, () => pageAnswer(fillPage(GHOST_ADMIN, { url })));
  home.add('GET', '/:slug', ({ path }) => emptyAnswer(301, { location: `${encodeURI(path)}/` }));
  home.add('GET', '/:slug/', function* ({ parameters: { slug } }) {
    const post = (yield* store.posts()).find((each) => each.slug === slug);
    return post === undefined ? errorPage(404, 'Page not found') : blogPage([post], '../');
  });
  return home;
}

/** Time as Ghost's log writes it: `2026-01-01 00:00:05`. */
const logTime = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ');

const say = (process: Process, level: 'INFO' | 'ERROR', text: string): Coroutine<void> =>
  process.print(`[${logTime(process.nowMs)}] ${level} ${text}\n`);

function* serve(process: Process, config: GhostConfig): Coroutine<number> {
  const store = openPosts(process, config.database);
  yield* say(process, 'INFO', `Ghost is running in ${config.environment}...`);
  try {
    yield* store.prepare();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const hint = 'Unknown database error';
    yield* process.complain(`[${logTime(process.nowMs)}] ERROR ${error.message}\n\n${error.message}\n\n"${hint}"\n`);
    return 2;
  }
  const router = routerOf(config, store);
  serveHttp(process, { port: config.port, address: config.host }, function* (request) {
    const begunMs = process.nowMs;
    yield* process.compute(ANSWER_MS);
    let response: HttpResponse;
    try {
      response = yield* router.handle(request);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      yield* say(process, 'ERROR', error.message);
      response = errorPage(500, 'Internal server error');
    }
    const took = Math.round(process.nowMs - begunMs);
    yield* say(process, 'INFO', `"${request.method} ${request.target}" ${response.status} ${took}ms`);
    return { ...response, headers: { 'x-powered-by': 'Express', ...response.headers } };
  });
  yield* say(process, 'INFO', `Listening on: ${config.host}:${config.port}`);
  yield* say(process, 'INFO', `Url configured as: ${config.url}/`);
  yield* say(process, 'INFO', 'Ctrl+C to shut down');
  return yield* waitForEver();
}

/**
 * Ghost, a blog: its posts, and the page at which one would write them.
 *
 * Source: Ghost 0.11 for config.js, Ghost 5 for the rest. Not modelled: the editor, themes, its API, members.
 */
export const ghost: Program = function* (process) {
  process.useMemory(MEMORY_BYTES);
  yield* process.compute(START_MS);
  const end = function* (): Coroutine<void> {
    yield* say(process, 'INFO', 'Ghost is shutting down');
    process.exit(0);
  };
  process.onSignal('TERM', end);
  process.onSignal('INT', end);
  try {
    return yield* serve(process, yield* readGhostConfig(process));
  } catch (error) {
    if (!(error instanceof ScriptError) && !(error instanceof SyntaxError)) throw error;
    yield* process.complain(`${error.name}: ${error.message}\n`);
    return 1;
  }
};
