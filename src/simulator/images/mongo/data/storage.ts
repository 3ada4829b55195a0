import { type BsonDocument, isDocument } from '../bson/values';
import { Collection, type IndexSpecification } from './collection';
import type { Operation } from './operation';

/** Database of a namespace. */
export const databaseOf = (namespace: string): string => namespace.slice(0, namespace.indexOf('.'));

/** Name of the collection of a namespace. */
export const collectionOf = (namespace: string): string => namespace.slice(namespace.indexOf('.') + 1);

/** All collections of a server, and how operations change them. */
export class Storage {
  private readonly collections = new Map<string, Collection>();

  find(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  /** Names of databases with collections, sorted. */
  databases(): readonly string[] {
    return [...new Set([...this.collections.keys()].map(databaseOf))].sort();
  }

  /** Collections of a database by their names, sorted. */
  collectionsOf(database: string): readonly Collection[] {
    return this.all().filter(({ namespace }) => databaseOf(namespace) === database);
  }

  all(): readonly Collection[] {
    return [...this.collections.values()].sort((left, right) => (left.namespace < right.namespace ? -1 : 1));
  }

  /** Does what an operation says; what is done already is left as it is. */
  apply({ op, ns, o }: Operation): void {
    if (op === 'i' || op === 'u') this.made(ns).put(o);
    else if (op === 'd') this.find(ns)?.remove(o._id);
    else if (op === 'c') this.command(databaseOf(ns), o);
  }

  private made(namespace: string): Collection {
    let collection = this.collections.get(namespace);
    if (collection === undefined) {
      collection = new Collection(namespace);
      this.collections.set(namespace, collection);
    }
    return collection;
  }

  private command(
    database: string,
    { create, drop, dropDatabase, createIndexes, dropIndexes, index }: BsonDocument,
  ): void {
    if (typeof create === 'string') this.made(`${database}.${create}`);
    if (typeof drop === 'string') this.collections.delete(`${database}.${drop}`);
    if (dropDatabase !== undefined) {
      for (const { namespace } of this.collectionsOf(database)) this.collections.delete(namespace);
    }
    if (typeof createIndexes === 'string' && isDocument(index)) {
      this.made(`${database}.${createIndexes}`).addIndex(index as unknown as IndexSpecification);
    }
    if (typeof dropIndexes === 'string' && typeof index === 'string') {
      this.find(`${database}.${dropIndexes}`)?.removeIndex(index);
    }
  }
}
