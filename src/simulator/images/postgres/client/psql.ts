import { type Coroutine, decodeText, isSystemError, type Process, type Program } from '../../../process';
import { LineEditor } from '../../../process/shell/line-editor';
import type { PostgresVersion } from '../postgres-version';
import { ConnectionFailed, connectTo } from './connect-to';
import { PgError } from './pg-client';
import { type PsqlOptions, readPsqlOptions, UsageError } from './psql-options';
import { PsqlSession, reportText } from './psql-session';
import { StatementReader } from './statement-reader';

/** Codes that psql ends with. Source: PostgreSQL 16, psql, "Exit Status". */
const [FAILED, NO_CONNECTION, SCRIPT_FAILED] = [1, 2, 3];

/** Lines of a text that comes bit by bit; undefined at its end. */
function lineReader(process: Process): () => Coroutine<string | undefined> {
  let waiting = '';
  let hasEnded = false;
  return function* () {
    while (!waiting.includes('\n') && !hasEnded) {
      const bytes = yield* process.stdin.read();
      if (bytes === undefined) hasEnded = true;
      else waiting += decodeText(bytes);
    }
    const end = waiting.indexOf('\n');
    if (end < 0 && waiting === '') return undefined;
    const line = end < 0 ? waiting : waiting.slice(0, end);
    waiting = end < 0 ? '' : waiting.slice(end + 1);
    return line;
  };
}

/** What comes of lines, one after the other. */
class Script {
  private readonly statements = new StatementReader();

  constructor(
    private readonly session: PsqlSession,
    private readonly stopsOnError: boolean,
  ) {}

  get isAmid(): boolean {
    return this.statements.isAmid;
  }

  /** Forgets what has no end. */
  giveUp(): void {
    this.statements.rest();
  }

  /** Takes one line; undefined to go on, or the code to end with. */
  *take(line: string, isTyped = false): Coroutine<number | undefined> {
    if (!this.isAmid && line.trim().startsWith('\\')) {
      const outcome = yield* this.session.command(line);
      if (outcome === 'quit') return 0;
      return outcome === 'failed' && this.stopsOnError ? SCRIPT_FAILED : undefined;
    }
    if (isTyped && !this.isAmid && /^(?:quit|exit)$/.test(line.trim())) return 0;
    if (isTyped && !this.isAmid && line.trim() === 'help') {
      yield* this.session.help();
      return undefined;
    }
    for (const statement of this.statements.push(line)) {
      if (!(yield* this.session.run(statement)) && this.stopsOnError) return SCRIPT_FAILED;
    }
    return undefined;
  }

  /** Runs what has no end. */
  *finish(): Coroutine<number> {
    const rest = this.statements.rest();
    const isDone = rest === '' || (yield* this.session.run(rest));
    return isDone || !this.stopsOnError ? 0 : SCRIPT_FAILED;
  }
}

function* runCommands(process: Process, session: PsqlSession, options: PsqlOptions): Coroutine<number> {
  let code = 0;
  for (const { type, text } of options.commands) {
    if (type === 'file') {
      const script = new Script(session, options.stopsOnError);
      for (const line of process.files.readText(text).split('\n')) {
        const end = yield* script.take(line);
        if (end !== undefined) return end;
      }
      code = yield* script.finish();
    } else {
      const isDone = text.startsWith('\\') ? (yield* session.command(text)) !== 'failed' : yield* session.run(text);
      code = isDone ? 0 : FAILED;
    }
    if (code !== 0 && options.stopsOnError) return code;
  }
  return code;
}

function* runInput(
  process: Process,
  session: PsqlSession,
  options: PsqlOptions,
  version: PostgresVersion,
): Coroutine<number> {
  const isTyped = process.stdin.terminal !== undefined;
  const nextLine = lineReader(process);
  const editor = new LineEditor(process, () => ({ words: [], replacedLength: 0 }));
  const script = new Script(session, options.stopsOnError);
  const mark = options.user === 'postgres' ? '#' : '>';
  if (isTyped && !options.isQuiet) yield* process.print(`psql (${version.number})\nType "help" for help.\n\n`);
  for (;;) {
    const prompt = `${session.database}${script.isAmid ? '-' : '='}${mark} `;
    const typed = isTyped ? yield* editor.read(prompt) : undefined;
    if (typed?.type === 'interrupt') {
      script.giveUp();
      continue;
    }
    const line = typed === undefined ? yield* nextLine() : typed.type === 'line' ? typed.text : undefined;
    if (line === undefined) break;
    if (isTyped && line.trim() !== '') editor.history.push(line);
    const end = yield* script.take(line, isTyped);
    if (end !== undefined) return end;
  }
  if (isTyped) yield* process.print('\\q\n');
  return yield* script.finish();
}

const prefix = ({ major }: PostgresVersion): string => (Number(major) >= 12 ? 'psql: error: ' : 'psql: ');

/**
 * `psql`: the client of PostgreSQL, with statements from `-c`, `-f`, a pipe or a terminal. Not modelled: passwords that are
 * typed, `\copy`, variables, and most commands with a backslash.
 */
export const psql = (version: PostgresVersion): Program =>
  function* (process) {
    try {
      const options = readPsqlOptions(process);
      if (options.showsVersion) {
        yield* process.print(`psql (PostgreSQL) ${version.number}\n`);
        return 0;
      }
      const client = yield* connectTo(process, options, version);
      const session = new PsqlSession(process, options, version, client, options.database);
      const code =
        options.commands.length > 0
          ? yield* runCommands(process, session, options)
          : yield* runInput(process, session, options, version);
      yield* session.close();
      return code;
    } catch (error) {
      if (error instanceof UsageError) {
        yield* process.complain(`psql: ${error.message}\nTry "psql --help" for more information.\n`);
        return FAILED;
      }
      if (error instanceof ConnectionFailed) {
        yield* process.complain(`${prefix(version)}${error.message}`);
        return NO_CONNECTION;
      }
      if (error instanceof PgError) yield* process.complain(reportText(error.report, ''));
      else if (!isSystemError(error, 'ECONNRESET') && !isSystemError(error, 'EPIPE')) throw error;
      yield* process.complain(
        'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n' +
          '\tbefore or while processing the request.\nconnection to server was lost\n',
      );
      return NO_CONNECTION;
    }
  };
