import { type Coroutine, decodeText, isSystemError, type Process, type Program } from '../../../process';
import { LineEditor } from '../../../process/shell/line-editor';
import { Interpreter } from '../../javascript/interpreter';
import { ScriptError } from '../../javascript/script-error';
import { CommandError } from '../client/connection';
import { MongoClient, ServerSelectionError } from '../client/mongo-client';
import type { MongoVersion } from '../mongo-version';
import { isCommunicationError } from '../wire/communication-error';
import { readShellArguments, type ShellArguments, ShellArgumentError } from './arguments';
import { shellGlobals, ShellExit, shellRegex, shownText } from './globals';
import { promptOf, shellCommand } from './shell-commands';
import { type ShellKind, ShellSession } from './shell-session';

const MEBIBYTE = 1024 * 1024;
const MONGOSH_VERSION = '2.3.4';

/** In what the shells differ to the machine. Codes: MongoDB 3.4, src/mongo/shell/dbshell.cpp (-4 is 252, -3 is 253). */
const KINDS = {
  mongo: { startMs: 60, memoryBytes: 40 * MEBIBYTE, errorCode: 252, fileCode: 253 },
  mongosh: { startMs: 900, memoryBytes: 110 * MEBIBYTE, errorCode: 1, fileCode: 1 },
} as const;

/** How long the shells look for a server. */
const SELECTION_MS: Readonly<Record<ShellKind, number>> = { mongo: 0, mongosh: 2000 };
const REPLICA_SELECTION_MS = 15_000;

class Shell {
  readonly interpreter: Interpreter;

  constructor(readonly session: ShellSession) {
    const { process } = session;
    this.interpreter = new Interpreter(shellGlobals(session), () => process.compute(0.001), shellRegex);
  }

  /** Runs a script, and says what is wrong with it; whether nothing was. `shows`: also its value. */
  *run(source: string, shows: 'all' | 'texts' | 'nothing'): Coroutine<boolean> {
    const { session, interpreter } = this;
    const { process } = session;
    try {
      const said = shows === 'nothing' ? undefined : yield* shellCommand(session, source);
      const value = said ?? (yield* interpreter.run(source));
      const text = shows === 'nothing' ? undefined : yield* this.text(value, shows);
      if (text !== undefined && text !== '') yield* process.print(`${text}\n`);
      return true;
    } catch (error) {
      if (error instanceof ShellExit) throw error;
      const text = this.errorText(error);
      if (text === undefined) throw error;
      yield* session.isNew ? process.complain(`${text}\n`) : process.print(`${text}\n`);
      return false;
    }
  }

  private *text(value: unknown, shows: 'all' | 'texts'): Coroutine<string | undefined> {
    const isPlainText = shows === 'texts' && !this.session.isNew;
    // `--eval` of the older shell prints what `String` makes of the value.
    if (isPlainText && typeof value === 'object' && value !== null && !('scriptMember' in value))
      return '[object Object]';
    return yield* shownText(value, this.session);
  }

  private errorText(error: unknown): string | undefined {
    const { isNew, process } = this.session;
    let text: string | undefined;
    if (error instanceof ScriptError) text = `${error.kind}: ${error.message}`;
    else if (error instanceof CommandError) text = `${isNew ? 'MongoServerError' : 'Error'}: ${error.message}`;
    else if (error instanceof ServerSelectionError)
      text = `${isNew ? 'MongoServerSelectionError' : 'Error'}: ${error.message}`;
    else if (isCommunicationError(error))
      text = `${isNew ? 'MongoNetworkError' : 'Error: error doing query: failed'}: ${error.message}`;
    else if (error instanceof SyntaxError) text = `SyntaxError: ${error.message}`;
    if (text === undefined || isNew) return text;
    const time = new Date(process.nowMs).toISOString().replace('Z', '+0000');
    return `${time} E QUERY    [thread1] ${text} :\n@(shell):1:1`;
  }
}

/** Reads lines and runs each, as long as there are some. */
function* converse(shell: Shell): Coroutine<number> {
  const { session } = shell;
  const { process } = session;
  if (process.stdin.terminal === undefined) {
    let text = '';
    for (let bytes = yield* process.stdin.read(); bytes !== undefined; bytes = yield* process.stdin.read())
      text += decodeText(bytes);
    for (const line of text.split('\n')) if (line.trim() !== '') yield* shell.run(line, 'all');
    return 0;
  }
  const editor = new LineEditor(process, () => ({ words: [], replacedLength: 0 }));
  for (;;) {
    let prompt = '> ';
    try {
      prompt = yield* promptOf(session);
    } catch (error) {
      if (!isCommunicationError(error) && !(error instanceof ServerSelectionError)) throw error;
      session.client?.close();
    }
    const line = yield* editor.read(prompt);
    if (line.type !== 'line') {
      if (!session.isNew) yield* process.print('bye\n');
      return 0;
    }
    const text = line.text.trim();
    if (text === '') continue;
    editor.history.push(text);
    if (text === 'exit' || text === 'quit') {
      if (!session.isNew) yield* process.print('bye\n');
      return 0;
    }
    yield* shell.run(text, 'all');
  }
}

function* greet(session: ShellSession, args: ShellArguments, version: MongoVersion): Coroutine<void> {
  const { process, client, isNew } = session;
  if (isNew)
    yield* process.print(
      `Connecting to:\t\t${args.shownUri}?directConnection=true&serverSelectionTimeoutMS=2000&appName=mongosh+${MONGOSH_VERSION}\n`,
    );
  else
    yield* process.print(
      `MongoDB shell version v${version.number}\nconnecting to: ${args.shownUri.replace(/\/test$/, '')}\n`,
    );
  if (client === undefined) return;
  const { version: server } = yield* session.run({ buildInfo: 1 }, 'admin');
  if (isNew) yield* process.print(`Using MongoDB:\t\t${String(server)}\nUsing Mongosh:\t\t${MONGOSH_VERSION}\n\n`);
  else yield* process.print(`MongoDB server version: ${String(server)}\n`);
}

/** Says that there is no server, in the words of each shell. */
function* refuseConnection(process: Process, kind: ShellKind, address: string, reason: string): Coroutine<number> {
  if (kind === 'mongosh') {
    yield* process.complain(`MongoNetworkError: ${reason}\n`);
    return 1;
  }
  const time = new Date(process.nowMs).toISOString().replace('Z', '+0000');
  const cause = reason.includes('ECONNREFUSED') ? 'Connection refused' : reason;
  yield* process.print(
    `${time} W NETWORK  [thread1] Failed to connect to ${address}, in(checking socket for error after poll), reason: ${cause}\n` +
      `${time} E QUERY    [thread1] Error: couldn't connect to server ${address}, connection attempt failed :\n` +
      'connect@src/mongo/shell/mongo.js:237:13\n@(connect):1:6\nexception: connect failed\n',
  );
  return 1;
}

function* runAll(shell: Shell, args: ShellArguments, kind: ShellKind): Coroutine<number> {
  const { process } = shell.session;
  for (const source of args.evals) if (!(yield* shell.run(source, 'texts'))) return KINDS[kind].errorCode;
  for (const path of args.files) {
    let source: string;
    try {
      source = process.files.readText(path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* process.print(
        kind === 'mongo'
          ? `file [${path}] doesn't exist\nfailed to load: ${path}\n`
          : `MongoshInvalidInputError: ENOENT: no such file or directory, open '${path}'\n`,
      );
      return KINDS[kind].fileCode;
    }
    if (!(yield* shell.run(source, 'nothing'))) return KINDS[kind].fileCode;
  }
  const isOver = (args.evals.length > 0 || args.files.length > 0) && !args.stays;
  return isOver ? 0 : yield* converse(shell);
}

/**
 * The shells: `mongo`, which images have up to 5.0, and `mongosh`, which they have from 5.0 on.
 *
 * Source: MongoDB 3.4 and mongosh 2.3. Not modelled: users, sessions, bulk writes, `it`, scripts over several lines at the
 * prompt, and of the language what `parseJavaScript` leaves out.
 */
export const mongoShell = (kind: ShellKind, version: MongoVersion): Program =>
  function* (process) {
    let args: ShellArguments;
    try {
      args = readShellArguments(process.argv.slice(1));
    } catch (error) {
      if (!(error instanceof ShellArgumentError)) throw error;
      yield* process.complain(
        `Error parsing command line: ${error.message}\ntry '${kind} --help' for more information\n`,
      );
      return 1;
    }
    if (args.asksVersion) {
      yield* process.print(kind === 'mongosh' ? `${MONGOSH_VERSION}\n` : `MongoDB shell version v${version.number}\n`);
      return 0;
    }
    process.useMemory(KINDS[kind].memoryBytes);
    yield* process.compute(KINDS[kind].startMs);
    const waitMs = args.uri.replicaSet === undefined ? SELECTION_MS[kind] : REPLICA_SELECTION_MS;
    const client = args.connects ? new MongoClient(process, args.uri, waitMs) : undefined;
    const session = new ShellSession(process, kind, client, args.uri.database);
    try {
      if (!args.isQuiet) yield* greet(session, args, version);
      else yield* client?.primary() ?? [];
      return yield* runAll(new Shell(session), args, kind);
    } catch (error) {
      if (error instanceof ShellExit) return error.code;
      if (!(error instanceof ServerSelectionError)) throw error;
      return yield* refuseConnection(process, kind, args.uri.hosts[0] ?? '', error.message);
    } finally {
      client?.close();
    }
  };
