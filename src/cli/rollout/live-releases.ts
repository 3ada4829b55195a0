import { requireSelection } from '../chosen-program';
import { printJson } from '../command';
import { interruptible } from '../deployment/cluster';
import { silentReport } from '../deployment/report';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { styled, type Terminal } from '../terminal';
import type { Program } from '../../workshop/synthesis';
import { ClusterChoices } from './cluster-options';
import { liveRow, type LiveRow, liveTable } from './live-text';
import { closeAll, productionEnvironments, reachAll, type ReachedEnvironment, rolloutEnvironments } from './regions';

/** Rows of all stacks that are anywhere, and one for each cluster that does not say. */
function rowsOf(program: Program, stacks: readonly string[], reached: readonly ReachedEnvironment[]): LiveRow[] {
  const unread = reached.filter(({ problem }) => problem !== undefined);
  const rows = stacks.flatMap((stack) => {
    const all = rolloutEnvironments(program, stack, reached);
    return all.filter(({ live }) => live !== undefined).map((each) => liveRow(stack, each, all));
  });
  const missing = unread.map(({ environment: { name, region }, problem = '' }): LiveRow => ({
    environment: name,
    ...(region === undefined ? {} : { region: region.name }),
    versions: [],
    reason: problem,
  }));
  return [...rows, ...missing];
}

function exitCodeOf(rows: readonly LiveRow[], alerts: readonly string[]): ExitCode {
  if (alerts.length > 0 || rows.some(({ isReady }) => isReady === false)) return EXIT.wrong;
  return rows.some(({ stack }) => stack === undefined) ? EXIT.notRun : EXIT.ok;
}

/** Shows the versions that clusters have, where they are in their lives, and whether they are ready. */
export async function showLive(given: Given, terminal: Terminal, program: Program): Promise<ExitCode> {
  const [names, ids] = [given.list('env'), given.list('stack')];
  requireSelection(program, names, ids);
  const environments = productionEnvironments(program).filter(({ name }) => names.length === 0 || names.includes(name));
  const stacks = program.stacks
    .filter(({ id, production }) => production !== undefined && (ids.length === 0 || ids.includes(id)))
    .map(({ id }) => id);
  const choices = new ClusterChoices(given, program.environments);
  return await interruptible(silentReport(), async (signal) => {
    const reached = await reachAll(environments, stacks, choices, signal);
    closeAll(reached);
    const rows = rowsOf(program, stacks, reached);
    const alerts = stacks.flatMap(
      (stack) => loadDeploy().alertFor(stack, rolloutEnvironments(program, stack, reached)) ?? [],
    );
    if (given.text('output') === 'json') printJson(terminal, { releases: rows, alerts });
    else {
      terminal.out(liveTable(rows));
      for (const alert of alerts) terminal.err(`${styled(terminal.hasColorsErr, 'red', 'alert')}: ${alert}\n`);
    }
    return exitCodeOf(rows, alerts);
  });
}
