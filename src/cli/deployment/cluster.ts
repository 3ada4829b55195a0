import type { ClusterChoice, Session, Target } from '../../deploy';
import type { Environment } from '../../workshop/environments';
import { EXIT } from '../exit-code';
import { UsageError } from '../failure';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import type { DeploymentReport } from './report';

/** Name of the ConfigMaps that stand for an environment in a cluster, one in each of its namespaces. */
export const setNameOf = (environment: string): string => `workshop-stacks-${environment}`;

/** Refuses a context that the environment does not name, when it names any. */
function requireContext({ name, contexts }: Environment, { context, source }: Target): void {
  if (contexts === undefined || contexts.includes(context)) return;
  throw new UsageError(
    `environment '${name}' goes to context ${contexts.map((each) => `'${each}'`).join(' or ')} only, ` +
      `and this is '${context}' of ${source}: give --context, or another environment`,
  );
}

/**
 * Speaks to the cluster that is meant, after saying which one it is.
 *
 * @throws UsageError when the environment must not go there, ClusterError when the cluster cannot be worked with.
 */
export async function openCluster(
  given: Given,
  environment: Environment,
  report: DeploymentReport,
  signal?: AbortSignal,
): Promise<Session> {
  const [kubeconfig, context] = [given.text('kubeconfig'), given.text('context')];
  const choice = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    env: process.env,
  };
  return await openChosen(choice, environment, report, signal);
}

/** The same for a cluster that is chosen already. */
export async function openChosen(
  choice: ClusterChoice,
  environment: Environment,
  report: DeploymentReport,
  signal?: AbortSignal,
): Promise<Session> {
  const { accessTo, openSession, versionWarning } = loadDeploy();
  const access = await accessTo(choice);
  report.target(environment.name, access.target);
  requireContext(environment, access.target);
  const session = await openSession(access, signal === undefined ? {} : { signal });
  const warning = versionWarning(session.version);
  if (warning !== undefined) report.event({ type: 'warning', message: warning });
  return session;
}

/** What a person can do about a request that the cluster refuses for want of rights. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'RefusedError') return error;
  const { ClusterError, missingRight } = loadDeploy();
  if ((error as Error & { readonly code?: number }).code !== 403) return error;
  const advice =
    missingRight(error.message) ?? 'ask whoever runs it for a role with these rights, or use another context';
  return new ClusterError('forbidden', `the cluster forbids it: ${error.message}\n${advice}`);
}

/** Does `work` with a signal that Ctrl-C gives: what was begun is finished then. A second Ctrl-C ends the program. */
export async function interruptible<Result>(
  report: DeploymentReport,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    report.interrupting();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw explained(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
