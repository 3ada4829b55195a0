import { mkdirSync } from 'node:fs';
import type { BatchOperation, ClassicLevel } from 'classic-level';
import type { Change, SavedObject, SavedState } from '..';

/** The state of a cluster in a folder. */
export interface DataFolder {
  /** What an earlier cluster left; undefined in a new folder. */
  readonly saved: SavedState | undefined;
  /** Takes the state of a new cluster to be saved, before any later write. */
  begin(state: SavedState): void;
  /** Takes a write to be saved, with the virtual time at which it happened. */
  append(change: Change, nowMs: number): void;
  /** Ends when everything that was appended is on the disk. Rejects when it cannot be. */
  flushed(): Promise<void>;
  /** Saves the rest and lets the folder go. */
  close(): Promise<void>;
}

type Database = ClassicLevel<string, string>;
type Batch = BatchOperation<Database, string, string>[];

/** Layout of the entries; another number is refused. */
const LAYOUT = 1;

const HEAD = 'head';
const OBJECTS = 'object/';

interface Head {
  readonly layout: number;
  readonly revision: number;
  readonly nowMs: number;
}

/** Names have no control characters. */
const SEPARATOR = '\u0001';

const keyOf = ({ storage, namespace, name }: SavedObject): string =>
  `${OBJECTS}${[storage, namespace, name].join(SEPARATOR)}`;

async function savedState(database: Database, folder: string): Promise<SavedState | undefined> {
  const text = await database.get(HEAD);
  if (text === undefined) return undefined;
  const { layout, revision, nowMs } = JSON.parse(text) as Head;
  if (layout !== LAYOUT) {
    throw new Error(`${folder}: saved by another version (layout ${layout}, this one reads ${LAYOUT})`);
  }
  const objects: SavedObject[] = [];
  for await (const [key, value] of database.iterator({ gte: OBJECTS, lt: `${OBJECTS}\uffff` })) {
    const [storage = '', namespace = '', name = ''] = key.slice(OBJECTS.length).split(SEPARATOR);
    objects.push({ storage, namespace, name, object: JSON.parse(value) as SavedObject['object'] });
  }
  return { revision, nowMs, objects };
}

/** Entries that wait for the disk, each with the newest value of its key. */
class Pending {
  /** What to save under each key; undefined for what is gone. */
  private entries = new Map<string, SavedObject['object'] | undefined>();
  private head: Head | undefined;

  get isEmpty(): boolean {
    return this.head === undefined;
  }

  begin({ objects, revision, nowMs }: SavedState): void {
    for (const each of objects) this.entries.set(keyOf(each), each.object);
    this.head = { layout: LAYOUT, revision, nowMs };
  }

  add(change: Change, nowMs: number): void {
    this.entries.set(keyOf(change), change.type === 'DELETED' ? undefined : change.object);
    this.head = { layout: LAYOUT, revision: change.revision, nowMs };
  }

  /** Takes all that waits, as one batch: it is saved as a whole or not at all. */
  take(): Batch {
    const batch: Batch = [...this.entries].map(([key, object]) =>
      object === undefined ? { type: 'del', key } : { type: 'put', key, value: JSON.stringify(object) },
    );
    if (this.head !== undefined) batch.push({ type: 'put', key: HEAD, value: JSON.stringify(this.head) });
    this.entries = new Map();
    this.head = undefined;
    return batch;
  }
}

/**
 * Opens a folder that keeps the state of a cluster, and makes it when it is missing. One process at a time has it.
 *
 * @throws Error when the folder cannot be used, belongs to another process, or was written by another version.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A native module that only this option needs.
  const { ClassicLevel: Level } = await import('classic-level');
  const database: Database = new Level(folder);
  try {
    await database.open();
  } catch (error) {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    if (cause?.code === 'LEVEL_LOCKED') throw new Error(`${folder}: another process has it open`, { cause: error });
    throw new Error(`${folder}: cannot be opened: ${cause?.message ?? String(error)}`, { cause: error });
  }
  let saved: SavedState | undefined;
  try {
    saved = await savedState(database, folder);
  } catch (error) {
    await database.close();
    throw error;
  }
  const pending = new Pending();
  let running: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    // One batch at a time: what comes meanwhile goes together into the next one.
    while (!pending.isEmpty) await database.batch(pending.take(), { sync: true });
  };
  const flushed = async (): Promise<void> => {
    while (running !== undefined || !pending.isEmpty) {
      running ??= flush().finally(() => {
        running = undefined;
      });
      await running;
    }
  };
  return {
    saved,
    begin: (state) => pending.begin(state),
    append: (change, nowMs) => pending.add(change, nowMs),
    flushed,
    close: async () => {
      await flushed();
      await database.close();
    },
  };
}
