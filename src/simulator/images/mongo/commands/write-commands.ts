import { type Coroutine } from '../../../process';
import { type BsonDocument, type BsonValue, isDocument, ObjectId } from '../bson/values';
import { MongoError } from '../data/mongo-error';
import { isOperatorUpdate, seedOf, updated } from '../data/update';
import { matching, projected, sorted } from '../data/select';
import type { MongoServer } from '../server/mongo-server';
import { awaitWriteConcern } from '../server/write-concern';
import { type CommandContext, type Commands, documentIn, documentsIn, namespaceOf } from './command';

/** The document with an id, and the id first. */
export function withId({ process }: MongoServer, { _id, ...rest }: BsonDocument): BsonDocument {
  return { _id: _id ?? ObjectId.from(process.nowMs, process.random), ...rest };
}

function put(server: MongoServer, namespace: string, document: BsonDocument, isNew: boolean): void {
  server.storage.find(namespace)?.check(document, isNew);
  server.write({ op: isNew ? 'i' : 'u', ns: namespace, o: document });
}

/** Runs each write; one that is refused ends the rest, unless they are unordered. */
function* each(
  context: CommandContext,
  writes: readonly BsonDocument[],
  write: (namespace: string, one: BsonDocument, index: number) => number,
): Coroutine<BsonDocument> {
  const { server, command } = context;
  const namespace = namespaceOf(context);
  server.checkWritable(namespace);
  const writeErrors: BsonDocument[] = [];
  let n = 0;
  for (const [index, one] of writes.entries()) {
    try {
      n += write(namespace, one, index);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message });
      if (command.ordered !== false) break;
    }
  }
  const failed = yield* awaitWriteConcern(context);
  return { n, ...(writeErrors.length === 0 ? {} : { writeErrors }), ...failed, ok: 1 };
}

interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  readonly upserted?: BsonValue;
}

function update(server: MongoServer, namespace: string, one: BsonDocument): UpdateOutcome {
  const [query, change] = [one.q, one.u].map((value) => (isDocument(value) ? value : {})) as [
    BsonDocument,
    BsonDocument,
  ];
  const isMulti = one.multi === true;
  if (isMulti && !isOperatorUpdate(change)) {
    throw new MongoError('FailedToParse', 'multi update only works with $ operators');
  }
  const { nowMs } = server;
  const found = matching(server.storage.find(namespace), query);
  const targets = isMulti ? found : found.slice(0, 1);
  let modified = 0;
  for (const old of targets) {
    const next = updated(old, change, { nowMs });
    if (JSON.stringify(next, replacer) === JSON.stringify(old, replacer)) continue;
    put(server, namespace, next, false);
    modified += 1;
  }
  if (targets.length > 0 || one.upsert !== true) return { matched: targets.length, modified };
  const seed = seedOf(query);
  const made = withId(server, updated(seed, change, { nowMs, isInsert: true }));
  put(server, namespace, made, true);
  return { matched: 0, modified: 0, upserted: made._id };
}

/** Numbers of 64 bits are none of JSON's. */
const replacer = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** `insert`, `update`, `delete`, `findAndModify`. */
export const writeCommands: Commands = {
  insert: (context) =>
    each(context, documentsIn(context, 'documents'), (namespace, document) => {
      put(context.server, namespace, withId(context.server, document), true);
      return 1;
    }),

  *update(context) {
    const upserted: BsonDocument[] = [];
    let nModified = 0;
    const reply = yield* each(context, documentsIn(context, 'updates'), (namespace, one, index) => {
      const outcome = update(context.server, namespace, one);
      nModified += outcome.modified;
      if (outcome.upserted !== undefined) upserted.push({ index, _id: outcome.upserted });
      return outcome.matched + (outcome.upserted === undefined ? 0 : 1);
    });
    const { n, ...rest } = reply;
    return { n, nModified, ...(upserted.length === 0 ? {} : { upserted }), ...rest };
  },

  delete: (context) =>
    each(context, documentsIn(context, 'deletes'), (namespace, { q, limit }) => {
      const found = matching(context.server.storage.find(namespace), isDocument(q) ? q : {});
      const targets = limit === 1 ? found.slice(0, 1) : found;
      for (const { _id } of targets) context.server.write({ op: 'd', ns: namespace, o: { _id } });
      return targets.length;
    }),

  *findAndModify(context) {
    const { server, command } = context;
    const namespace = namespaceOf(context);
    server.checkWritable(namespace);
    const query = documentIn(context, 'query');
    const [old] = sorted(matching(server.storage.find(namespace), query), documentIn(context, 'sort'));
    const fields = documentIn(context, 'fields');
    let value: BsonDocument | null = old ?? null;
    let lastErrorObject: BsonDocument = { n: old === undefined ? 0 : 1 };
    if (command.remove === true) {
      if (old !== undefined) server.write({ op: 'd', ns: namespace, o: { _id: old._id } });
    } else if (old !== undefined || command.upsert === true) {
      const u = documentIn(context, 'update');
      const q = old === undefined ? query : { _id: old._id };
      const { upserted } = update(server, namespace, { q, u, upsert: command.upsert });
      lastErrorObject = { n: 1, updatedExisting: old !== undefined, ...(upserted === undefined ? {} : { upserted }) };
      if (command.new === true) value = server.storage.find(namespace)?.find(old?._id ?? upserted) ?? null;
    }
    const failed = yield* awaitWriteConcern(context);
    return { lastErrorObject, value: value === null ? null : projected(value, fields), ...failed, ok: 1 };
  },
};
