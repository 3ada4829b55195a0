import type { ProfileName, SavedState } from '../../simulator';
import type {
  ClusterCertificates,
  DataFolder,
  Edge,
  ServeOptions,
  Session,
  SnapshotOrigin,
} from '../../simulator/edge';
import { UsageError } from '../failure';
import { loadEdge, loadSimulator } from '../load';
import type { Simulation } from './simulation';

/** Where the clock of a cluster that nobody talks to begins: equal seeds lead to equal histories. */
export const ONCE_START_MS = Date.UTC(2026, 0, 1);

/** A cluster that certificates belong to, with all that comes to it from outside. Its clock begins at `start`. */
export function sessionFor(
  simulation: Simulation,
  certificates: ClusterCertificates,
  start = Date.now() - simulation.startBeforeMs,
): Session {
  const { createCluster } = loadSimulator();
  const { certificateSigner, Session: SessionClass, tokenSigner } = loadEdge();
  const { seed, nodes, profile, server, images } = simulation;
  const { definitions, module } = images;
  const options: SnapshotOrigin = {
    seed,
    nodes,
    profile,
    start,
    server,
    ...(module === undefined ? {} : { images: module }),
  };
  const create = (origin: SnapshotOrigin): ReturnType<typeof createCluster> =>
    createCluster({
      ...origin,
      images: definitions,
      profile: origin.profile as ProfileName,
      authority: certificates.authority,
      sign: tokenSigner(certificates),
      certify: certificateSigner(certificates),
    });
  return new SessionClass(create(options), { options, create });
}

/**
 * The cluster of a data folder, saved there from now on: it goes on from `saved`, or begins. It has no snapshots, which
 * begin where a cluster began.
 */
export function keptSession(
  { seed, nodes, profile, startBeforeMs, server, images }: Simulation,
  certificates: ClusterCertificates,
  data: DataFolder,
  saved: SavedState | undefined,
): Session {
  const { certificateSigner, Session: SessionClass, tokenSigner } = loadEdge();
  const cluster = loadSimulator().createCluster({
    seed,
    nodes,
    profile,
    start: Date.now() - startBeforeMs,
    authority: certificates.authority,
    sign: tokenSigner(certificates),
    certify: certificateSigner(certificates),
    server,
    images: images.definitions,
    ...(saved === undefined ? {} : { saved }),
  });
  data.keep(cluster);
  return new SessionClass(cluster);
}

/** Refuses somebody else's file as wrong usage, before anything is started. */
export function requireOwnKubeconfig(file: string): void {
  try {
    loadEdge().requireOwnFile(file);
  } catch (error) {
    if (error instanceof Error && error.name === 'ForeignFileError') throw new UsageError(error.message);
    throw error;
  }
}

const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken: name another one with --port, or 0 for any free one',
  EACCES: 'is not allowed to you: name one above 1023 with --port, or 0 for any free one',
};

/**
 * Begins to serve.
 *
 * @throws UsageError when the port cannot be had.
 */
export async function listen(options: ServeOptions): Promise<Edge> {
  try {
    return await loadEdge().serve(options);
  } catch (error) {
    const problem = PORT_PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
    if (problem === undefined) throw error;
    throw new UsageError(`port ${options.port} ${problem}`);
  }
}
