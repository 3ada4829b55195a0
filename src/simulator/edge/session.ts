import type { ApiAnswer, ApiRequest, ApiStream, Cluster } from '..';
import { type Action, Journal, perform, replay, type Snapshot, type SnapshotOrigin } from './journal';

/** How a cluster was made, and how to make another one. */
export interface Origin {
  readonly options: SnapshotOrigin;
  /** Makes a cluster with the certificates and keys of this session. */
  readonly create: (options: SnapshotOrigin) => Cluster;
}

/**
 * A cluster and all that comes to it from outside. Everything passes through here, at a virtual time at which nothing is
 * left to do, and is kept: a snapshot of it can be played again.
 */
export class Session {
  private readonly journal = new Journal();
  private readonly streamEnds = new Set<() => void>();
  private current: Cluster;
  private options: SnapshotOrigin | undefined;

  /** A session without origin has no snapshots and keeps no journal: its state is in a data folder, or in none. */
  constructor(
    cluster: Cluster,
    private readonly origin?: Origin,
  ) {
    this.current = cluster;
    this.options = origin?.options;
  }

  /** The cluster: another one after a snapshot was restored. */
  get cluster(): Cluster {
    return this.current;
  }

  /** Answers a request. */
  readonly handle = (request: ApiRequest): ApiAnswer | ApiStream => {
    const { current } = this;
    // A replay comes to this moment in one step, and then nothing that is due at it is left either.
    current.advanceTo(current.nowMs);
    if (this.options !== undefined) this.journal.noteRequest(current.nowMs, request);
    const answer = current.handle(request);
    return 'start' in answer ? this.ending(answer) : answer;
  };

  /**
   * Does something to the cluster itself.
   *
   * @returns the name of the node it is about.
   * @throws what the cluster says when it cannot be.
   */
  act(action: Action): string | undefined {
    const { current } = this;
    current.advanceTo(current.nowMs);
    const result = perform(current, action);
    if (this.options !== undefined) this.journal.noteAction(current.nowMs, action);
    return result;
  }

  /** Whether there are snapshots. */
  get hasSnapshots(): boolean {
    return this.origin !== undefined;
  }

  /** The state as a snapshot; undefined without an origin. */
  snapshot(): Snapshot | undefined {
    return this.options === undefined ? undefined : this.journal.snapshot(this.options, this.current.nowMs);
  }

  /**
   * Takes the state of a snapshot for its own. Watches end: their clients ask again.
   *
   * @throws what the cluster says when its origin cannot be.
   */
  async restore(snapshot: Snapshot): Promise<void> {
    if (this.origin === undefined) throw new Error('a session without origin has no snapshots');
    const cluster = this.origin.create(snapshot.origin);
    await replay(cluster, snapshot);
    this.current = cluster;
    this.options = snapshot.origin;
    this.journal.restore(snapshot);
    for (const end of this.streamEnds) end();
    this.streamEnds.clear();
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
