import type { ObjectStatus } from '../../deploy';
import { columns } from '../columns';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { interruptible, openCluster, setNameOf } from '../deployment/cluster';
import { deployedEnvironment } from '../deployment/environment';
import { DEPLOYMENT_OPTIONS } from '../deployment/options';
import { silentReport, textReport } from '../deployment/report';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { counted, styled, type Terminal } from '../terminal';

/** A line for each stack, and one for each object that is not well. */
function statusText(statuses: readonly ObjectStatus[], hasColors: boolean): string {
  const { displayName } = loadDeploy();
  const stacks = [...new Set(statuses.map(({ stack }) => stack))];
  const rows = stacks.flatMap((stack) => {
    const ofStack = statuses.filter((each) => each.stack === stack);
    const unwell = ofStack.filter(({ state }) => state !== 'ready');
    const ready = `${ofStack.length - unwell.length} of ${counted(ofStack.length, 'object')} ready`;
    return [
      [stack ?? '(other tools)', ready],
      ...unwell.map(({ key, state, message = '' }) => [`  ${state}`, `${displayName(key)}: ${message}`]),
    ];
  });
  const isReady = statuses.every(({ state }) => state === 'ready');
  const summary = isReady ? `ready: ${counted(statuses.length, 'object')}` : 'not everything is ready';
  return `${columns(rows)}\n${styled(hasColors, isReady ? 'green' : 'red', summary)}\n`;
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const isJson = given.text('output') === 'json';
  const report = isJson ? silentReport() : textReport(terminal);
  const deployed = await deployedEnvironment(given, terminal);
  return await interruptible(report, async (signal) => {
    const session = await openCluster(given, deployed.environment, report, signal);
    try {
      const { prepareApply, statusOfSet } = loadDeploy();
      const { environment, objects, requiredSecrets, stacks } = deployed;
      const prepared = await prepareApply(session, {
        setName: setNameOf(environment.name),
        objects,
        // Whoever supplied them is not asked again.
        keeps: requiredSecrets.map((secret) => ({ group: '', kind: 'Secret', ...secret })),
        ...(stacks === undefined ? {} : { stacks }),
      });
      const statuses = await statusOfSet(session, prepared);
      const isReady = statuses.every(({ state }) => state === 'ready');
      if (isJson)
        printJson(terminal, { environment: environment.name, target: session.target, isReady, objects: statuses });
      else terminal.out(statusText(statuses, terminal.hasColorsOut));
      return isReady ? EXIT.ok : EXIT.wrong;
    } finally {
      session.api.access.close();
    }
  });
}

/** `workshop status`: how a deployed environment is. */
export const status: Command = {
  name: 'status',
  summary: 'Say how the objects of an environment are in a cluster',
  positionals: [],
  options: { ...DEPLOYMENT_OPTIONS, output: OUTPUT_OPTION },
  details: `
Of every stack it says how many objects are ready, and of those that are not, what is missing. An object is missing
when a manifest wants it and the cluster does not have it; surplus, when it is the other way round; foreign, when it is
there and was not applied as part of the environment. Exit code 1 when anything is not ready.

Examples:
  workshop status --env dev
  workshop status --env dev --stack dockercoins -o json
`,
  run,
};
