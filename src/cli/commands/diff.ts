import type { Redaction } from '../../deploy';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { interruptible, openCluster } from '../deployment/cluster';
import { countDifferences, differenceText, summaryText } from '../deployment/diff-text';
import { deployedEnvironment } from '../deployment/environment';
import { CLAIMS_OPTION, DEPLOYMENT_OPTIONS, SECRET_OPTIONS } from '../deployment/options';
import { masked, maskedTerminal } from '../deployment/masked-terminal';
import { prepareEnvironment } from '../deployment/preparation';
import { silentReport, textReport } from '../deployment/report';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { styled, type Terminal } from '../terminal';

async function compare(given: Given, terminal: Terminal, redaction: Redaction): Promise<ExitCode> {
  const isJson = given.text('output') === 'json';
  const report = isJson ? silentReport() : textReport(terminal);
  const deployed = await deployedEnvironment(given, terminal);
  return await interruptible(report, async (signal) => {
    const session = await openCluster(given, deployed.environment, report, signal);
    try {
      const { compareDesired } = loadDeploy();
      const { prepared } = await prepareEnvironment(session, deployed, given, { redaction });
      const differences = await compareDesired(session, prepared, {
        deletesClaims: given.flag('delete-claims'),
        redaction,
      });
      const counts = countDifferences(differences);
      const shown = differences.filter(({ action }) => action !== 'none');
      if (isJson) {
        printJson(terminal, {
          environment: deployed.environment.name,
          target: session.target,
          counts,
          differences: shown,
        });
      } else {
        for (const each of shown) terminal.out(differenceText(each, terminal.hasColorsOut));
        terminal.out(`${styled(terminal.hasColorsOut, 'bold', summaryText(counts))}\n`);
      }
      if ((counts['refused'] ?? 0) > 0) return EXIT.wrong;
      const differs = shown.some(({ action }) => action !== 'keep');
      return differs && given.flag('exit-code') ? EXIT.wrong : EXIT.ok;
    } finally {
      session.api.access.close();
    }
  });
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const redaction = new (loadDeploy().Redaction)();
  try {
    return await compare(given, maskedTerminal(terminal, redaction), redaction);
  } catch (error) {
    throw masked(error, redaction);
  }
}

/** `workshop diff`: what applying would change. */
export const diff: Command = {
  name: 'diff',
  summary: 'Show what applying an environment would change in a cluster',
  positionals: [],
  options: {
    ...DEPLOYMENT_OPTIONS,
    ...SECRET_OPTIONS,
    'delete-claims': CLAIMS_OPTION,
    'exit-code': { kind: 'flag', description: 'end with exit code 1 when there is a difference' },
    output: OUTPUT_OPTION,
  },
  details: `
The cluster itself computes what it would make of every object, and stores nothing (a dry run of server-side apply).
What the environment no longer has is shown as deleted. Values of Secrets are masked: only whether they change is
shown.

An object has drifted when it differs though its manifest is the one that was applied last: somebody else changed it.
Of fields that others own with other values it is said who owns them, and since when; applying needs
--force-conflicts then.

Examples:
  workshop diff --env dev
  workshop diff --env staging --context staging --exit-code -o json
`,
  run,
};
