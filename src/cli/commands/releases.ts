import type { ReleaseRow } from '../../workshop/synthesis/releases';
import { chosenProgram } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { loadReleases } from '../load';
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
  options: { app: APP_OPTION, output: OUTPUT_OPTION },
  details: `HEAD is the code as it stands; '${ABSENT}' means that the environment does not run the stack.`,
  run: async (given, terminal) => {
    const rows = loadReleases().releaseTable(await chosenProgram(given.text('app')));
    if (given.text('output') === 'json') printJson(terminal, { releases: rows });
    else if (rows.length === 0) terminal.out('no environment runs a stack in its production form\n');
    else print(tableOf(rows), terminal);
    return EXIT.ok;
  },
};
