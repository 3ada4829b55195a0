import type { Process } from '../../../process';
import { type BsonDocument, ObjectId } from '../bson/values';
import { Journal } from '../data/journal';
import { MongoError } from '../data/mongo-error';
import { entryDocument, type Operation } from '../data/operation';
import { Oplog } from '../data/oplog';
import { databaseOf, Storage } from '../data/storage';
import type { MongoVersion } from '../mongo-version';
import { ReplicaMember } from '../replication/replica-member';
import { Cursors } from './cursors';
import type { MongodOptions } from './options';
import { ServerLog } from './server-log';

/** Source: MongoDB, src/mongo/db/catalog/database.cpp: namespaces have at most 120 bytes in older versions. */
const NAMESPACE_MAX = 255;

/** All that one server knows. */
export class MongoServer {
  readonly storage = new Storage();
  readonly oplog = new Oplog();
  readonly cursors = new Cursors();
  readonly journal: Journal;
  readonly log: ServerLog;
  readonly startedMs: number;
  /** Its part in a replica set. @default - it stands alone */
  readonly replication: ReplicaMember | undefined;
  /** By which it knows itself when it asks who is at an address. */
  readonly instanceId: ObjectId;
  connections = 0;
  connectionsMade = 0;

  constructor(
    readonly process: Process,
    readonly version: MongoVersion,
    readonly options: MongodOptions,
  ) {
    this.startedMs = process.nowMs;
    this.instanceId = ObjectId.from(process.nowMs, process.random);
    this.log = new ServerLog(process, version);
    this.journal = new Journal(process, options.dbPath, this.storage, this.oplog);
    this.replication = options.replicaSet === undefined ? undefined : new ReplicaMember(this, options.replicaSet);
  }

  get nowMs(): number {
    return this.process.nowMs;
  }

  /** Its own name and port. */
  get hostAndPort(): string {
    return `${this.process.machine.hostname}:${this.options.port}`;
  }

  /** Refuses what may only be done by a primary. @throws MongoError NotWritablePrimary */
  checkWritable(namespace: string): void {
    const { replication } = this;
    if (replication === undefined || databaseOf(namespace) === 'local' || replication.state === 'PRIMARY') return;
    throw new MongoError('NotWritablePrimary', this.version.isFrom(4, 4) ? 'not primary' : 'not master');
  }

  /** Refuses to read where nothing may be read. @throws MongoError */
  checkReadable(namespace: string, maySecondary: boolean): void {
    const { replication } = this;
    if (replication === undefined || replication.state === 'PRIMARY' || databaseOf(namespace) === 'local') return;
    if (replication.state !== 'SECONDARY') {
      throw new MongoError('NotPrimaryOrSecondary', 'node is not in primary or recovering state');
    }
    if (maySecondary) return;
    const text = this.version.isFrom(4, 4) ? 'not primary and secondaryOk=false' : 'not master and slaveOk=false';
    throw new MongoError('NotPrimaryNoSecondaryOk', text);
  }

  /** Makes a change: in the data, in the journal, and, when others follow, in the log of operations. */
  write(operation: Operation): void {
    if (operation.ns.length > NAMESPACE_MAX)
      throw new MongoError('InvalidNamespace', `Invalid namespace: ${operation.ns}`);
    const { replication } = this;
    if (replication?.config === undefined || databaseOf(operation.ns) === 'local') {
      this.storage.apply(operation);
      this.journal.append({ ...operation });
      return;
    }
    const entry = this.oplog.entryOf(operation, replication.term, this.nowMs);
    this.storage.apply(operation);
    this.journal.append(entryDocument(entry));
    this.oplog.push(entry);
    replication.advance();
  }

  /** Keeps one document of its own, as members of replica sets do. */
  keep(namespace: string, document: BsonDocument): void {
    this.write({ op: 'u', ns: namespace, o: document });
  }
}
