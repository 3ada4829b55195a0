import type { Doomed, Outcome } from '../../deploy';
import type { Command } from '../command';
import { interruptible, openCluster, setNameOf } from '../deployment/cluster';
import { confirm } from '../deployment/confirmation';
import { chosenEnvironment, namedStacks } from '../deployment/environment';
import {
  CLAIMS_OPTION,
  DEPLOYMENT_OPTIONS,
  LINES_OPTION,
  LOCK_TIMEOUT_OPTION,
  lockTimeoutOf,
  TIMEOUT_OPTION,
  timeoutOf,
  YES_OPTION,
} from '../deployment/options';
import { countsText, type DeploymentReport } from '../deployment/report';
import { reported } from '../deployment/run';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given, Option } from '../options';
import { counted, type Terminal } from '../terminal';

const OUTCOMES: readonly Outcome[] = ['deleted', 'kept', 'failed'];

async function ask(
  { members }: Doomed,
  name: string,
  context: string,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const claims = given.flag('delete-claims') ? ', and what is stored in its claims,' : '';
  const question = `delete ${counted(members.length, 'object')} of ${name}${claims} from context ${context}`;
  await confirm(given, question, { input: process.stdin, terminal });
}

async function destroyWith(given: Given, terminal: Terminal, report: DeploymentReport): Promise<ExitCode> {
  const [timeoutMs, lockWaitMs] = [timeoutOf(given), lockTimeoutOf(given)];
  const environment = await chosenEnvironment(given);
  return await interruptible(report, async (signal) => {
    const session = await openCluster(given, environment, report, signal);
    try {
      const { destroySets, findDoomed } = loadDeploy();
      const doomed = await findDoomed(
        session,
        setNameOf(environment.name),
        namedStacks(given),
        given.list('namespace'),
      );
      if (doomed.members.length === 0) {
        report.end(`nothing to delete: ${environment.name} has nothing there`, { isDone: true });
        return EXIT.ok;
      }
      await ask(doomed, environment.name, session.target.context, given, terminal);
      const deletesClaims = given.flag('delete-claims');
      const untilMs = Date.now() + timeoutMs;
      const isDone = await destroySets(session, doomed, { deletesClaims, lockWaitMs, untilMs, listener: report.event });
      report.end(`${isDone ? '' : 'not done: '}${countsText(report.counts, OUTCOMES)}`, { isDone });
      return isDone ? EXIT.ok : EXIT.wrong;
    } finally {
      session.api.access.close();
    }
  });
}

const SHARED = ['env', 'stack', 'kubeconfig', 'context', 'app'];

const namespace: Option = {
  kind: 'list',
  short: 'n',
  value: 'NAME',
  description: 'namespace to look into when not all of them may be looked at',
};

/** `workshop destroy`: takes an environment out of a cluster. */
export const destroy: Command = {
  name: 'destroy',
  summary: 'Delete what an environment has in a cluster, and nothing else',
  positionals: [],
  options: {
    ...Object.fromEntries(Object.entries(DEPLOYMENT_OPTIONS).filter(([name]) => SHARED.includes(name))),
    namespace,
    'delete-claims': CLAIMS_OPTION,
    timeout: TIMEOUT_OPTION,
    'lock-timeout': LOCK_TIMEOUT_OPTION,
    yes: YES_OPTION,
    output: LINES_OPTION,
  },
  details: `
What the sets of the environment own is deleted, in the reverse order of applying. Claims stay unless
--delete-claims is given. A namespace stays while something is in it that does not belong to its set, or was kept; so
does a definition while there are objects of its kind. What stays is told, and the next run goes on.

Examples:
  workshop destroy --env dev --yes
  workshop destroy --env dev --stack dockercoins --delete-claims
`,
  run: (given, terminal) => reported(given, terminal, (report) => destroyWith(given, terminal, report)),
};
