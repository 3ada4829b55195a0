import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';

/** Annotation of a lock with the command that holds it. */
export const COMMAND_ANNOTATION = 'workshop-stacks/command';
/** Annotation of a lock with the page of the CI run that holds it. */
export const RUN_ANNOTATION = 'workshop-stacks/run';

/** Who holds a lock, for the cluster and for people. */
export interface Holder {
  /** `user@host/process/chance`: no two runs have the same. */
  readonly identity: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user whom its /etc/passwd does not know.
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Page of the CI run that this process is part of, by the variables that the service sets. */
function runPage(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `${server}/${repository}/actions/runs/${run}`;
  }
  return env['CI_JOB_URL'] ?? env['BUILD_URL'];
}

/** This process as a holder. */
export function thisHolder(command: string, env: Readonly<Record<string, string | undefined>> = process.env): Holder {
  const page = runPage(env);
  return {
    identity: `${userName()}@${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`,
    annotations: { [COMMAND_ANNOTATION]: command, ...(page === undefined ? {} : { [RUN_ANNOTATION]: page }) },
  };
}
