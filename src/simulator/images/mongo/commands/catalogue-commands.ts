import type { Coroutine } from '../../../process';
import { encodeBson } from '../bson/encode';
import type { BsonDocument } from '../bson/values';
import type { Collection, IndexSpecification } from '../data/collection';
import { MongoError } from '../data/mongo-error';
import { collectionOf } from '../data/storage';
import { awaitWriteConcern } from '../server/write-concern';
import { type CommandContext, type Commands, documentsIn, namespaceOf } from './command';

/** Sizes of files grow in steps of pages. */
const PAGE_BYTES = 4096;

function bytesOf(collections: readonly Collection[]): number {
  let bytes = 0;
  for (const collection of collections)
    for (const document of collection.documents()) bytes += encodeBson(document).length;
  return bytes;
}

const onDisk = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES + 1) * PAGE_BYTES;

/** Writes a change of the catalogue into the log. */
function* change(context: CommandContext, o: BsonDocument, reply: BsonDocument): Coroutine<BsonDocument> {
  const { server, database } = context;
  server.write({ op: 'c', ns: `${database}.$cmd`, o });
  return { ...reply, ...(yield* awaitWriteConcern(context)), ok: 1 };
}

const indexDocument = (index: IndexSpecification, namespace: string): BsonDocument => ({
  v: 2,
  ...index,
  ns: namespace,
});

/** Commands about databases, collections and indexes. */
export const catalogueCommands: Commands = {
  listDatabases({ server, command, maySecondary }) {
    server.checkReadable('admin.', maySecondary);
    const databases = server.storage.databases().map((name) => {
      const sizeOnDisk = onDisk(bytesOf(server.storage.collectionsOf(name)));
      return command.nameOnly === true ? { name } : { name, sizeOnDisk, empty: false };
    });
    const totalSize = databases.reduce((sum, each) => sum + (each.sizeOnDisk ?? 0), 0);
    return { databases, ...(command.nameOnly === true ? {} : { totalSize }), ok: 1 };
  },

  listCollections({ server, database, connection, maySecondary }) {
    server.checkReadable(`${database}.`, maySecondary);
    const documents = server.storage.collectionsOf(database).map(({ namespace }) => ({
      name: collectionOf(namespace),
      type: 'collection',
      options: {},
      info: { readOnly: false },
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_', ns: namespace },
    }));
    return server.cursors.first(`${database}.$cmd.listCollections`, documents, undefined, connection);
  },

  listIndexes(context) {
    const { server, connection, maySecondary } = context;
    const namespace = namespaceOf(context);
    server.checkReadable(namespace, maySecondary);
    const collection = server.storage.find(namespace);
    if (collection === undefined) throw new MongoError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    const documents = collection.indexes.map((index) => indexDocument(index, namespace));
    return server.cursors.first(namespace, documents, undefined, connection);
  },

  *create(context) {
    const namespace = namespaceOf(context);
    context.server.checkWritable(namespace);
    if (context.server.storage.find(namespace) !== undefined) {
      throw new MongoError('NamespaceExists', `a collection '${namespace}' already exists`);
    }
    return yield* change(context, { create: collectionOf(namespace) }, {});
  },

  *drop(context) {
    const namespace = namespaceOf(context);
    context.server.checkWritable(namespace);
    const collection = context.server.storage.find(namespace);
    if (collection === undefined) throw new MongoError('NamespaceNotFound', 'ns not found');
    const reply = { nIndexesWas: collection.indexes.length, ns: namespace };
    return yield* change(context, { drop: collectionOf(namespace) }, reply);
  },

  *dropDatabase(context) {
    const { server, database } = context;
    server.checkWritable(`${database}.`);
    if (!server.storage.databases().includes(database)) return { ok: 1 };
    return yield* change(context, { dropDatabase: 1 }, { dropped: database });
  },

  *createIndexes(context) {
    const { server } = context;
    const namespace = namespaceOf(context);
    server.checkWritable(namespace);
    const collection = server.storage.find(namespace);
    const before = collection?.indexes.length ?? 1;
    for (const index of documentsIn(context, 'indexes')) {
      if (typeof index.name !== 'string')
        throw new MongoError('FailedToParse', `The 'name' field is a required property`);
      server.write({ op: 'c', ns: `${context.database}.$cmd`, o: { createIndexes: collectionOf(namespace), index } });
    }
    const numIndexesAfter = server.storage.find(namespace)?.indexes.length ?? before;
    const createdCollectionAutomatically = collection === undefined;
    const failed = yield* awaitWriteConcern(context);
    return { createdCollectionAutomatically, numIndexesBefore: before, numIndexesAfter, ...failed, ok: 1 };
  },

  *dropIndexes(context) {
    const namespace = namespaceOf(context);
    context.server.checkWritable(namespace);
    const collection = context.server.storage.find(namespace);
    if (collection === undefined) throw new MongoError('NamespaceNotFound', `ns not found ${namespace}`);
    const { index } = context.command;
    const names = collection.indexes.slice(1).map(({ name }) => name);
    for (const name of index === '*' ? names : names.filter((each) => each === index)) {
      context.server.write({
        op: 'c',
        ns: `${context.database}.$cmd`,
        o: { dropIndexes: collectionOf(namespace), index: name },
      });
    }
    return { nIndexesWas: names.length + 1, ...(yield* awaitWriteConcern(context)), ok: 1 };
  },

  dbStats({ server, database }) {
    const collections = server.storage.collectionsOf(database);
    const objects = collections.reduce((sum, { size }) => sum + size, 0);
    const dataSize = bytesOf(collections);
    return {
      db: database,
      collections: collections.length,
      views: 0,
      objects,
      avgObjSize: objects === 0 ? 0 : dataSize / objects,
      dataSize,
      storageSize: onDisk(dataSize),
      indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
      indexSize: onDisk(0) * collections.length,
      ok: 1,
    };
  },
};
