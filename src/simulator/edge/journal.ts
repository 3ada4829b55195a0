import type { ApiRequest, Cluster, FaultRule, ServerFlags, Way } from '..';
import { type ConnectionNote, PlayedConnections } from './connections';
import { readNote, type WrittenNote, writtenNote } from './connections/written-note';

/** What somebody did to the cluster itself, beside requests. */
export type Action =
  | { readonly type: 'node'; readonly verb: 'add'; readonly name?: string }
  | { readonly type: 'node'; readonly verb: 'remove' | 'fail' | 'recover'; readonly name: string }
  | { readonly type: 'push'; readonly image: string }
  | { readonly type: 'apiserver'; readonly verb: 'restart'; readonly flags: Partial<ServerFlags> }
  | { readonly type: 'fault'; readonly verb: 'add'; readonly rule: FaultRule }
  | { readonly type: 'fault'; readonly verb: 'remove'; readonly id: string };

/** A request as text. */
interface WrittenRequest extends Omit<ApiRequest, 'query' | 'body'> {
  readonly query: readonly (readonly [string, readonly string[]])[];
  /** Base64. */
  readonly body: string;
}

/** Something that came from outside, and when. */
type Entry = { readonly timeMs: number } & (
  | {
      readonly request: WrittenRequest;
      /** Number of the connection that it leads to. */
      readonly connection?: number;
    }
  | { readonly way: Way; readonly connection: number }
  | { readonly action: Action }
  | { readonly note: WrittenNote }
);

/** All that decides what a cluster is: how it was made, and what came from outside. */
export interface Snapshot {
  readonly format: 'workshop-stacks/simulator-snapshot';
  /** 1 has no connections into containers, 2 does not say when TLS begins in them; both are read as well. */
  readonly version: 1 | 2 | 3;
  /** How it was made: seed, nodes, profile, start. */
  readonly origin: SnapshotOrigin;
  /** Virtual time of the snapshot, milliseconds since 1970. */
  readonly nowMs: number;
  readonly entries: readonly Entry[];
}

/** A module with images of a team, as it was. */
export interface ImagesOrigin {
  /** Absolute path. */
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly digest: string;
}

/** Options of the cluster that a file can hold; certificates and keys are those of who loads it. */
export interface SnapshotOrigin {
  readonly seed: number;
  readonly nodes: number;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** @default - without flags */
  readonly server?: Partial<ServerFlags>;
  /** Images of a team: whoever plays it needs the same. @default - none */
  readonly images?: ImagesOrigin;
}

const FORMAT = 'workshop-stacks/simulator-snapshot';

/** Requests that change nothing are not kept. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a journal holds at most, in bytes: days of people's work, and no more memory than a browser tab. */
export const JOURNAL_BYTES_MAX = 32 * 2 ** 20;

/** About what an entry takes beside the text that it brings. */
const ENTRY_BYTES = 256;

/**
 * Keeps all that comes from outside, with the virtual time at which it came. Together with the seed it decides
 * everything: played again, it leads to the same state, byte for byte. A part of it decides nothing: when it grows beyond
 * `bytesMax` it lets go of all, and keeps nothing from then on.
 */
export class Journal {
  private entries: Entry[] = [];
  private bytes = 0;
  private isGivenUp = false;

  /** A journal that has been read may hold `bytesMax` more. */
  constructor(private readonly bytesMax: number) {}

  /** Bytes that it holds, beside what it was read from. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** Whether all is there that came from outside. */
  get isWhole(): boolean {
    return !this.isGivenUp;
  }

  /** Notes a request that may change something: any that leads to a connection, and else all but reads. */
  noteRequest(timeMs: number, request: ApiRequest, connection?: number): void {
    if (this.isGivenUp || (connection === undefined && READS.has(request.method))) return;
    const { query, body, ...rest } = request;
    const written = { ...rest, query: [...query], body: Buffer.from(body).toString('base64') };
    this.keep({ timeMs, request: written, ...(connection === undefined ? {} : { connection }) }, written.body.length);
  }

  /** Notes a way beside the API, and the number of the connection that it leads to. */
  noteWay(timeMs: number, way: Way, connection: number): void {
    this.keep({ timeMs, way, connection });
  }

  /** Notes what happens to a connection. */
  noteConnection(timeMs: number, note: ConnectionNote): void {
    if (this.isGivenUp) return;
    const written = writtenNote(note);
    const hasBytes = written.type === 'input' && written.input.type === 'send';
    this.keep({ timeMs, note: written }, hasBytes ? written.input.bytes.length : 0);
  }

  /** Notes what somebody did to the cluster itself. */
  noteAction(timeMs: number, action: Action): void {
    this.keep({ timeMs, action });
  }

  /** Begins with what a snapshot holds. */
  restore({ entries }: Snapshot): void {
    this.entries = [...entries];
    this.bytes = 0;
    this.isGivenUp = false;
  }

  /** All that is known by now; undefined when that is not all there was. */
  snapshot(origin: SnapshotOrigin, nowMs: number): Snapshot | undefined {
    if (this.isGivenUp) return undefined;
    return { format: FORMAT, version: 3, origin, nowMs, entries: [...this.entries] };
  }

  private keep(entry: Entry, textBytes = 0): void {
    if (this.isGivenUp) return;
    this.bytes += ENTRY_BYTES + textBytes;
    this.isGivenUp = this.bytes > this.bytesMax;
    if (!this.isGivenUp) {
      this.entries.push(entry);
      return;
    }
    this.entries = [];
    this.bytes = 0;
  }
}

/** Does to a cluster what somebody did. Returns the name of the node or the fault that it is about. */
export function perform(cluster: Cluster, action: Action): string | undefined {
  if (action.type === 'fault') return performFault(cluster, action);
  if (action.type === 'push') {
    cluster.push(action.image);
    return undefined;
  }
  if (action.type === 'apiserver') {
    cluster.restartServer(action.flags);
    return undefined;
  }
  switch (action.verb) {
    case 'add':
      return cluster.nodes.add(action.name);
    case 'remove':
      cluster.nodes.remove(action.name);
      return action.name;
    case 'fail':
      cluster.nodes.fail(action.name);
      return action.name;
    case 'recover':
      cluster.nodes.recover(action.name);
      return action.name;
  }
}

function performFault({ network: { faults } }: Cluster, action: Extract<Action, { readonly type: 'fault' }>): string {
  if (action.verb === 'add') return faults.add(action.rule).id;
  if (!faults.remove(action.id)) throw new RangeError(`there is no fault '${action.id}'`);
  return action.id;
}

/** Wall time for replaying before others get their turn again. */
const TURN_MS = 50;

/**
 * Plays a snapshot on the cluster that its origin makes, which is new. Nothing else may use it meanwhile.
 *
 * @returns the connections that were played, with what is still open.
 */
export async function replay(cluster: Cluster, { entries, nowMs }: Snapshot): Promise<PlayedConnections> {
  const connections = new PlayedConnections();
  let turnEndMs = performance.now() + TURN_MS;
  for (const entry of entries) {
    cluster.advanceTo(entry.timeMs);
    if ('action' in entry) {
      perform(cluster, entry.action);
    } else if ('note' in entry) {
      connections.play(readNote(entry.note));
    } else if ('way' in entry) {
      connections.take(entry.connection, cluster.enter(entry.way));
    } else {
      const { query, body, ...rest } = entry.request;
      const result = cluster.receive({ ...rest, query: new Map(query), body: Buffer.from(body, 'base64') });
      if (entry.connection !== undefined && 'kind' in result) connections.take(entry.connection, result);
    }
    if (performance.now() < turnEndMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnEndMs = performance.now() + TURN_MS;
  }
  cluster.advanceTo(nowMs);
  return connections;
}

const isKnown = (version: unknown): boolean => version === 1 || version === 2 || version === 3;

/**
 * Reads the text of a snapshot.
 *
 * @returns undefined when it is none, or one of another version.
 */
export function parseSnapshot(text: string): Snapshot | undefined {
  try {
    const snapshot = JSON.parse(text) as Partial<Snapshot> | null;
    const isOurs = snapshot?.format === FORMAT && isKnown(snapshot.version) && Array.isArray(snapshot.entries);
    return isOurs ? (snapshot as Snapshot) : undefined;
  } catch {
    return undefined;
  }
}
