import { type Coroutine, type Process, type Program, serveHttp, waitForEver } from '../../process';
import type { FlaskRoutes } from './flask-app';
import { flaskRouter } from './flask-app';

const MEBIBYTE = 1024 * 1024;

/** What Python holds with Flask and a small application. */
const MEMORY_BYTES = 24 * MEBIBYTE;

/** Processor time of its start, and of an answer. */
const START_MS = 350;
const ANSWER_MS = 1;

const PORT = 5000;

/** Port of `-p 80`, `--port 80`, `--port=80`, or of the variable. Source: Flask 1.1, cli.py `run_command`. */
function portOf({ argv, env }: Process): number {
  const given = argv.findIndex((arg) => arg === '-p' || arg === '--port');
  const inline = argv.find((arg) => /^(?:-p\d+|--port=)/.test(arg))?.replace(/^(?:-p|--port=)/, '');
  return Number((given < 0 ? inline : argv[given + 1]) ?? env.get('FLASK_RUN_PORT') ?? PORT);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const two = (value: number): string => String(value).padStart(2, '0');

/** Time as werkzeug writes it: `26/Mar/2020 19:03:13`. */
export function logTime(timeMs: number): string {
  const time = new Date(timeMs);
  const date = [two(time.getUTCDate()), MONTHS[time.getUTCMonth()], time.getUTCFullYear()].join('/');
  return `${date} ${[time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':')}`;
}

/** File that a value of FLASK_APP names: `app.py`, `app`, `app:create_app()`. */
const moduleFile = (app: string): string => `${app.replace(/:.*$/, '').replace(/\.py$/, '')}.py`;

function* greet(process: Process, app: string, port: number): Coroutine<void> {
  const lines = [
    ` * Serving Flask app "${app}"`,
    ' * Environment: production',
    '   WARNING: This is a development server. Do not use it in a production deployment.',
    '   Use a production WSGI server instead.',
    ' * Debug mode: off',
  ];
  for (const line of lines) yield* process.print(`${line}\n`);
  yield* process.complain(` * Running on http://0.0.0.0:${port}/ (Press CTRL+C to quit)\n`);
}

/**
 * `flask run -h 0.0.0.0 -p PORT`: serves an application, with a line of log for each answer. FLASK_APP names its file, which
 * must be there.
 *
 * Source: Flask 1.1, cli.py, and werkzeug 1.0, serving.py. Not modelled: debug mode, the reloader.
 */
export const flaskRun = (routes: (process: Process) => FlaskRoutes): Program =>
  function* (process) {
    process.useMemory(MEMORY_BYTES);
    yield* process.compute(START_MS);
    const app = process.env.get('FLASK_APP') ?? 'app.py';
    if (!process.files.exists(moduleFile(app))) {
      const module = app.replace(/:.*$/, '').replace(/\.py$/, '');
      yield* process.complain(`Usage: flask run [OPTIONS]\n\nError: Could not import "${module}".\n`);
      return 2;
    }
    const router = flaskRouter(process, routes(process));
    const port = portOf(process);
    serveHttp(process, { port }, function* (request) {
      yield* process.compute(ANSWER_MS);
      const response = yield* router.handle(request);
      const line = `"${request.method} ${request.target} HTTP/1.1" ${response.status} -`;
      yield* process.complain(`${request.remoteAddress} - - [${logTime(process.nowMs)}] ${line}\n`);
      return {
        ...response,
        headers: { ...response.headers, server: 'Werkzeug/1.0.1 Python/3.8.2', connection: 'close' },
      };
    });
    yield* greet(process, app, port);
    // eslint-disable-next-line require-yield -- It ends at once.
    process.onSignal('INT', function* () {
      process.exit(0);
    });
    return yield* waitForEver();
  };
