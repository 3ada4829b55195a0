import type { Coroutine } from '../../../process';
import { type BsonDocument, isDocument, numberOf } from '../bson/values';
import { MongoError } from '../data/mongo-error';
import { compareOpTimes } from '../data/operation';
import type { CommandContext } from '../commands/command';

/** Nothing is due: whoever waits is woken by what changes. */
const LONG_MS = 60_000;

/**
 * Waits until as many members have what was written as the client asks for; without a word the primary is enough, since 5.0 a
 * majority is needed. Returns what the answer says when that takes too long.
 *
 * @throws MongoError InterruptedDueToReplStateChange when the primary steps down meanwhile.
 */
export function* awaitWriteConcern({ server, command, database }: CommandContext): Coroutine<BsonDocument> {
  const { replication } = server;
  if (replication?.config === undefined || database === 'local') return {};
  const concern = isDocument(command.writeConcern) ? command.writeConcern : {};
  const w = concern.w ?? (server.version.isFrom(5) ? 'majority' : 1);
  const number = numberOf(w);
  if (number !== undefined && number <= 1) return {};
  if (number !== undefined && number > replication.config.members.length) {
    const errmsg = 'Not enough data-bearing nodes';
    return { writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg } };
  }
  const place = replication.lastOp;
  const timeoutMs = numberOf(concern.wtimeout) ?? 0;
  const endMs = timeoutMs > 0 ? server.nowMs + timeoutMs : Infinity;
  const isDone = (): boolean =>
    number === undefined ? compareOpTimes(replication.commitPoint, place) >= 0 : replication.reachedBy(place) >= number;
  while (!isDone()) {
    if (replication.state !== 'PRIMARY') {
      throw new MongoError('InterruptedDueToReplStateChange', 'operation was interrupted');
    }
    if (server.nowMs >= endMs) {
      const errmsg = 'waiting for replication timed out';
      return { writeConcernError: { code: 64, codeName: 'WriteConcernFailed', errmsg, errInfo: { wtimeout: true } } };
    }
    // Places of single members change without a word when no majority is reached by them.
    yield* replication.pause(Math.min(endMs - server.nowMs, number === undefined ? LONG_MS : 100));
  }
  return {};
}
