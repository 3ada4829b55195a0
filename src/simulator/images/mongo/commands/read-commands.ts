import { type Coroutine, isSystemError, limitTime, waitFor } from '../../../process';
import { compareBson } from '../bson/compare';
import { type BsonDocument, type BsonValue, isDocument, numberOf, Timestamp } from '../bson/values';
import { aggregated } from '../data/aggregate';
import { MongoError } from '../data/mongo-error';
import { entryDocument, type OpTime } from '../data/operation';
import { valuesAt } from '../data/paths';
import { matching, selected } from '../data/select';
import type { OpenCursor } from '../server/cursors';
import { type CommandContext, type Commands, documentIn, namespaceOf, numberIn } from './command';

const OPLOG_NAMESPACE = 'local.oplog.rs';
/** How long a cursor that follows the log waits when nobody says. */
const AWAIT_MS = 1000;

/** The log of operations as if it were a collection. */
function findInOplog(context: CommandContext): BsonDocument {
  const { server, command, connection } = context;
  const { oplog, cursors } = server;
  const { ts } = documentIn(context, 'filter');
  if (command.tailable !== true) {
    const isDown = numberOf(documentIn(context, 'sort').$natural) === -1;
    const entries = [...oplog.entries()].map(entryDocument);
    const documents = selected(isDown ? entries.reverse() : entries, { limit: numberIn(context, 'limit') ?? 0 });
    return cursors.first(OPLOG_NAMESPACE, documents, numberIn(context, 'batchSize'), connection);
  }
  const from = isDocument(ts) && ts.$gte instanceof Timestamp ? ts.$gte : new Timestamp(0, 0);
  const entries = oplog.entries().filter((entry) => compareBson(entry.ts, from) >= 0);
  const last: OpTime = entries.at(-1) ?? oplog.last;
  const { id } = cursors.add(OPLOG_NAMESPACE, [], connection, last);
  return { cursor: { firstBatch: entries.map(entryDocument), id, ns: OPLOG_NAMESPACE }, ok: 1 };
}

/** Waits for news in the log. */
function* followOplog(
  { server }: CommandContext,
  cursor: OpenCursor,
  place: OpTime,
  awaitMs: number,
): Coroutine<BsonDocument> {
  const { oplog, process } = server;
  if (oplog.after(place, 1).length === 0) {
    try {
      yield* limitTime(process, awaitMs, waitFor(oplog.news.change));
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
    }
  }
  const entries = oplog.after(place, 1000);
  cursor.place = entries.at(-1) ?? place;
  return { cursor: { nextBatch: entries.map(entryDocument), id: cursor.id, ns: OPLOG_NAMESPACE }, ok: 1 };
}

function foundBy(context: CommandContext): BsonDocument[] {
  const { server } = context;
  const namespace = namespaceOf(context);
  server.checkReadable(namespace, context.maySecondary);
  const filter = documentIn(context, context.command.filter === undefined ? 'query' : 'filter');
  return matching(server.storage.find(namespace), filter);
}

/** `find`, `getMore`, `killCursors`, `count`, `distinct`, `aggregate`. */
export const readCommands: Commands = {
  find(context) {
    if (namespaceOf(context) === OPLOG_NAMESPACE) return findInOplog(context);
    const documents = selected(foundBy(context), {
      sort: documentIn(context, 'sort'),
      skip: numberIn(context, 'skip') ?? 0,
      limit: numberIn(context, 'limit') ?? 0,
      projection: documentIn(context, 'projection'),
    });
    const isSingle = context.command.singleBatch === true;
    const size = isSingle ? documents.length : numberIn(context, 'batchSize');
    return context.server.cursors.first(namespaceOf(context), documents, size, context.connection);
  },

  *getMore(context) {
    const { server, command } = context;
    const cursor = server.cursors.find(BigInt(command.getMore as bigint));
    if (cursor.place === undefined) return server.cursors.next(cursor, numberIn(context, 'batchSize'));
    return yield* followOplog(context, cursor, cursor.place, numberIn(context, 'maxTimeMS') ?? AWAIT_MS);
  },

  killCursors({ server, command }) {
    const ids = Array.isArray(command.cursors) ? (command.cursors as readonly bigint[]) : [];
    const closed = ids.filter((id) => server.cursors.close(BigInt(id)));
    const cursorsNotFound = ids.filter((id) => !closed.includes(id));
    return { cursorsKilled: closed, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  },

  count(context) {
    const skip = numberIn(context, 'skip') ?? 0;
    return { n: selected(foundBy(context), { skip, limit: numberIn(context, 'limit') ?? 0 }).length, ok: 1 };
  },

  distinct(context) {
    const path = String(context.command.key).split('.');
    const values: BsonValue[] = [];
    for (const document of foundBy(context)) {
      for (const found of valuesAt(document, path)) {
        for (const value of Array.isArray(found) ? (found as readonly BsonValue[]) : [found]) {
          if (!values.some((each) => compareBson(each, value) === 0)) values.push(value);
        }
      }
    }
    return { values, ok: 1 };
  },

  aggregate(context) {
    const { server, command, connection } = context;
    if (typeof command.aggregate !== 'string') throw new MongoError('FailedToParse', 'aggregate needs a collection');
    const pipeline = Array.isArray(command.pipeline) ? (command.pipeline as readonly BsonValue[]) : [];
    const documents = aggregated(foundBy(context), pipeline);
    const size = numberOf(documentIn(context, 'cursor').batchSize);
    return server.cursors.first(namespaceOf(context), documents, size, connection);
  },
};
