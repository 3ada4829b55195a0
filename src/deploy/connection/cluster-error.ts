/** What kind of thing is wrong between us and a cluster. */
export type ClusterProblem =
  'kubeconfig' | 'unreachable' | 'credentials' | 'forbidden' | 'version' | 'set' | 'interrupted';

/** Why a cluster cannot be worked with, in words that say what to do. Nothing was changed by what threw it. */
export class ClusterError extends Error {
  constructor(
    readonly problem: ClusterProblem,
    message: string,
  ) {
    super(message);
    this.name = 'ClusterError';
  }
}

/** The command was interrupted: what was begun is finished, nothing new is begun. */
export const interrupted = (): ClusterError =>
  new ClusterError('interrupted', 'interrupted; the same command goes on from here');
