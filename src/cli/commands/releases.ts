import type { ReleaseRow } from '../../workshop/synthesis/releases';
import { chosenProgram } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { UsageError } from '../failure';
import { loadReleases } from '../load';
import { CLUSTER_OPTIONS } from '../rollout/cluster-options';
import { showLive } from '../rollout/live-releases';
import { styled, type Terminal } from '../terminal';

const ABSENT = '-';

/** One line a stack, one column an environment, with the stage and region of each above. */
function tableOf(rows: readonly ReleaseRow[]): string[][] {
  const environments = [...new Map(rows.map((row) => [row.environment, row])).values()];
  const stacks = [...new Set(rows.map(({ stack }) => stack))];
  const versions = new Map(rows.map(({ stack, environment, version }) => [`${stack} ${environment}`, version]));
  const lines = [
    ['STACK', ...environments.map(({ environment }) => environment)],
    ['stage', ...environments.map(({ stage }) => stage)],
    ['region', ...environments.map(({ region }) => region ?? ABSENT)],
  ];
  for (const stack of stacks) {
    lines.push([stack, ...environments.map(({ environment }) => versions.get(`${stack} ${environment}`) ?? ABSENT)]);
  }
  return lines;
}

function print(lines: readonly (readonly string[])[], { out, hasColorsOut }: Terminal): void {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const [index, line] of lines.entries()) {
    const text = line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    out(`${styled(hasColorsOut && index === 0, 'bold', text.trimEnd())}\n`);
  }
}

/** `workshop releases`: which version runs where. */
export const releases: Command = {
  name: 'releases',
  summary: 'List the version of every stack per environment and region',
  positionals: [],
  options: {
    live: {
      kind: 'flag',
      description: 'ask the clusters what they have, instead of the pointers what they should have',
    },
    env: { kind: 'list', value: 'NAME', description: 'with --live: only this environment' },
    stack: { kind: 'list', value: 'ID', description: 'with --live: only this stack' },
    ...CLUSTER_OPTIONS,
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
HEAD is the code as it stands; '${ABSENT}' means that the environment does not run the stack.

With --live all clusters are asked at once: the version is that of the objects, whoever applied them. A version is in
testing, rolling out, current, or being replaced. A cluster that does not answer is a line with the reason, and the
exit code is 3 if nothing else is wrong; it is 1 when something is not ready, or more than three versions of a stack
are active.

Examples:
  workshop releases
  workshop releases --live --kubeconfig clusters.yaml --context production-eastus=east,production-westus=west
`,
  run: async (given, terminal) => {
    const program = await chosenProgram(given.text('app'));
    if (given.flag('live')) return await showLive(given, terminal, program);
    const useless = ['env', 'stack', 'kubeconfig', 'context'].find((name) => given.list(name).length > 0);
    if (useless !== undefined) throw new UsageError(`'--${useless}' is for --live: without it no cluster is asked`);
    const rows = loadReleases().releaseTable(program);
    if (given.text('output') === 'json') printJson(terminal, { releases: rows });
    else if (rows.length === 0) terminal.out('no environment runs a stack in its production form\n');
    else print(tableOf(rows), terminal);
    return EXIT.ok;
  },
};
