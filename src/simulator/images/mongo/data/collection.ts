import { equalBson } from '../bson/compare';
import { encodeBson } from '../bson/encode';
import { type BsonDocument, type BsonValue, numberOf, ObjectId } from '../bson/values';
import { MongoError } from './mongo-error';
import { valueAt } from './paths';

/** What keeps values of a collection in order, or apart. Here only `unique` has an effect. */
export interface IndexSpecification {
  readonly name: string;
  readonly key: BsonDocument;
  readonly unique?: boolean;
  readonly sparse?: boolean;
}

const ID_INDEX: IndexSpecification = { name: '_id_', key: { _id: 1 } };

/** A text that is the same for values which are the same. */
function keyOf(value: BsonValue): string {
  if (typeof value === 'string') return `s${value}`;
  if (value instanceof ObjectId) return `o${value.hex}`;
  const number = numberOf(value);
  return number === undefined ? `b${encodeBson({ value }).join(',')}` : `n${number}`;
}

const shown = (value: BsonValue): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  return value instanceof ObjectId ? `ObjectId('${value.hex}')` : value === undefined ? 'null' : String(value);
};

/** Documents by their ids, in the order in which they came. */
export class Collection {
  private readonly byId = new Map<string, BsonDocument>();
  private indexList: readonly IndexSpecification[] = [ID_INDEX];

  constructor(
    /** Database and name: `test.users`. */
    readonly namespace: string,
  ) {}

  get size(): number {
    return this.byId.size;
  }

  get indexes(): readonly IndexSpecification[] {
    return this.indexList;
  }

  documents(): Iterable<BsonDocument> {
    return this.byId.values();
  }

  find(id: BsonValue): BsonDocument | undefined {
    return this.byId.get(keyOf(id));
  }

  /** Puts a document in the place of the one with its id, or at the end. */
  put(document: BsonDocument): void {
    this.byId.set(keyOf(document._id), document);
  }

  remove(id: BsonValue): void {
    this.byId.delete(keyOf(id));
  }

  addIndex(index: IndexSpecification): void {
    if (!this.indexList.some(({ name }) => name === index.name)) this.indexList = [...this.indexList, index];
  }

  removeIndex(name: string): void {
    this.indexList = this.indexList.filter((each) => each.name !== name || each === ID_INDEX);
  }

  /**
   * Makes sure that `document` may come in the place of the one with its id, or, `isNew`, beside all others.
   *
   * @throws MongoError DuplicateKey
   */
  check(document: BsonDocument, isNew: boolean): void {
    if (isNew && this.byId.has(keyOf(document._id))) this.refuse('_id_', { _id: 1 }, document);
    for (const { name, key, unique, sparse } of this.indexList) {
      if (unique !== true) continue;
      const paths = Object.keys(key).map((path) => path.split('.'));
      const values = paths.map((path) => valueAt(document, path));
      if (sparse === true && values.every((value) => value === undefined)) continue;
      const isSame = (other: BsonDocument): boolean =>
        paths.every((path, index) => equalBson(valueAt(other, path), values[index]));
      for (const other of this.byId.values()) {
        if (!equalBson(other._id, document._id) && isSame(other)) this.refuse(name, key, document);
      }
    }
  }

  private refuse(index: string, key: BsonDocument, document: BsonDocument): never {
    const values = Object.keys(key).map((path) => `${path}: ${shown(valueAt(document, path.split('.')))}`);
    const text = `E11000 duplicate key error collection: ${this.namespace} index: ${index} dup key: { ${values.join(', ')} }`;
    throw new MongoError('DuplicateKey', text);
  }
}
