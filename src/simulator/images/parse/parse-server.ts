import {
  type Coroutine,
  type HttpResponse,
  isSystemError,
  type Process,
  type Program,
  serveHttp,
  waitForEver,
} from '../../process';
import { CommandError } from '../mongo/client/connection';
import { MongoClient, ServerSelectionError } from '../mongo/client/mongo-client';
import { readMongoUri } from '../mongo/client/uri';
import { isCommunicationError } from '../mongo/wire/communication-error';
import { jsonAnswer, pageAnswer } from '../web/answers';
import { type RoutedRequest, Router } from '../web/router';
import { isInRange } from './address-range';
import { Classes, preflight } from './classes';
import { ParseError } from './parse-error';
import { Schema } from './schema';
import { HELP, type ParseSettings, readSettings, settingLines } from './settings';

const MEBIBYTE = 1024 * 1024;
const MEMORY_BYTES = 90 * MEBIBYTE;
/** Processor time of its start, and of an answer. */
const START_MS = 1200;
const ANSWER_MS = 2;

/** Headers of every answer. Source: Express, and parse-server, src/middlewares.js `allowCrossDomain`. */
const HEADERS = {
  'x-powered-by': 'Express',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET,PUT,POST,DELETE,OPTIONS',
  'access-control-allow-headers':
    'X-Parse-Master-Key, X-Parse-REST-API-Key, X-Parse-Javascript-Key, X-Parse-Application-Id, X-Parse-Client-Version, ' +
    'X-Parse-Session-Token, X-Requested-With, X-Parse-Revocable-Session, X-Parse-Request-Id, Content-Type, Pragma, Cache-Control',
  'access-control-expose-headers': 'X-Parse-Job-Status-Id, X-Parse-Push-Status-Id',
};

/** Express names the charset of JSON too. Source: Express, lib/response.js `send`. */
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

type Handler = (request: RoutedRequest, isMaster: boolean) => Coroutine<HttpResponse>;

const unauthorized = (): HttpResponse => jsonAnswer({ error: 'unauthorized' }, 403);

/**
 * Whether a request names the application, and comes from its master; refused when it names another, or none.
 *
 * Source: parse-server 7, src/middlewares.js `handleParseHeaders`.
 */
function* checkKeys(
  process: Process,
  { headers, remoteAddress }: RoutedRequest,
  { appId, masterKey, masterKeyIps, refusesForeignMasters }: ParseSettings,
): Coroutine<{ readonly isMaster: boolean } | HttpResponse> {
  if (headers['x-parse-application-id'] !== appId) return unauthorized();
  if (headers['x-parse-master-key'] !== masterKey) return { isMaster: false };
  if (masterKeyIps?.some((range) => isInRange(remoteAddress, range)) ?? true) return { isMaster: true };
  const reason = `the request IP address '${remoteAddress}' is not set in Parse Server option 'masterKeyIps'.`;
  yield* process.complain(`error: Request using master key rejected as ${reason}\n`);
  return refusesForeignMasters ? unauthorized() : { isMaster: false };
}

/** Answers by `handler` who may ask; what goes wrong becomes an answer too. */
const guarded = (process: Process, settings: ParseSettings, handler: Handler) =>
  function* (request: RoutedRequest): Coroutine<HttpResponse> {
    const keys = yield* checkKeys(process, request, settings);
    if (!('isMaster' in keys)) return keys;
    try {
      return yield* handler(request, keys.isMaster);
    } catch (error) {
      if (error instanceof ParseError) return jsonAnswer({ code: error.code, error: error.message }, error.status);
      const isOfDatabase =
        error instanceof CommandError || error instanceof ServerSelectionError || isCommunicationError(error);
      if (!isOfDatabase) throw error;
      yield* process.complain(`error: Uncaught internal server error. ${error.name}: ${error.message}\n`);
      return jsonAnswer({ code: 1, message: 'Internal server error.' }, 500);
    }
  };

function routerOf(process: Process, settings: ParseSettings, database: MongoClient): Router {
  const classes = new Classes(process, database, new Schema(database, settings.allowsNewClasses), settings.serverUrl);
  const { mountPath } = settings;
  const router = new Router(({ method, target }) =>
    target.startsWith(`${mountPath}/`)
      ? jsonAnswer({ error: 'unauthorized' }, 403)
      : pageAnswer(
          `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${method} ${target.replace(/[<>&]/g, '')}</pre>\n</body>\n</html>\n`,
          404,
        ),
  );
  const add = (method: string, path: string, handler: Handler): void => {
    router.add(method, `${mountPath}${path}`, guarded(process, settings, handler));
    router.add('OPTIONS', `${mountPath}${path}`, preflight);
  };
  router.add('GET', `${mountPath}/health`, () => jsonAnswer({ status: 'ok' }));
  add('POST', '/classes/:className', (request, isMaster) => classes.create(request, isMaster));
  add('GET', '/classes/:className', (request) => classes.find(request));
  add('GET', '/classes/:className/:objectId', (request) => classes.get(request));
  add('PUT', '/classes/:className/:objectId', (request, isMaster) => classes.update(request, isMaster));
  add('DELETE', '/classes/:className/:objectId', (request) => classes.remove(request));
  return router;
}

function* serve(process: Process, settings: ParseSettings): Coroutine<number> {
  const uri = readMongoUri(settings.databaseUri, 'parse');
  if (uri === undefined) {
    yield* process.complain(
      'Error: Invalid scheme, expected connection string to start with "mongodb://" or "mongodb+srv://"\n',
    );
    return 1;
  }
  const database = new MongoClient(process, uri);
  try {
    yield* database.command({ listCollections: 1 });
  } catch (error) {
    if (!(error instanceof ServerSelectionError) && !(error instanceof CommandError)) throw error;
    yield* process.complain(`MongoServerSelectionError: ${error.message}\n`);
    return 1;
  }
  const router = routerOf(process, settings, database);
  try {
    serveHttp(process, { port: settings.port }, function* (request) {
      yield* process.compute(ANSWER_MS);
      const response = yield* router.handle(request);
      const isJson = response.headers['content-type'] === 'application/json';
      return { ...response, headers: { ...HEADERS, ...response.headers, ...(isJson ? JSON_HEADERS : {}) } };
    });
  } catch (error) {
    if (!isSystemError(error, 'EADDRINUSE')) throw error;
    yield* process.complain(`Unable to listen on port ${settings.port}. The port is already in use.\n`);
    return 1;
  }
  for (const line of settingLines(settings)) yield* process.print(`${line}\n`);
  yield* process.print(`\n[${process.pid}] parse-server running on ${settings.serverUrl}\n`);
  return yield* waitForEver();
}

/**
 * `parse-server`: keeps objects of classes in MongoDB, for clients that speak HTTP.
 *
 * Source: parse-server 7, src/cli/parse-server.js and src/Routers. Not modelled: users, sessions, access lists, files,
 * functions, hooks, GraphQL, live queries, relations; that today's drivers refuse servers before MongoDB 3.6.
 */
export const parseServer = (majorVersion: number): Program =>
  function* (process) {
    process.useMemory(MEMORY_BYTES);
    yield* process.compute(START_MS);
    const settings = readSettings(process, majorVersion);
    if (settings === undefined) {
      yield* process.print(`${HELP}\n`);
      yield* process.complain('\n\u001b[31mERROR: appId and masterKey are required\u001b[0m\n\n');
      return 1;
    }
    const end = function* (): Coroutine<void> {
      yield* process.print('Termination signal received. Shutting down.\n');
      process.exit(0);
    };
    process.onSignal('TERM', end);
    process.onSignal('INT', end);
    return yield* serve(process, settings);
  };
