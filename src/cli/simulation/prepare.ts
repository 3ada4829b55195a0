import { resolve } from 'node:path';
import type { ClusterCertificates, DataFolder, Session } from '../../simulator/edge';
import { loadEdge } from '../load';
import type { Terminal } from '../terminal';
import { KEPT_FOLDER } from './kept-folder';
import { keepSettings } from './kept-settings';
import { keptSession, sessionFor } from './session';
import type { Simulation } from './simulation';

/** A data folder that is ours for now. */
export interface OpenFolder {
  readonly folder: string;
  readonly data: DataFolder;
}

/** A cluster that waits for its port. */
export interface Prepared {
  readonly session: Session;
  readonly certificates: ClusterCertificates;
}

/** One that nobody saves. */
function prepareNew(simulation: Simulation): Prepared {
  const { keptCertificates, makeClusterCertificates } = loadEdge();
  // Certificates for a kubeconfig of one's own are new; those beside the default one are kept with it.
  const certificates =
    simulation.kubeconfig === undefined
      ? keptCertificates(resolve(KEPT_FOLDER, 'certificates.json'), Date.now())
      : makeClusterCertificates(Date.now());
  return { certificates, session: sessionFor(simulation, certificates) };
}

/** Goes on with the cluster of a folder, or begins one there. */
async function prepareKept(
  simulation: Simulation,
  { folder, data }: OpenFolder,
  terminal: Terminal,
): Promise<Prepared> {
  const saved = await data.saved();
  const certificates = loadEdge().notedCertificates(data, Date.now());
  const session = keptSession(simulation, certificates, data, saved);
  keepSettings(data, simulation.settings);
  await data.flushed();
  if (saved !== undefined) {
    const { module } = simulation.images;
    const time = new Date(saved.nowMs).toISOString().replace(/\.\d+Z$/, 'Z');
    terminal.out(`${folder}: goes on from ${time}${simulation.load === undefined ? ', nothing is loaded' : ''}\n`);
    if (module !== undefined) terminal.out(`${folder}: its images are those of ${module.file}\n`);
  }
  return { certificates, session };
}

/**
 * Makes the cluster that is to be served, or goes on with that of a folder and says so.
 *
 * @throws DataFolderError for a folder that cannot be read or written.
 */
export async function prepare(simulation: Simulation, terminal: Terminal, open?: OpenFolder): Promise<Prepared> {
  return open === undefined ? prepareNew(simulation) : await prepareKept(simulation, open, terminal);
}
