import type { Coroutine } from '../../../process';
import type { BsonDocument } from '../bson/values';
import { type HostObject, plainFunction, ScriptFunction } from '../../javascript/values';
import { CollectionObject } from './collection-object';
import { documentOf } from './documents';
import type { ShellSession } from './shell-session';

type Action = (args: readonly unknown[]) => Coroutine<unknown>;

/** A command that a script gives as a document or by its name. */
const commandOf = (value: unknown): BsonDocument => (typeof value === 'string' ? { [value]: 1 } : documentOf(value));

/** `db`: a database, whose members are its collections. */
export class DatabaseObject implements HostObject {
  constructor(
    private readonly session: ShellSession,
    private readonly fixed?: string,
  ) {}

  private get database(): string {
    return this.fixed ?? this.session.database;
  }

  scriptMember(name: string): unknown {
    const { session, database } = this;
    const of = (other: string): DatabaseObject => new DatabaseObject(session, other);
    if (name === 'getName') return plainFunction(name, () => database);
    if (name === 'getSiblingDB' || name === 'getSisterDB') return plainFunction(name, (other) => of(String(other)));
    if (name === 'getCollection')
      return plainFunction(name, (other) => new CollectionObject(session, database, String(other)));
    if (name === 'getMongo') return plainFunction(name, () => new MongoObject(session, of));
    const actions = this.actions();
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    return action === undefined ? new CollectionObject(session, database, name) : new ScriptFunction(name, action);
  }

  toString(): string {
    return this.database;
  }

  private actions(): Readonly<Record<string, Action>> {
    const { session, database } = this;
    const run =
      (command: BsonDocument, on = 'admin'): Action =>
      () =>
        session.run(command, on);
    return {
      runCommand: ([command]) => session.report(commandOf(command), database),
      adminCommand: ([command]) => session.report(commandOf(command)),
      isMaster: run({ isMaster: 1 }),
      hello: run({ hello: 1 }),
      serverStatus: run({ serverStatus: 1 }),
      serverBuildInfo: run({ buildInfo: 1 }),
      hostInfo: run({ hostInfo: 1 }),
      stats: run({ dbStats: 1 }, database),
      dropDatabase: run({ dropDatabase: 1 }, database),
      *version() {
        return (yield* session.run({ buildInfo: 1 }, 'admin')).version;
      },
      *getCollectionNames() {
        const { cursor } = yield* session.run({ listCollections: 1 }, database);
        return (cursor as { readonly firstBatch: readonly BsonDocument[] }).firstBatch.map(({ name }) => name);
      },
      createCollection: ([name]) => session.run({ create: String(name) }, database),
      shutdownServer: run({ shutdown: 1 }),
    };
  }
}

/** What `db.getMongo()` returns. */
class MongoObject implements HostObject {
  constructor(
    private readonly session: ShellSession,
    private readonly database: (name: string) => DatabaseObject,
  ) {}

  scriptMember(name: string): unknown {
    if (name === 'getDB') return plainFunction(name, (other) => this.database(String(other)));
    if (!['setSlaveOk', 'setSecondaryOk', 'setReadPref'].includes(name)) return undefined;
    return plainFunction(name, () => {
      this.session.maySecondary = true;
    });
  }
}
