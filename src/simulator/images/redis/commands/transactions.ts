import { CommandError, ErrorReply, NULL_LIST, OK, type Reply } from '../protocol/reply';
import { type Call, command } from '../server/command';
import { findCommand, run } from '../server/execute';
import { placeOf } from '../server/redis-server';

function exec(call: Call): Reply {
  const { server, session } = call;
  const { queue, hasQueueError, isDirty } = session;
  if (queue === undefined) throw new CommandError('ERR EXEC without MULTI');
  leave(call);
  if (hasQueueError) throw new CommandError('EXECABORT Transaction discarded because of previous errors.');
  if (isDirty) return NULL_LIST;
  return queue.map((words) => {
    try {
      return run(server, session, findCommand(server, words), words) ?? null;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return new ErrorReply(error.message);
    }
  });
}

function leave({ server, session }: Call): void {
  session.queue = undefined;
  session.hasQueueError = false;
  server.unwatch(session);
}

/** Commands that make others one. Replicas get them one by one. Not modelled: scripts. */
export const transactionCommands = [
  command('multi', 1, 'stale', undefined, ({ session }) => {
    if (session.queue !== undefined) throw new CommandError('ERR MULTI calls can not be nested');
    session.queue = [];
    return OK;
  }),
  command('exec', 1, 'stale', undefined, exec),
  command('discard', 1, 'stale', undefined, (call) => {
    if (call.session.queue === undefined) throw new CommandError('ERR DISCARD without MULTI');
    leave(call);
    return OK;
  }),
  command('watch', -2, 'stale', [1, -1, 1], ({ server, session, args }) => {
    if (session.queue !== undefined) throw new CommandError('ERR WATCH inside MULTI is not allowed');
    for (const key of args.slice(1)) server.watch(session, placeOf(session.databaseIndex, key));
    return OK;
  }),
  command('unwatch', 1, 'stale', undefined, ({ server, session }) => {
    server.unwatch(session);
    return OK;
  }),
];
