import type { BsonDocument } from '../bson/values';
import { MongoError } from '../data/mongo-error';
import type { OpTime } from '../data/operation';

/** Documents of a first batch when nobody says how many. Source: MongoDB manual, find. */
const FIRST_BATCH = 101;
const BATCH_MAX = 1000;

/** What is still to be read. */
export interface OpenCursor {
  readonly id: bigint;
  readonly namespace: string;
  /** Documents that wait. */
  rest: readonly BsonDocument[];
  /** Of one that follows the log of operations: the place it has come to. */
  place?: OpTime;
  /** The connection it belongs to. */
  readonly owner: number;
}

/** Cursors that clients have not read to their ends. */
export class Cursors {
  private readonly open = new Map<bigint, OpenCursor>();
  private lastId = 0n;

  /** The answer to a query: its first batch, and a cursor when there is more. */
  first(
    namespace: string,
    documents: readonly BsonDocument[],
    batchSize: number | undefined,
    owner: number,
  ): BsonDocument {
    const count = batchSize ?? FIRST_BATCH;
    const rest = documents.slice(count);
    const id = rest.length === 0 ? 0n : this.add(namespace, rest, owner).id;
    return { cursor: { firstBatch: documents.slice(0, count), id, ns: namespace }, ok: 1 };
  }

  add(namespace: string, rest: readonly BsonDocument[], owner: number, place?: OpTime): OpenCursor {
    this.lastId += 1n;
    const cursor: OpenCursor = { id: this.lastId, namespace, rest, owner };
    if (place !== undefined) cursor.place = place;
    this.open.set(cursor.id, cursor);
    return cursor;
  }

  /** @throws MongoError CursorNotFound */
  find(id: bigint): OpenCursor {
    const cursor = this.open.get(id);
    if (cursor === undefined) throw new MongoError('CursorNotFound', `cursor id ${id} not found`);
    return cursor;
  }

  /** The next batch of a cursor, which is closed at its end. */
  next(cursor: OpenCursor, batchSize = BATCH_MAX): BsonDocument {
    const nextBatch = cursor.rest.slice(0, batchSize);
    cursor.rest = cursor.rest.slice(nextBatch.length);
    if (cursor.rest.length === 0) this.open.delete(cursor.id);
    return { cursor: { nextBatch, id: cursor.rest.length === 0 ? 0n : cursor.id, ns: cursor.namespace }, ok: 1 };
  }

  /** Whether there was one. */
  close(id: bigint): boolean {
    return this.open.delete(id);
  }

  /** Forgets those of a connection that has ended. */
  forget(owner: number): void {
    for (const [id, cursor] of this.open) if (cursor.owner === owner) this.open.delete(id);
  }
}
