import type { Coroutine } from '../../../process';
import { type BsonDocument, type BsonValue, isDocument, ObjectId } from '../bson/values';
import { type HostObject, plainFunction, ScriptFunction } from '../../javascript/values';
import { CursorObject } from './cursor-object';
import { documentOf, documentsOf } from './documents';
import type { ShellSession } from './shell-session';
import { WriteResult } from './write-result';

type Action = (args: readonly unknown[]) => Coroutine<unknown>;

/** What indexes are called when nobody names them: `name_1_age_-1`. */
const indexName = (key: BsonDocument): string =>
  Object.entries(key)
    .map(([name, way]) => `${name}_${String(way)}`)
    .join('_');

/** `db.name`: a collection, or what leads to one with a dot in its name. */
export class CollectionObject implements HostObject {
  constructor(
    private readonly session: ShellSession,
    private readonly database: string,
    private readonly name: string,
  ) {}

  scriptMember(name: string): unknown {
    const { session, database } = this;
    const cursor = (command: BsonDocument): CursorObject => new CursorObject(session, command, database);
    if (name === 'find') {
      return plainFunction(name, (filter, projection) =>
        cursor({ find: this.name, filter: documentOf(filter), projection: documentOf(projection) }),
      );
    }
    if (name === 'aggregate') {
      return plainFunction(name, (...stages) =>
        cursor({ aggregate: this.name, pipeline: stages.flatMap(documentsOf), cursor: {} }),
      );
    }
    if (name === 'getName') return plainFunction(name, () => this.name);
    const actions = this.actions();
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    return action === undefined
      ? new CollectionObject(session, database, `${this.name}.${name}`)
      : new ScriptFunction(name, action);
  }

  toString(): string {
    return this.session.isNew ? this.name : `${this.database}.${this.name}`;
  }

  private actions(): Readonly<Record<string, Action>> {
    const { session, name, database } = this;
    const run = (command: BsonDocument): Coroutine<BsonDocument> => session.run(command, database);
    const count: Action = function* ([query]) {
      return (yield* run({ count: name, query: documentOf(query) })).n;
    };
    return {
      *findOne([filter, projection]) {
        const find = {
          find: name,
          filter: documentOf(filter),
          projection: documentOf(projection),
          limit: 1,
        };
        const { cursor } = yield* run({ ...find, singleBatch: true });
        return (cursor as { readonly firstBatch: readonly BsonDocument[] }).firstBatch[0] ?? null;
      },
      count,
      countDocuments: count,
      estimatedDocumentCount: count,
      *distinct([key, query]) {
        return (yield* run({ distinct: name, key: String(key), query: documentOf(query) })).values;
      },
      insert: ([documents]) => this.insert(documentsOf(documents), Array.isArray(documents)),
      insertOne: ([document]) => this.insertNew([documentOf(document)], false),
      insertMany: ([documents]) => this.insertNew(documentsOf(documents), true),
      save: ([document]) => this.save(documentOf(document)),
      update: ([query, change, options]) => this.update(query, change, documentOf(options)),
      updateOne: ([query, change, options]) => this.updateNew(query, change, documentOf(options), false),
      updateMany: ([query, change, options]) => this.updateNew(query, change, documentOf(options), true),
      replaceOne: ([query, change, options]) => this.updateNew(query, change, documentOf(options), false),
      remove: ([query, isOne]) => this.remove(documentOf(query), isOne === true),
      deleteOne: ([query]) => this.deleteNew(documentOf(query), 1),
      deleteMany: ([query]) => this.deleteNew(documentOf(query), 0),
      *drop() {
        const reply = yield* session.answer({ drop: name }, database);
        return Number(reply.ok) === 1;
      },
      *createIndex([key, options]) {
        const index = { key: documentOf(key), name: indexName(documentOf(key)), ...documentOf(options) };
        const reply = yield* run({ createIndexes: name, indexes: [index] });
        return session.isNew ? index.name : reply;
      },
      *getIndexes() {
        const { cursor } = yield* run({ listIndexes: name });
        return (cursor as BsonDocument).firstBatch;
      },
    };
  }

  private *write(command: BsonDocument): Coroutine<BsonDocument> {
    const reply = yield* this.session.run(command, this.database);
    const [error] = (reply.writeErrors ?? []) as readonly BsonDocument[];
    if (error !== undefined && this.session.isNew) throw this.session.refused(error);
    return reply;
  }

  private named(documents: readonly BsonDocument[]): readonly BsonDocument[] {
    const { process } = this.session;
    return documents.map(({ _id, ...rest }) => ({ _id: _id ?? ObjectId.from(process.nowMs, process.random), ...rest }));
  }

  private *insert(documents: readonly BsonDocument[], isMany: boolean): Coroutine<unknown> {
    if (this.session.isNew) return yield* this.insertNew(documents, true);
    const reply = yield* this.write({ insert: this.name, documents: this.named(documents) });
    const [error] = (reply.writeErrors ?? []) as readonly BsonDocument[];
    const writeError = error === undefined ? {} : { writeError: { code: error.code, errmsg: error.errmsg } };
    if (!isMany) return new WriteResult('WriteResult', { nInserted: reply.n, ...writeError });
    const counts = { nInserted: reply.n, nUpserted: 0, nMatched: 0, nModified: 0, nRemoved: 0, upserted: [] };
    return new WriteResult('BulkWriteResult', {
      writeErrors: reply.writeErrors ?? [],
      writeConcernErrors: [],
      ...counts,
    });
  }

  private *insertNew(documents: readonly BsonDocument[], isMany: boolean): Coroutine<BsonDocument> {
    const named = this.named(documents);
    yield* this.write({ insert: this.name, documents: named });
    if (!isMany) return { acknowledged: true, insertedId: named[0]?._id };
    const ids = named.map(({ _id }) => _id);
    const insertedIds: BsonValue = this.session.isNew
      ? Object.fromEntries(ids.map((id, index) => [String(index), id]))
      : ids;
    return { acknowledged: true, insertedIds };
  }

  private *save(document: BsonDocument): Coroutine<unknown> {
    if (document._id === undefined) return yield* this.insert([document], false);
    return yield* this.update({ _id: document._id }, document, { upsert: true });
  }

  private *update(query: unknown, change: unknown, options: BsonDocument): Coroutine<unknown> {
    if (this.session.isNew) return yield* this.updateNew(query, change, options, options.multi === true);
    const updates = [
      { q: documentOf(query), u: documentOf(change), upsert: options.upsert === true, multi: options.multi === true },
    ];
    const { n, nModified, upserted } = yield* this.write({ update: this.name, updates });
    const [made] = (upserted ?? []) as readonly BsonDocument[];
    const nUpserted = made === undefined ? 0 : 1;
    return new WriteResult('WriteResult', {
      nMatched: Number(n) - nUpserted,
      nUpserted,
      nModified,
      ...(made === undefined ? {} : { _id: made._id }),
    });
  }

  private *updateNew(query: unknown, change: unknown, options: BsonDocument, multi: boolean): Coroutine<BsonDocument> {
    const updates = [{ q: documentOf(query), u: documentOf(change), upsert: options.upsert === true, multi }];
    const { n, nModified, upserted } = yield* this.write({ update: this.name, updates });
    const [made] = (upserted ?? []) as readonly BsonDocument[];
    const upsertedCount = made === undefined ? 0 : 1;
    const counts = { matchedCount: Number(n) - upsertedCount, modifiedCount: nModified };
    if (!this.session.isNew) return { acknowledged: true, ...counts };
    return { acknowledged: true, insertedId: isDocument(made) ? made._id : null, ...counts, upsertedCount };
  }

  private *remove(query: BsonDocument, isOne: boolean): Coroutine<unknown> {
    if (this.session.isNew) return yield* this.deleteNew(query, isOne ? 1 : 0);
    const { n } = yield* this.write({ delete: this.name, deletes: [{ q: query, limit: isOne ? 1 : 0 }] });
    return new WriteResult('WriteResult', { nRemoved: n });
  }

  private *deleteNew(query: BsonDocument, limit: number): Coroutine<BsonDocument> {
    const { n } = yield* this.write({ delete: this.name, deletes: [{ q: query, limit }] });
    return { acknowledged: true, deletedCount: n };
  }
}
