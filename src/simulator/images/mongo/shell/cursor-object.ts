import type { Coroutine } from '../../../process';
import type { BsonDocument } from '../bson/values';
import { type HostObject, plainFunction, ScriptFunction } from '../../javascript/values';
import { documentOf } from './documents';
import type { ShellSession } from './shell-session';

/** Documents that a shell shows before it asks whether to go on. */
export const SHOWN_MAX = 20;

/** What `find` and `aggregate` return: a query that is sent when somebody wants its documents. */
export class CursorObject implements HostObject {
  private documents: readonly BsonDocument[] | undefined;
  private place = 0;

  constructor(
    private readonly session: ShellSession,
    private readonly command: BsonDocument,
    private readonly database: string,
  ) {}

  scriptMember(name: string): unknown {
    const { session, command, database } = this;
    const narrowed = (read: (value: unknown) => unknown): ScriptFunction =>
      plainFunction(name, (value) => new CursorObject(session, { ...command, [name]: read(value) as never }, database));
    switch (name) {
      case 'limit':
      case 'skip':
        return narrowed(Number);
      case 'sort':
        return narrowed(documentOf);
      case 'pretty':
        return plainFunction(name, () => this);
      case 'toArray':
        return new ScriptFunction(name, () => this.all());
      case 'count':
      case 'itcount':
      case 'size':
        return new ScriptFunction(name, () => this.count());
      case 'hasNext':
        return new ScriptFunction(name, () => this.hasNext());
      case 'next':
        return new ScriptFunction(name, () => this.next());
      case 'forEach':
        return new ScriptFunction(name, ([action]) => this.forEach(action));
      case 'map':
        return new ScriptFunction(name, ([action]) => this.map(action));
      default:
        return undefined;
    }
  }

  private *count(): Coroutine<number> {
    return (yield* this.all()).length;
  }

  private *hasNext(): Coroutine<boolean> {
    return this.place < (yield* this.all()).length;
  }

  private *next(): Coroutine<BsonDocument | null> {
    const document = (yield* this.all())[this.place];
    this.place += 1;
    return document ?? null;
  }

  private *map(action: unknown): Coroutine<unknown[]> {
    const results: unknown[] = [];
    for (const document of yield* this.all()) {
      if (action instanceof ScriptFunction) results.push(yield* action.call([document], undefined));
    }
    return results;
  }

  private *forEach(action: unknown): Coroutine<undefined> {
    yield* this.map(action);
    return undefined;
  }

  /** Its documents that have not been taken yet, as many as are shown at once; and whether there are more. */
  *page(): Coroutine<{ readonly documents: readonly BsonDocument[]; readonly hasMore: boolean }> {
    const all = yield* this.all();
    const documents = all.slice(this.place, this.place + SHOWN_MAX);
    this.place += documents.length;
    return { documents, hasMore: this.place < all.length };
  }

  private *all(): Coroutine<readonly BsonDocument[]> {
    if (this.documents !== undefined) return this.documents;
    const { session, database } = this;
    const first = (yield* session.run(this.command, database)).cursor as BsonDocument;
    const documents = [...(first.firstBatch as readonly BsonDocument[])];
    const namespace = String(first.ns);
    const collection = namespace.slice(namespace.indexOf('.') + 1);
    for (let { id } = first; Number(id) !== 0;) {
      const next = (yield* session.run({ getMore: id, collection }, database)).cursor as BsonDocument;
      documents.push(...(next.nextBatch as readonly BsonDocument[]));
      ({ id } = next);
    }
    this.documents = documents;
    return documents;
  }
}
