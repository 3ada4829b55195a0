import type { ApiRequest, Cluster } from '..';

/** What somebody did to the cluster itself, beside requests. */
export type Action =
  | { readonly type: 'node'; readonly verb: 'add'; readonly name?: string }
  | { readonly type: 'node'; readonly verb: 'remove' | 'fail' | 'recover'; readonly name: string }
  | { readonly type: 'push'; readonly image: string };

/** A request as text. */
interface WrittenRequest extends Omit<ApiRequest, 'query' | 'body'> {
  readonly query: readonly (readonly [string, readonly string[]])[];
  /** Base64. */
  readonly body: string;
}

/** Something that came from outside, and when. */
type Entry = { readonly timeMs: number } & ({ readonly request: WrittenRequest } | { readonly action: Action });

/** All that decides what a cluster is: how it was made, and what came from outside. */
export interface Snapshot {
  readonly format: 'workshop-stacks/simulator-snapshot';
  readonly version: 1;
  /** How it was made: seed, nodes, profile, start. */
  readonly origin: SnapshotOrigin;
  /** Virtual time of the snapshot, milliseconds since 1970. */
  readonly nowMs: number;
  readonly entries: readonly Entry[];
}

/** Options of the cluster that a file can hold; certificates and keys are those of who loads it. */
export interface SnapshotOrigin {
  readonly seed: number;
  readonly nodes: number;
  readonly profile: string;
  /** Milliseconds since 1970. */
  readonly start: number;
}

const FORMAT = 'workshop-stacks/simulator-snapshot';

/** Requests that change nothing are not kept. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps all that comes from outside, with the virtual time at which it came. Together with the seed it decides
 * everything: played again, it leads to the same state, byte for byte.
 */
export class Journal {
  private entries: Entry[] = [];

  /** Notes a request that may change something. */
  noteRequest(timeMs: number, request: ApiRequest): void {
    if (READS.has(request.method)) return;
    const { query, body, ...rest } = request;
    const written = { ...rest, query: [...query], body: Buffer.from(body).toString('base64') };
    this.entries.push({ timeMs, request: written });
  }

  /** Notes what somebody did to the cluster itself. */
  noteAction(timeMs: number, action: Action): void {
    this.entries.push({ timeMs, action });
  }

  /** Begins with what a snapshot holds. */
  restore({ entries }: Snapshot): void {
    this.entries = [...entries];
  }

  /** All that is known by now. */
  snapshot(origin: SnapshotOrigin, nowMs: number): Snapshot {
    return { format: FORMAT, version: 1, origin, nowMs, entries: [...this.entries] };
  }
}

/** Does to a cluster what somebody did. */
export function perform(cluster: Cluster, action: Action): string | undefined {
  if (action.type === 'push') {
    cluster.push(action.image);
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

/** Wall time for replaying before others get their turn again. */
const TURN_MS = 50;

/** Plays a snapshot on the cluster that its origin makes, which is new. Nothing else may use it meanwhile. */
export async function replay(cluster: Cluster, { entries, nowMs }: Snapshot): Promise<void> {
  let turnEndMs = performance.now() + TURN_MS;
  for (const entry of entries) {
    cluster.advanceTo(entry.timeMs);
    if ('action' in entry) {
      perform(cluster, entry.action);
    } else {
      const { query, body, ...rest } = entry.request;
      cluster.handle({ ...rest, query: new Map(query), body: Buffer.from(body, 'base64') });
    }
    if (performance.now() < turnEndMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnEndMs = performance.now() + TURN_MS;
  }
  cluster.advanceTo(nowMs);
}

/**
 * Reads the text of a snapshot.
 *
 * @returns undefined when it is none, or one of another version.
 */
export function parseSnapshot(text: string): Snapshot | undefined {
  try {
    const snapshot = JSON.parse(text) as Partial<Snapshot> | null;
    const isOurs = snapshot?.format === FORMAT && snapshot.version === 1 && Array.isArray(snapshot.entries);
    return isOurs ? (snapshot as Snapshot) : undefined;
  } catch {
    return undefined;
  }
}
