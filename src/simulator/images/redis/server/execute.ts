import type { Coroutine } from '../../../process';
import { commandsOf } from '../commands';
import { CommandError, ErrorReply, type Reply, StatusReply } from '../protocol/reply';
import { quoteBytes } from '../protocol/quote-bytes';
import { Call, type Command, keysOf } from './command';
import { unknownCommandText, unknownSubcommandText } from './command-texts';
import type { RedisServer } from './redis-server';
import { refuse } from './refusals';
import type { Session } from './session';

/** Commands that are run at once even between MULTI and EXEC. */
const NEVER_QUEUED: ReadonlySet<string> = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset']);

/** Finds a command of this release that may have these words. Throws CommandError. */
export function findCommand(server: RedisServer, args: readonly string[]): Command {
  const [name = ''] = args;
  const found = commandsOf(server.version).get(name.toLowerCase());
  if (found === undefined) throw new CommandError(unknownCommandText(server.version, args));
  checkArity(found.name, found.arity, args);
  // Older releases look at subcommands only when they run.
  if (found.subcommands !== undefined && server.version.isFrom(7)) {
    const subcommand = (args[1] ?? '').toLowerCase();
    const arity = found.subcommands[subcommand];
    if (arity === undefined) throw new CommandError(unknownSubcommandText(server.version, found.name, args[1] ?? ''));
    checkArity(`${found.name}|${subcommand}`, arity, args);
  }
  return found;
}

function checkArity(name: string, arity: number, { length }: readonly string[]): void {
  const isRight = arity > 0 ? length === arity : length >= -arity;
  if (!isRight) throw new CommandError(`ERR wrong number of arguments for '${name}' command`);
}

/** Shows a command to those who monitor. */
function show(server: RedisServer, session: Session, args: readonly string[]): void {
  const monitors = [...server.sessions.values()].filter(({ isMonitor }) => isMonitor);
  if (monitors.length === 0) return;
  const seconds = (server.nowMs / 1000).toFixed(6);
  const words = args.map(quoteBytes).join(' ');
  for (const monitor of monitors)
    monitor.send(new StatusReply(`${seconds} [${session.databaseIndex} ${session.address}] ${words}`));
}

/** Hands on what a call has changed. */
function propagate(call: Call, { flags }: Command, before: number): void {
  const { server, session } = call;
  const commands =
    call.propagated ?? (server.persistence.allChanges !== before && flags.has('write') ? [call.args] : []);
  for (const words of commands) server.propagate(session.databaseIndex, words);
}

/** Runs a command that may run; what it refuses with is its answer. */
export function run(
  server: RedisServer,
  session: Session,
  command: Command,
  args: readonly string[],
): Reply | undefined {
  const call = new Call(server, session, args);
  const before = server.persistence.allChanges;
  let reply: Reply | undefined;
  try {
    reply = command.run(call);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    reply = new ErrorReply(error.message);
  }
  propagate(call, command, before);
  server.statistics.commands += 1;
  return reply;
}

/** Older releases know the words as commands, which nobody may give before authentication. */
function abort(server: RedisServer, session: Session): undefined {
  if (!session.isAuthenticated && !server.version.isFrom(7)) throw new CommandError('NOAUTH Authentication required.');
  server.crossProtocol.abort(session, server.nowMs);
}

function* answer(server: RedisServer, session: Session, args: readonly string[]): Coroutine<Reply | undefined> {
  let command: Command;
  try {
    if (server.crossProtocol.isHttp(args)) return abort(server, session);
    command = findCommand(server, args);
    refuse(server, session, command);
    if (session.queue !== undefined && command.flags.has('direct') && !NEVER_QUEUED.has(command.name)) {
      throw new CommandError('ERR Command not allowed inside a transaction');
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (session.queue !== undefined) session.hasQueueError = true;
    return new ErrorReply(error.message);
  }
  if (session.queue !== undefined && !NEVER_QUEUED.has(command.name)) {
    session.queue.push(args);
    return new StatusReply('QUEUED');
  }
  if (!command.flags.has('admin')) show(server, session, args);
  for (const key of command.flags.has('write') ? [] : keysOf(command, args)) {
    if (server.database(session.databaseIndex).has(key)) server.statistics.keyspaceHits += 1;
    else server.statistics.keyspaceMisses += 1;
  }
  if (command.wait === undefined) return run(server, session, command, args);
  server.statistics.commands += 1;
  try {
    return yield* command.wait(new Call(server, session, args));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return new ErrorReply(error.message);
  }
}

/** Runs one request of a client, and sends the answer. */
export function* execute(server: RedisServer, session: Session, args: readonly string[]): Coroutine<void> {
  while (server.busyUntilMs > server.nowMs) yield* server.process.sleep(server.busyUntilMs - server.nowMs);
  session.lastCommand = (args[0] ?? '').toLowerCase();
  session.lastMs = server.nowMs;
  const reply = yield* answer(server, session, args);
  if (reply instanceof ErrorReply) server.statistics.countError(reply.text);
  if (reply !== undefined && !session.isMaster) session.send(reply);
  server.blocked.serve();
  server.memory.tell();
}
