import type { Coroutine } from '../../../process';
import type { BsonDocument } from '../bson/values';
import { isDocument } from '../bson/values';
import { MongoConnection } from '../client/connection';
import { compareOpTimes, entryDocument, NO_OP_TIME, opTimeDocument, readEntry } from '../data/operation';
import type { MemberView } from './member-view';
import type { ReplicaMember } from './replica-member';
import { isPeerError } from './peer-error';

/** How long a source may let a follower wait before it says that there is nothing new. */
const AWAIT_MS = 5000;
/** Pause after a source was lost. */
const RETRY_MS = 1000;
const LONG_MS = 60_000;

const OPLOG: BsonDocument = { find: 'oplog.rs', tailable: true, awaitData: true };

/** Whom to follow: the primary; a member that has nothing yet takes anybody. */
function sourceOf(member: ReplicaMember): MemberView | undefined {
  if (member.state !== 'SECONDARY' && member.state !== 'STARTUP2' && member.state !== 'ROLLBACK') return undefined;
  const views = [...member.others.values()];
  const primary = views.find(({ config: { id }, isUp }) => id === member.primaryId && isUp);
  if (primary !== undefined || member.state !== 'STARTUP2') return primary;
  return views.find(({ state, isUp }) => state === 'SECONDARY' && isUp);
}

const say = (member: ReplicaMember, text: string, id: number): void =>
  member.server.log.write({ component: 'REPL', context: 'rsSync-0', text, event: { id, msg: text } });

/** Drops all that is shared with others. */
function forgetAll(member: ReplicaMember): void {
  const { storage, oplog } = member.server;
  for (const name of storage.databases()) {
    if (name !== 'local') storage.apply({ op: 'c', ns: `${name}.$cmd`, o: { dropDatabase: 1 } });
  }
  oplog.clear();
}

/** Copies everything from another member. */
function* copyAll(member: ReplicaMember, source: MongoConnection): Coroutine<void> {
  const { storage, oplog, journal } = member.server;
  say(member, 'initial sync pending', 21164);
  forgetAll(member);
  const [begin] = yield* source.all('local', { find: 'oplog.rs', sort: { $natural: -1 }, limit: 1 });
  const { databases } = yield* source.command('admin', { listDatabases: 1, nameOnly: true });
  for (const { name: database } of databases as readonly { readonly name: string }[]) {
    if (database === 'local') continue;
    for (const { name } of yield* source.all(database, { listCollections: 1 })) {
      storage.apply({ op: 'c', ns: `${database}.$cmd`, o: { create: name } });
      for (const index of yield* source.all(database, { listIndexes: name })) {
        storage.apply({ op: 'c', ns: `${database}.$cmd`, o: { createIndexes: name, index } });
      }
      const documents = yield* source.all(database, { find: name });
      for (const o of documents) storage.apply({ op: 'i', ns: `${database}.${String(name)}`, o });
    }
  }
  const entry = begin === undefined ? undefined : readEntry(begin);
  if (entry !== undefined) oplog.push(entry);
  journal.checkpoint();
  say(member, 'initial sync done', 21166);
}

/** Takes entries over; returns whether there were any. */
function take(member: ReplicaMember, documents: readonly BsonDocument[]): boolean {
  const { storage, oplog, journal } = member.server;
  let isNew = false;
  for (const document of documents) {
    const entry = readEntry(document);
    if (entry === undefined || compareOpTimes(entry, oplog.last) <= 0) continue;
    storage.apply(entry);
    journal.append(entryDocument(entry));
    oplog.push(entry);
    isNew = true;
  }
  return isNew;
}

function* report(member: ReplicaMember, source: MongoConnection): Coroutine<void> {
  const optimes = [{ memberId: BigInt(member.selfId ?? -1), appliedOpTime: opTimeDocument(member.lastOp) }];
  yield* source.command('admin', { replSetUpdatePosition: 1, optimes });
}

const batchOf = (cursor: unknown, name: 'firstBatch' | 'nextBatch'): readonly BsonDocument[] =>
  (cursor as Readonly<Record<string, readonly BsonDocument[]>>)[name] ?? [];

/** Follows one source as long as it is the right one. */
function* follow(member: ReplicaMember, view: MemberView): Coroutine<void> {
  const source = yield* MongoConnection.open(member.process, view.config.host);
  source.maySecondary = true;
  try {
    if (member.lastOp === NO_OP_TIME) yield* copyAll(member, source);
    if (member.state === 'STARTUP2' || member.state === 'ROLLBACK') member.become('SECONDARY');
    say(member, `sync source candidate: ${view.config.host}`, 21798);
    const { ts } = member.lastOp;
    let { cursor } = yield* source.command('local', { ...OPLOG, filter: { ts: { $gte: ts } } });
    const [common] = batchOf(cursor, 'firstBatch');
    const place = common === undefined ? undefined : readEntry(common);
    if (place === undefined || compareOpTimes(place, member.lastOp) !== 0) {
      // Its own last entry never became common knowledge, or the source has forgotten it.
      say(
        member,
        'Starting rollback due to OplogStartMissing: our last op time is not in the log of the sync source',
        21681,
      );
      member.become('ROLLBACK');
      forgetAll(member);
      return;
    }
    take(member, batchOf(cursor, 'firstBatch'));
    yield* report(member, source);
    while (isDocument(cursor) && sourceOf(member) === view) {
      ({ cursor } = yield* source.command('local', {
        getMore: cursor.id,
        collection: 'oplog.rs',
        maxTimeMS: AWAIT_MS,
      }));
      if (take(member, batchOf(cursor, 'nextBatch'))) yield* report(member, source);
    }
  } finally {
    source.close();
  }
}

/**
 * Copies what others do: everything at first, then entry by entry. A member whose last entries the others do not have
 * copies everything anew. Not modelled: sources other than the primary, undoing single entries.
 */
export function* followOthers(member: ReplicaMember): Coroutine<never> {
  for (;;) {
    const view = sourceOf(member);
    if (view === undefined) {
      yield* member.pause(member.state === 'STARTUP2' ? RETRY_MS : LONG_MS);
      continue;
    }
    try {
      yield* follow(member, view);
    } catch (error) {
      if (!isPeerError(error)) throw error;
      yield* member.process.sleep(RETRY_MS);
    }
  }
}
