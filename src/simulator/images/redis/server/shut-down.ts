import type { Coroutine } from '../../../process';
import type { RedisServer } from './redis-server';

/** Marks of lines that newer releases take for less important. */
const soft = (server: RedisServer): '*' | '#' => (server.version.isFrom(7, 2) ? '*' : '#');

/**
 * Saves and ends the process; `saves` says whether, by default when there are rules of `save`. Comes back when that was not
 * possible.
 *
 * Source: Redis 7.0, src/server.c `prepareForShutdown`, `finishShutdown`.
 */
export function* shutDown(server: RedisServer, saves?: boolean): Coroutine<void> {
  const { log, config, persistence, process, replication } = server;
  log.write(soft(server), 'User requested shutdown...');
  const replicas = replication.online().length;
  if (server.version.isFrom(7) && replicas > 0) {
    log.write('*', `${replicas} of ${replicas} replicas are in sync when shutting down.`);
  }
  if (saves ?? config.text('save') !== '') {
    log.write('*', 'Saving the final RDB snapshot before exiting.');
    if (!persistence.save()) {
      log.write('#', "Error trying to save the DB, can't exit.");
      if (server.version.isFrom(7))
        log.write('#', 'Errors trying to shut down the server. Check the logs for more information.');
      return;
    }
  }
  log.write(soft(server), 'Redis is now ready to exit, bye bye...');
  yield* log.drain();
  process.exit(0);
}
