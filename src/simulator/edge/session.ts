import { type ApiAnswer, type ApiRequest, type ApiStream, type Cluster, statusErrors, type Way } from '..';
import { type ClientConnection, RecordedConnections } from './connections';
import {
  type Action,
  type ImagesOrigin,
  Journal,
  JOURNAL_BYTES_MAX,
  perform,
  replay,
  type Snapshot,
  type SnapshotOrigin,
} from './journal';

/** How a cluster was made, and how to make another one. */
export interface Origin {
  readonly options: SnapshotOrigin;
  /** Makes a cluster with the certificates and keys of this session. */
  readonly create: (options: SnapshotOrigin) => Cluster;
  /** Bytes of what comes from outside that are kept for snapshots. @default - 32 MiB */
  readonly journalBytesMax?: number;
}

/** Requires images of a team that a snapshot needs: played with other programs, it would lead somewhere else. */
function requireImages(wanted: ImagesOrigin | undefined, own: ImagesOrigin | undefined): void {
  if (wanted === undefined || wanted.digest === own?.digest) return;
  const here = own === undefined ? 'none' : wanted.file === own.file ? 'another version of it' : `--images ${own.file}`;
  throw statusErrors.badRequest(
    `the snapshot was saved with --images ${wanted.file}, and this cluster runs with ${here}: ` +
      "start 'workshop simulate' with that module, as it was, and load the snapshot then",
  );
}

/** What a request leads to, for who stands before the session. */
export type SessionResult = ApiAnswer | ApiStream | ClientConnection;

/**
 * A cluster and all that comes to it from outside. Everything passes through here, at a virtual time at which nothing is
 * left to do, and is kept: a snapshot of it can be played again.
 */
export class Session {
  private readonly journal: Journal;
  private readonly streamEnds = new Set<() => void>();
  private readonly restored = new Set<() => void>();
  private current: Cluster;
  private options: SnapshotOrigin | undefined;
  private readonly connections = new RecordedConnections(
    () => this.rest(),
    (note) => {
      if (this.options !== undefined) this.journal.noteConnection(this.current.nowMs, note);
    },
  );

  /** A session without origin has no snapshots and keeps no journal: its state is in a data folder, or in none. */
  constructor(
    cluster: Cluster,
    private readonly origin?: Origin,
  ) {
    this.current = cluster;
    this.options = origin?.options;
    this.journal = new Journal(origin?.journalBytesMax ?? JOURNAL_BYTES_MAX);
  }

  /** The cluster: another one after a snapshot was restored. */
  get cluster(): Cluster {
    return this.current;
  }

  /** Answers a request, as `Cluster.handle`. */
  readonly handle = (request: ApiRequest): ApiAnswer | ApiStream => {
    this.rest();
    this.noteRequest(request);
    const answer = this.current.handle(request);
    return 'start' in answer ? this.ending(answer) : answer;
  };

  /** Answers a request, as `Cluster.receive`. */
  readonly receive = (request: ApiRequest): SessionResult => {
    this.rest();
    const result = this.current.receive(request);
    if ('kind' in result) {
      const { connection, number } = this.connections.take(result);
      if (number !== undefined) this.noteRequest(request, number);
      return connection;
    }
    this.noteRequest(request);
    return 'start' in result ? this.ending(result) : result;
  };

  /** Goes a way beside the API, as `Cluster.enter`. */
  readonly enter = (way: Way): ClientConnection => {
    this.rest();
    const { connection, number } = this.connections.take(this.current.enter(way));
    if (number !== undefined && this.options !== undefined) this.journal.noteWay(this.current.nowMs, way, number);
    return connection;
  };

  /** Number of sessions into containers that go on. */
  get sessions(): number {
    return this.connections.size;
  }

  /**
   * Does something to the cluster itself.
   *
   * @returns the name of the node or the fault it is about.
   * @throws what the cluster says when it cannot be.
   */
  act(action: Action): string | undefined {
    const { current } = this;
    this.rest();
    const result = perform(current, action);
    if (this.options !== undefined) this.journal.noteAction(current.nowMs, action);
    return result;
  }

  /** Whether there are snapshots. */
  get hasSnapshots(): boolean {
    return this.origin !== undefined;
  }

  /** Bytes of what came from outside that are held for a snapshot. */
  get journalBytes(): number {
    return this.journal.heldBytes;
  }

  /** Whether more came from outside than is kept: until a snapshot is loaded there is none to save. */
  get hasLostSnapshots(): boolean {
    return !this.journal.isWhole;
  }

  /** The state as a snapshot; undefined without an origin, and when too much came from outside. */
  snapshot(): Snapshot | undefined {
    return this.options === undefined ? undefined : this.journal.snapshot(this.options, this.current.nowMs);
  }

  /**
   * Takes the state of a snapshot for its own. Watches end: their clients ask again. Connections into containers end too.
   *
   * @throws StatusError when it needs images of a team that are not here, and what the cluster says when its origin cannot be.
   */
  async restore(snapshot: Snapshot): Promise<void> {
    if (this.origin === undefined) throw new Error('a session without origin has no snapshots');
    const { images } = this.origin.options;
    requireImages(snapshot.origin.images, images);
    const cluster = this.origin.create(snapshot.origin);
    const played = await replay(cluster, snapshot);
    this.connections.endAll();
    this.current = cluster;
    this.options = { ...snapshot.origin, ...(images === undefined ? {} : { images }) };
    this.journal.restore(snapshot);
    this.connections.continueAfter(played.last);
    played.closeAll((note) => this.journal.noteConnection(cluster.nowMs, note));
    for (const end of this.streamEnds) end();
    this.streamEnds.clear();
    for (const listener of this.restored) listener();
  }

  /** Tells `listener` when the cluster has become another one. The returned function stops it. */
  onRestore(listener: () => void): () => void {
    this.restored.add(listener);
    return () => this.restored.delete(listener);
  }

  /** A replay comes to this moment in one step, and then nothing that is due at it is left either. */
  private rest(): void {
    this.current.advanceTo(this.current.nowMs);
  }

  private noteRequest(request: ApiRequest, connection?: number): void {
    if (this.options !== undefined) this.journal.noteRequest(this.current.nowMs, request, connection);
  }

  private ending(stream: ApiStream): ApiStream {
    return {
      ...stream,
      start: (write, end) => {
        this.streamEnds.add(end);
        const stop = stream.start(write, end);
        return () => {
          this.streamEnds.delete(end);
          stop();
        };
      },
    };
  }
}
