import { type Coroutine, type Process } from '../../../process';
import type { ServerReport } from '../protocol/error-fields';
import type { PostgresVersion } from '../postgres-version';
import { backslashQuery } from './backslash-commands';
import { ConnectionFailed, connectTo } from './connect-to';
import type { PgClient } from './pg-client';
import { PgError, type PgResult } from './pg-client';
import type { PsqlOptions } from './psql-options';
import { tableText, type TableForm } from './table-text';

const HELP =
  'You are using psql, the command-line interface to PostgreSQL.\n' +
  'Type:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n' +
  '       \\g or terminate with semicolon to execute query\n       \\q to quit\n';

const COMMANDS_HELP =
  '  \\q                     quit psql\n  \\c [DBNAME]            connect to new database\n' +
  '  \\conninfo              display information about current connection\n  \\d [NAME]              list tables, or describe one\n' +
  '  \\dt [PATTERN]          list tables\n  \\du                    list roles\n  \\l                     list databases\n' +
  '  \\t                     show only rows\n';

/** What a report looks like on a terminal, with the place of the mistake. Source: PostgreSQL 16, fe-protocol3.c `reportErrorPosition`. */
export function reportText({ severity, message, detail, hint, position }: ServerReport, statement: string): string {
  const lines = [`${severity}:  ${message}`];
  if (position !== undefined) {
    const before = statement.slice(0, position - 1).split('\n');
    const line = statement.split('\n')[before.length - 1] ?? '';
    const head = `LINE ${before.length}: `;
    lines.push(`${head}${line}`, `${' '.repeat(head.length + (before[before.length - 1] ?? '').length)}^`);
  }
  if (detail !== undefined) lines.push(`DETAIL:  ${detail}`);
  if (hint !== undefined) lines.push(`HINT:  ${hint}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** A conversation of psql with a server. */
export class PsqlSession {
  private form: TableForm;

  constructor(
    private readonly process: Process,
    private readonly options: PsqlOptions,
    private readonly version: PostgresVersion,
    private client: PgClient,
    private currentDatabase: string,
  ) {
    this.form = { hasRowsOnly: options.hasRowsOnly, isUnaligned: options.isUnaligned };
  }

  get database(): string {
    return this.currentDatabase;
  }

  /** Runs statements and shows what comes of them; whether all went well. */
  *run(text: string, title?: string, nothing?: string): Coroutine<boolean> {
    const notices: ServerReport[] = [];
    let results: readonly PgResult[] = [];
    let failure: PgError | undefined;
    try {
      results = yield* this.client.query(text, (report) => notices.push(report));
    } catch (error) {
      if (!(error instanceof PgError)) throw error;
      failure = error;
    }
    for (const notice of notices) yield* this.process.complain(reportText(notice, text));
    for (const result of results) yield* this.show(result, title, nothing);
    if (failure !== undefined) yield* this.process.complain(reportText(failure.report, text));
    return failure === undefined;
  }

  /** Runs a command that begins with a backslash: `go` on, `quit`, or `failed`. */
  *command(line: string): Coroutine<'go' | 'quit' | 'failed'> {
    const [command = '', argument = ''] = line.trim().replace(/;$/, '').split(/\s+/);
    const query = backslashQuery(command, argument);
    if (query !== undefined) return (yield* this.run(query.query, query.title, query.nothing)) ? 'go' : 'failed';
    if (command === '\\q' || command === '\\quit') return 'quit';
    if (command === '\\c' || command === '\\connect') return yield* this.connect(argument);
    if (command === '\\conninfo') {
      const { user, host, port } = this.options;
      const where = host === undefined ? 'via socket in "/var/run/postgresql"' : `on host "${host}"`;
      yield* this.process.print(
        `You are connected to database "${this.database}" as user "${user}" ${where} at port "${port}".\n`,
      );
    } else if (command === '\\?') yield* this.process.print(COMMANDS_HELP);
    else if (command === '\\t') {
      this.form = { ...this.form, hasRowsOnly: !this.form.hasRowsOnly };
      yield* this.process.print(`Tuples only is ${this.form.hasRowsOnly ? 'on' : 'off'}.\n`);
    } else {
      yield* this.process.complain(`invalid command ${command}\n${this.version.isModern ? 'Try \\? for help.\n' : ''}`);
      return 'failed';
    }
    return 'go';
  }

  *help(): Coroutine<void> {
    yield* this.process.print(HELP);
  }

  *close(): Coroutine<void> {
    yield* this.client.close();
  }

  private *show(result: PgResult, title?: string, nothing?: string): Coroutine<void> {
    const { process, options, form } = this;
    if (result.columns.length > 0) {
      const isEmpty = nothing !== undefined && result.rows.length === 0;
      yield* isEmpty
        ? process.complain(`${nothing}\n`)
        : process.print(tableText(result, { ...form, ...(title === undefined ? {} : { title }) }));
    }
    // What only reads is said by its rows.
    const isSaid = result.columns.length > 0 && !/^(?:INSERT|UPDATE|DELETE)/.test(result.tag ?? '');
    if (!isSaid && result.tag !== undefined && !options.isQuiet) yield* process.print(`${result.tag}\n`);
  }

  private *connect(database: string): Coroutine<'go' | 'failed'> {
    const target = database === '' ? this.database : database;
    try {
      const next = yield* connectTo(this.process, { ...this.options, database: target }, this.version);
      yield* this.client.close();
      this.client = next;
      this.currentDatabase = target;
      yield* this.process.print(`You are now connected to database "${target}" as user "${this.options.user}".\n`);
      return 'go';
    } catch (error) {
      if (!(error instanceof ConnectionFailed)) throw error;
      yield* this.process.complain(`${error.message}Previous connection kept\n`);
      return 'failed';
    }
  }
}
