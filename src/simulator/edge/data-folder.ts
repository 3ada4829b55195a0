import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchOperation, ClassicLevel } from 'classic-level';
import { type Change, type Cluster, completeObject, type SavedObject, type SavedState } from '..';
import { causeText, DataFolderError } from './data-folder-error';
import { BatchWriter, type SavedEntry, type Saving } from './saving';

/** The state of a cluster in a folder. */
export interface DataFolder extends Saving {
  /** What was noted under a name; undefined when nothing was. */
  note(name: string): unknown;
  /** Notes something beside the state. */
  setNote(name: string, value: object): void;
  /** What an earlier cluster left; undefined in a new folder. @throws DataFolderError when it is damaged. */
  saved(): Promise<SavedState | undefined>;
  /** Saves a cluster from now on, which goes on from what `saved` returned; all of it where that was nothing. */
  keep(cluster: Cluster): void;
  /** The first batch that could not be saved: nothing is saved after it. Never ends as long as all goes well. */
  readonly failed: Promise<DataFolderError>;
  /** Saves the rest and lets the folder go. */
  close(): Promise<void>;
}

type Database = ClassicLevel<string, string>;

/** Layout of the entries; another number is refused. */
const LAYOUT = 1;

/** What the folder of a person holds: one folder, for our eyes only. */
const STATE = 'state';

const HEAD = 'head';
const OBJECTS = 'object/';
const NOTES = 'note/';

type Head = Omit<SavedState, 'objects'> & { readonly layout: number };

/** Names have no control characters. */
const SEPARATOR = '\u0001';

type Place = Omit<SavedObject, 'object'>;

const keyOf = ({ storage, namespace, name }: Place): string =>
  `${OBJECTS}${[storage, namespace, name].join(SEPARATOR)}`;

/** Makes the folder where it is missing. */
function prepare(folder: string): string {
  const state = join(folder, STATE);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = readdirSync(folder);
  if (found.length > 0 && !found.includes(STATE)) {
    throw new DataFolderError(folder, 'holds files of something else: name a new or an empty folder');
  }
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return state;
}

async function openDatabase(folder: string, state: string): Promise<Database> {
  // A native module that only this option needs.
  const { ClassicLevel: Level } = await import('classic-level');
  const database: Database = new Level(state);
  try {
    await database.open();
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    if (cause?.code === 'LEVEL_LOCKED') {
      throw new DataFolderError(folder, 'is in use by another process: end that one, or name another folder', error);
    }
    throw new DataFolderError(folder, `cannot be opened: ${causeText(error)}`, error);
  }
  return database;
}

/** One database, read and written in our terms. */
class Entries {
  constructor(
    private readonly folder: string,
    private readonly database: Database,
  ) {}

  /** Undefined where nothing is. */
  async read(key: string): Promise<unknown> {
    const text = await this.database.get(key);
    return text === undefined ? undefined : this.parse(key, text);
  }

  /** All values whose keys begin with `prefix`, by the rest of the key. */
  async readAll(prefix: string): Promise<[string, unknown][]> {
    const found: [string, unknown][] = [];
    try {
      for await (const [key, text] of this.database.iterator({ gte: prefix, lt: `${prefix}\uffff` })) {
        found.push([key.slice(prefix.length), this.parse(key, text)]);
      }
    } catch (error) {
      if (error instanceof DataFolderError) throw error;
      throw new DataFolderError(this.folder, `cannot be read: ${causeText(error)}`, error);
    }
    return found;
  }

  async save(entries: readonly SavedEntry[]): Promise<void> {
    const batch = entries.map(([key, value]): BatchOperation<Database, string, string> =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value: textOf(key, value) },
    );
    try {
      await this.database.batch(batch, { sync: true });
    } catch (error) {
      throw new DataFolderError(this.folder, `cannot be written: ${causeText(error)}`, error);
    }
  }

  /** The head; undefined in a new folder. */
  async head(): Promise<Head | undefined> {
    const head = (await this.read(HEAD)) as Head | undefined;
    if (head === undefined || head.layout === LAYOUT) return head;
    const problem = `was saved by another version (layout ${String(head.layout)}, this one reads ${LAYOUT})`;
    throw new DataFolderError(this.folder, problem);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private parse(key: string, text: string): object {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Said below, as for any other text that is no entry.
    }
    const shown = key.replaceAll(SEPARATOR, ' ');
    throw new DataFolderError(this.folder, `is damaged at '${shown}': move it away to begin anew`);
  }
}

/** Who owns which field is worked out late, and belongs to the object. */
const textOf = (key: string, value: object): string =>
  JSON.stringify(key.startsWith(OBJECTS) ? completeObject(value as SavedObject['object']) : value);

/** Reads and saves the state of one cluster. */
class OpenDataFolder implements DataFolder {
  readonly failed: Promise<DataFolderError>;
  private readonly writer: BatchWriter;
  /** What is saved of each object that was read. */
  private readonly known = new Map<string, SavedObject['object']>();

  constructor(
    private readonly entries: Entries,
    private readonly head: Head | undefined,
    private readonly notes: Map<string, unknown>,
  ) {
    let fail: (error: DataFolderError) => void = () => undefined;
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.writer = new BatchWriter(
      (batch) => entries.save(batch),
      (error) => fail(error as DataFolderError),
    );
  }

  note(name: string): unknown {
    return this.notes.get(name);
  }

  setNote(name: string, value: object): void {
    this.notes.set(name, value);
    this.writer.put(`${NOTES}${name}`, value);
  }

  async saved(): Promise<SavedState | undefined> {
    if (this.head === undefined) return undefined;
    const objects = (await this.entries.readAll(OBJECTS)).map(([key, value]): SavedObject => {
      const [storage = '', namespace = '', name = ''] = key.split(SEPARATOR);
      const object = value as SavedObject['object'];
      this.known.set(`${OBJECTS}${key}`, object);
      return { storage, namespace, name, object };
    });
    const { layout: _read, ...head } = this.head;
    return { ...head, objects };
  }

  keep(cluster: Cluster): void {
    const { known, writer } = this;
    // A cluster that goes on may have written before anybody could listen.
    for (const { object, ...place } of cluster.state().objects) {
      const key = keyOf(place);
      if (known.get(key) !== object) writer.put(key, object);
      known.delete(key);
    }
    for (const key of known.keys()) writer.put(key, undefined);
    known.clear();
    writer.closing = () => {
      const { objects: _kept, ...head } = cluster.state();
      return [[HEAD, { layout: LAYOUT, ...head }]];
    };
    writer.touch();
    cluster.onChange((change: Change) => {
      writer.put(keyOf(change), change.type === 'DELETED' ? undefined : change.object);
    });
  }

  touch(): void {
    this.writer.touch();
  }

  flushed(): Promise<void> | undefined {
    return this.writer.flushed();
  }

  async close(): Promise<void> {
    try {
      // Time has gone on since the last write.
      this.writer.touch();
      await this.writer.flushed();
    } finally {
      await this.entries.close();
    }
  }
}

/**
 * Opens a folder that keeps the state of a cluster, and makes it when it is missing. One process at a time has it.
 *
 * @throws DataFolderError when the folder belongs to another process or to something else, or was written by another
 * version; the error of the system when it cannot be used.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const entries = new Entries(folder, await openDatabase(folder, prepare(folder)));
  try {
    const head = await entries.head();
    return new OpenDataFolder(entries, head, new Map(await entries.readAll(NOTES)));
  } catch (error) {
    await entries.close();
    throw error;
  }
}
