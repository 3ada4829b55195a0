import { checkpoint, type Coroutine, type Process } from '../../process';
import { Interpreter } from '../javascript/interpreter';
import { isPlainObject, plainFunction, type PlainObject, scriptText } from '../javascript/values';

/** Where Ghost keeps its posts. */
export type GhostDatabase =
  | { readonly client: 'sqlite3'; readonly path: string }
  | {
      readonly client: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
    };

/** What Ghost is told. */
export interface GhostConfig {
  /** Name of what is run: `production`, `development`. */
  readonly environment: string;
  /** Address of the blog as readers type it. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: GhostDatabase;
}

const HOME = '/var/lib/ghost';

const memberOf = (value: unknown, name: string): unknown =>
  isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const at = (value: unknown, ...names: readonly string[]): unknown => names.reduce(memberOf, value);

/** Joins parts of a path as `path.join` of Node.js does. */
export function joinPath(...parts: readonly string[]): string {
  const names: string[] = [];
  for (const name of parts.join('/').split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `${parts[0]?.startsWith('/') === true ? '/' : ''}${names.join('/')}`;
}

/** Runs a module of Node.js that only describes something, and returns what it exports. @throws ScriptError */
function* exportsOf(process: Process, source: string): Coroutine<unknown> {
  const module: PlainObject = { exports: {} };
  const env = Object.fromEntries(process.env);
  const path = {
    join: plainFunction('join', (...parts) => joinPath(...parts.map(scriptText))),
    resolve: plainFunction('resolve', (...parts) => joinPath(...parts.map(scriptText))),
  };
  const interpreter = new Interpreter(
    {
      module,
      process: { env },
      __dirname: HOME,
      require: plainFunction('require', (name) => (name === 'path' ? path : {})),
    },
    checkpoint,
  );
  yield* interpreter.run(source);
  return module.exports;
}

/** Sets members by variables such as `database__connection__host`. Source: Ghost, nconf with the separator `__`. */
function withVariables(config: PlainObject, env: ReadonlyMap<string, string>): PlainObject {
  const result = structuredCloneOf(config) as PlainObject;
  for (const [name, value] of env) {
    if (name !== 'url' && !/^[a-z][A-Za-z]*__/.test(name)) continue;
    const names = name.split('__');
    let place = result;
    for (const each of names.slice(0, -1)) {
      const next = memberOf(place, each);
      place = isPlainObject(next) ? next : ((place[each] = {}) as PlainObject);
    }
    place[names.at(-1) ?? ''] = value;
  }
  return result;
}

const structuredCloneOf = (value: unknown): unknown =>
  isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, structuredCloneOf(each)]))
    : value;

function databaseOf(config: unknown): GhostDatabase {
  const connection = at(config, 'database', 'connection');
  const text = (name: string, otherwise: string): string => scriptText(memberOf(connection, name) ?? otherwise);
  const client = at(config, 'database', 'client');
  if (client === 'mysql' || client === 'mysql2') {
    return {
      client: 'mysql',
      host: text('host', '127.0.0.1'),
      port: Number(text('port', '3306')),
      user: text('user', 'root'),
      password: text('password', ''),
      database: text('database', 'ghost'),
    };
  }
  const path = text('filename', '/var/lib/ghost/content/data/ghost.db');
  return { client: 'sqlite3', path };
}

/**
 * Reads the configuration. `config.js`, which Ghost read before 1.0, decides when it is there, as the workshop has it;
 * without it `config.<environment>.json` and variables do.
 *
 * Source: Ghost 0.11, core/server/config; Ghost 5, ghost/core/core/shared/config. Not modelled: mail, storage, privacy.
 *
 * @throws ScriptError for a config.js that cannot be run, SyntaxError for a file that is no JSON.
 */
export function* readGhostConfig(process: Process): Coroutine<GhostConfig> {
  const { files, env } = process;
  const given = env.get('NODE_ENV');
  const script = joinPath(HOME, 'config.js');
  const isOld = files.exists(script);
  let environment = given ?? 'development';
  let config: unknown;
  if (isOld) {
    const all = yield* exportsOf(process, files.readText(script));
    // The image says `production`; the file of the text has only `development`.
    if (memberOf(all, environment) === undefined) environment = 'development';
    config = memberOf(all, environment);
  } else {
    const path = joinPath(HOME, `config.${environment}.json`);
    const json: unknown = files.exists(path) ? JSON.parse(files.readText(path)) : {};
    config = withVariables(isPlainObject(json) ? json : {}, env);
  }
  return {
    environment,
    url: scriptText(memberOf(config, 'url') ?? 'http://localhost:2368').replace(/\/$/, ''),
    host: scriptText(at(config, 'server', 'host') ?? '0.0.0.0'),
    port: Number(at(config, 'server', 'port') ?? 2368),
    database: databaseOf(config),
  };
}
