import type { OpenFile, Process } from '../../../process';
import { decodeSequence } from '../bson/decode';
import { encodeBson } from '../bson/encode';
import type { BsonDocument } from '../bson/values';
import { entryDocument, type Operation, readEntry, readOperation } from './operation';
import type { Oplog } from './oplog';
import { collectionOf, databaseOf, type Storage } from './storage';

/** Operations after which everything is written down anew. */
const JOURNAL_MAX = 2000;

/**
 * Keeps a server's data below its directory: `collections.wt` holds all documents of the last checkpoint, the journal what
 * has changed since. Names are those of WiredTiger; what is in the files is BSON, one document behind the other.
 */
export class Journal {
  private file: OpenFile | undefined;
  private count = 0;

  constructor(
    private readonly process: Process,
    private readonly directory: string,
    private readonly storage: Storage,
    private readonly oplog: Oplog,
  ) {}

  /** Reads all that is there; returns whether there was anything. Throws BsonError, SystemError. */
  recover(): boolean {
    const { files } = this.process;
    files.makeDirectory(`${this.directory}/journal`, { isRecursive: true });
    const paths = [this.checkpointPath, this.journalPath].filter((path) => files.exists(path));
    for (const path of paths) {
      for (const document of decodeSequence(files.read(path))) this.redo(document);
    }
    return paths.length > 0;
  }

  /** Keeps an operation. */
  append(document: BsonDocument): void {
    this.file ??= this.process.files.open(this.journalPath, {
      access: 'write',
      creates: true,
      appends: true,
      mode: 0o600,
    });
    this.file.write(encodeBson(document));
    this.count += 1;
    if (this.count >= JOURNAL_MAX) this.checkpoint();
  }

  /** Writes everything down anew, and begins an empty journal. */
  checkpoint(): void {
    const parts: Uint8Array[] = [];
    for (const collection of this.storage.all()) {
      const command = (o: BsonDocument): Operation => ({ op: 'c', ns: `${databaseOf(collection.namespace)}.$cmd`, o });
      const name = collectionOf(collection.namespace);
      parts.push(encodeBson({ ...command({ create: name }) }));
      for (const index of collection.indexes.slice(1)) {
        parts.push(encodeBson({ ...command({ createIndexes: name, index: { ...index } }) }));
      }
      for (const o of collection.documents()) parts.push(encodeBson({ op: 'i', ns: collection.namespace, o }));
    }
    for (const entry of this.oplog.entries()) parts.push(encodeBson({ entry: entryDocument(entry) }));
    const { files } = this.process;
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    files.write(this.checkpointPath, bytes, 0o600);
    files.write(this.journalPath, '', 0o600);
    this.file = undefined;
    this.count = 0;
  }

  private redo(document: BsonDocument): void {
    const { entry } = document;
    if (entry !== undefined) {
      // Of a checkpoint: its effect is among the documents.
      const read = readEntry(entry as BsonDocument);
      if (read !== undefined) this.oplog.push(read);
      return;
    }
    const operation = readOperation(document);
    if (operation === undefined) return;
    this.storage.apply(operation);
    const placed = readEntry(document);
    if (placed !== undefined) this.oplog.push(placed);
  }

  private get checkpointPath(): string {
    return `${this.directory}/collections.wt`;
  }

  private get journalPath(): string {
    return `${this.directory}/journal/WiredTigerLog.0000000001`;
  }
}
