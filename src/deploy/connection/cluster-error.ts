/** What kind of thing is wrong between us and a cluster. */
export type ClusterProblem =
  'kubeconfig' | 'unreachable' | 'credentials' | 'forbidden' | 'version' | 'set' | 'locked' | 'interrupted';

/** Why a cluster cannot be worked with, in words that say what to do. */
export class ClusterError extends Error {
  constructor(
    readonly problem: ClusterProblem,
    message: string,
  ) {
    super(message);
    this.name = 'ClusterError';
  }
}

/** Why `signal` ended the work: somebody interrupted the command, or it lost its lock. What was begun is finished. */
export const interruption = ({ reason }: AbortSignal): ClusterError =>
  reason instanceof ClusterError
    ? reason
    : new ClusterError('interrupted', 'interrupted; the same command goes on from here');
