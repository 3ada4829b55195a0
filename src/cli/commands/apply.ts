import type { Applied, Outcome, Preparation, Redaction } from '../../deploy';
import type { Command } from '../command';
import { interruptible, openCluster } from '../deployment/cluster';
import { confirm } from '../deployment/confirmation';
import { type DeployedEnvironment, deployedEnvironment } from '../deployment/environment';
import {
  CLAIMS_OPTION,
  DEPLOYMENT_OPTIONS,
  LINES_OPTION,
  LOCK_TIMEOUT_OPTION,
  lockTimeoutOf,
  SECRET_OPTIONS,
  TIMEOUT_OPTION,
  timeoutOf,
  YES_OPTION,
} from '../deployment/options';
import { prepareEnvironment } from '../deployment/preparation';
import { countsText, type DeploymentReport } from '../deployment/report';
import { reported } from '../deployment/run';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { counted, type Terminal } from '../terminal';

const OUTCOMES: readonly Outcome[] = [
  'created',
  'changed',
  'unchanged',
  'deleted',
  'kept',
  'failed',
  'skipped',
  'unready',
];

function endText({ isDone, unpruned }: Applied, counts: DeploymentReport['counts'], seconds: string): string {
  const text = `${countsText(counts, OUTCOMES)}, ${seconds} s`;
  if (isDone) return text;
  const rest =
    unpruned === 0 ? '' : `; ${counted(unpruned, 'object')} no longer wanted: deleted when everything else is done`;
  return `not done: ${text}${rest}`;
}

/** The question for environments that people depend on: those whose Secrets are no public ones. */
async function askFor(
  { environment }: DeployedEnvironment,
  { wanted, surplus }: Preparation,
  given: Given,
  terminal: Terminal,
  context: string,
): Promise<void> {
  if (environment.secrets !== 'reference') return;
  const deletions = surplus.length === 0 ? '' : ` and delete ${counted(surplus.length, 'object')}`;
  const question = `apply ${counted(wanted.length, 'object')}${deletions} of ${environment.name} to context ${context}`;
  await confirm(given, question, { input: process.stdin, terminal });
}

async function applyWith(
  given: Given,
  terminal: Terminal,
  report: DeploymentReport,
  redaction: Redaction,
): Promise<ExitCode> {
  const [timeoutMs, lockWaitMs] = [timeoutOf(given), lockTimeoutOf(given)];
  const deployed = await deployedEnvironment(given, terminal);
  return await interruptible(report, async (signal) => {
    const session = await openCluster(given, deployed.environment, report, signal);
    try {
      const beganMs = Date.now();
      const { applyDesired } = loadDeploy();
      const { desired, prepared } = await prepareEnvironment(session, deployed, given, { redaction, report });
      await askFor(deployed, prepared, given, terminal, session.target.context);
      const applied = await applyDesired(session, desired, prepared, {
        isForced: given.flag('force-conflicts'),
        waits: !given.flag('no-wait'),
        timeoutMs,
        lockWaitMs,
        deletesClaims: given.flag('delete-claims'),
        redaction,
        listener: report.event,
      });
      const seconds = ((Date.now() - beganMs) / 1000).toFixed(1);
      report.end(endText(applied, report.counts, seconds), { ...applied, seconds: Number(seconds) });
      return applied.isDone ? EXIT.ok : EXIT.wrong;
    } finally {
      session.api.access.close();
    }
  });
}

/** `workshop apply`: makes a cluster as an environment wants it. */
export const apply: Command = {
  name: 'apply',
  summary: 'Deploy an environment to a cluster, and wait until it is ready',
  positionals: [],
  options: {
    ...DEPLOYMENT_OPTIONS,
    ...SECRET_OPTIONS,
    'force-conflicts': { kind: 'flag', description: 'take over fields that others own with other values' },
    'no-wait': { kind: 'flag', description: 'do not wait until everything is ready' },
    timeout: TIMEOUT_OPTION,
    'lock-timeout': LOCK_TIMEOUT_OPTION,
    'delete-claims': CLAIMS_OPTION,
    yes: YES_OPTION,
    output: LINES_OPTION,
  },
  details: `
The manifests are brought up to date, then applied by server-side apply: namespaces and definitions first, then
configuration, workloads, and what sends requests to them. What the environment no longer has is deleted at the very
end, when everything was applied and is ready; claims stay unless --delete-claims is given. Whatever ends the command
in between, the next run goes on.

The objects of a namespace are an ApplySet, whose parent is ConfigMap workshop-stacks-ENV there. kubectl knows it:
  KUBECTL_APPLYSET=true kubectl apply -n dev-sleepy --prune --applyset=configmaps/workshop-stacks-dev \\
    -f dist/dev/sleepy

A Secret that the environment needs and no manifest holds is supplied with --secret or --secrets, by variables
WORKSHOP_SECRET_NAMESPACE_NAME_KEY, or is in the cluster already. Before anything changes, all keys must be there.

While it goes on, Lease workshop-stacks-ENV in each namespace that is changed keeps other runs out: they are
refused, or wait with --lock-timeout. A run that was killed is taken over after 15 seconds.

Environments without public Secrets want --yes, or are asked for. An environment may name the contexts that it goes to.

Examples:
  workshop apply --env dev
  workshop apply --env dev --kubeconfig .workshop/kubeconfig --stack dockercoins
  workshop apply --env staging --context staging --secrets ../secrets --yes
  workshop apply --env staging --secret staging-kuar-mysql/mysql=env:MYSQL --yes
`,
  run: (given, terminal) =>
    reported(given, terminal, (report, redaction) => applyWith(given, terminal, report, redaction)),
};
