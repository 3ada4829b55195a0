import { type Coroutine, decodeText, type Process, type Program } from '../../../process';
import { LineEditor } from '../../../process/shell/line-editor';
import { LineReader, readAllBytes } from '../../tools/tool';
import { splitStatements, statementEnd } from '../server/split-statements';
import type { MysqlVersion } from '../version';
import { batchText, remark, tableText, verticalText } from './answer-text';
import { ClientOptionError, type ClientOptions, clientOptions } from './client-options';
import { ClientFailure, clientFailure, connectClient, warnOfPassword } from './connect';
import type { MysqlAnswer, MysqlConnection } from './mysql-connection';

/** A client that runs statements, one after the other, and shows what comes of them. */
class Monitor {
  private readonly isTable: boolean;

  constructor(
    private readonly process: Process,
    private readonly connection: MysqlConnection,
    private readonly options: ClientOptions,
    private readonly version: MysqlVersion,
    private readonly isInteractive: boolean,
  ) {
    this.isTable = options.isTable ?? process.stdout.terminal !== undefined;
  }

  /** Runs a statement; false when it failed, which was said. `line` is where it stands. */
  *run(statement: string, line: number, isVertical = false): Coroutine<boolean> {
    const { process, connection, options } = this;
    const [, database] = /^\s*use\s+`?([^`\s;]+)`?\s*$/i.exec(statement) ?? [];
    const beginMs = process.nowMs;
    try {
      if (database !== undefined) {
        yield* connection.use(database);
        if (this.isInteractive) yield* process.print('Database changed\n');
        return true;
      }
      const answer = yield* connection.query(statement);
      yield* process.print(this.text(answer, isVertical));
      if (this.isInteractive) yield* process.print(remark(answer, process.nowMs - beginMs));
      return true;
    } catch (error) {
      const { number, state, message } = clientFailure(error, options, this.version);
      const place = this.isInteractive ? '' : ` at line ${line}`;
      yield* process.complain(`ERROR ${number} (${state})${place}: ${message}\n`);
      return false;
    }
  }

  /** Runs the statements of a text to the first that fails; the exit code. */
  *runAll(text: string): Coroutine<number> {
    let line = 1;
    for (const statement of splitStatements(text)) {
      const isVertical = /\\G\s*$/.test(statement);
      const isDone = yield* this.run(statement.replace(/\\[gG]\s*$/, ''), line, isVertical);
      if (!isDone && !this.options.isForced) return 1;
      line += statement.split('\n').length - 1;
    }
    return 0;
  }

  /** Reads statements from a terminal until its end. ^C gives up what was typed; before version 5.7 it is the end. */
  *converse(): Coroutine<number> {
    const { process, connection } = this;
    yield* process.print(banner(connection, this.version));
    const editor = new LineEditor(process, () => ({ words: [], replacedLength: 0 }));
    let waiting = '';
    for (;;) {
      const typed = yield* editor.read(waiting === '' ? 'mysql> ' : '    -> ');
      if (typed.type === 'interrupt') {
        waiting = '';
        if (this.version.isSince57) continue;
        yield* process.complain('Ctrl-C -- exit!\nAborted\n');
        return 1;
      }
      if (typed.type === 'end' || (waiting === '' && /^\s*(?:exit|quit|\\q)\s*;?\s*$/i.test(typed.text))) {
        yield* process.print('Bye\n');
        return 0;
      }
      const line = typed.text;
      if (line.trim() !== '') editor.history.push(line);
      if (/\\c\s*$/.test(line)) {
        waiting = '';
        continue;
      }
      waiting = waiting === '' ? line : `${waiting}\n${line}`;
      if (/^\s*use\s+\S+\s*$/i.test(waiting)) waiting += ';';
      waiting = yield* this.runComplete(waiting);
    }
  }

  /** Runs what is complete of a text; the rest. */
  private *runComplete(text: string): Coroutine<string> {
    let rest = text;
    for (;;) {
      const marked = /\\[gG]\s*$/.exec(rest);
      const end = marked === null ? statementEnd(rest) : marked.index;
      if (end < 0) return rest.trim() === '' ? '' : rest;
      const statement = rest.slice(0, end);
      if (statement.trim() !== '') yield* this.run(statement, 1, marked?.[0].startsWith('\\G') === true);
      rest = marked === null ? rest.slice(end + 1) : '';
    }
  }

  private text(answer: MysqlAnswer, isVertical: boolean): string {
    if (answer.type === 'done') return '';
    if (isVertical) return verticalText(answer);
    const { hasColumnNames } = this.options;
    return this.isTable ? tableText(answer, hasColumnNames) : batchText(answer, hasColumnNames);
  }
}

const banner = ({ id, serverVersion }: MysqlConnection, { isSince80 }: MysqlVersion): string =>
  [
    'Welcome to the MySQL monitor.  Commands end with ; or \\g.',
    `Your MySQL connection id is ${id}`,
    `Server version: ${serverVersion} ${isSince80 ? 'MySQL Community Server - GPL' : 'MySQL Community Server (GPL)'}`,
    '',
    "Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.",
    '',
    '',
  ].join('\n');

function* askPassword(process: Process): Coroutine<string> {
  yield* process.print('Enter password: ');
  const password = (yield* new LineReader(process.stdin).next()) ?? '';
  if (process.stdin.terminal !== undefined) yield* process.print('\n');
  return password;
}

/** The client `mysql`. Not modelled: its help, most of its commands that begin with a backslash. */
export const mysqlClient = (version: MysqlVersion): Program =>
  function* (process) {
    const name = 'mysql';
    const args = process.argv.slice(1);
    if (args.includes('--version') || args.includes('-V')) {
      yield* process.print(
        `mysql  Ver ${version.isSince80 ? version.text : `14.14 Distrib ${version.text}`}, for Linux (x86_64)\n`,
      );
      return 0;
    }
    let connection: MysqlConnection | undefined;
    try {
      const given = clientOptions(name, args, process.env);
      const [word] = given.words;
      const options: ClientOptions = word === undefined ? given : { ...given, database: word };
      if (options.showsPassword) yield* warnOfPassword(process, name, version);
      const password = options.asksPassword ? yield* askPassword(process) : undefined;
      connection = yield* connectClient(process, options, password, version);
      const isInteractive = options.statements === undefined && process.stdin.terminal !== undefined;
      const monitor = new Monitor(process, connection, options, version, isInteractive);
      if (isInteractive) return yield* monitor.converse();
      return yield* monitor.runAll(options.statements ?? decodeText(yield* readAllBytes(process.stdin)));
    } catch (error) {
      if (error instanceof ClientFailure) {
        yield* process.complain(`ERROR ${error.number} (${error.state}): ${error.message}\n`);
        return 1;
      }
      if (!(error instanceof ClientOptionError)) throw error;
      yield* process.complain(`${error.message}\n`);
      return 2;
    } finally {
      connection?.abandon();
    }
  };
