import { columns } from '../columns';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { type Diagnosis, examinations } from '../doctor/examinations';
import { thisMachine } from '../doctor/machine';
import { EXIT, type ExitCode } from '../exit-code';
import type { Given } from '../options';
import { styled, type Terminal } from '../terminal';

const STYLES = { good: 'green', missing: 'red', optional: 'yellow' } as const;

function text(diagnoses: readonly Diagnosis[], hasColors: boolean): string {
  const rows = columns(diagnoses.map(({ state, what, found }) => [state, what, found])).split('\n');
  const lines = diagnoses.flatMap(({ state, cure }, index) => {
    const row = rows[index] ?? '';
    const shown = `${styled(hasColors, STYLES[state], row.slice(0, state.length))}${row.slice(state.length)}`;
    return cure === undefined ? [shown] : [shown, `          ${cure}`];
  });
  return `${lines.join('\n')}\n`;
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const machine = thisMachine();
  const diagnoses: Diagnosis[] = [];
  for (const examine of examinations) diagnoses.push(await examine(machine));
  const isGood = diagnoses.every(({ state }) => state !== 'missing');
  if (given.text('output') === 'json') printJson(terminal, { isGood, diagnoses });
  else terminal.out(text(diagnoses, terminal.hasColorsOut));
  return isGood ? EXIT.ok : EXIT.wrong;
}

/** `workshop doctor`: says what a machine lacks. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what this machine lacks, and how to get it',
  positionals: [],
  options: { output: OUTPUT_OPTION },
  details: `
Looks at Node.js, this package, kubectl, the ports of the simulated cluster and of exercises, Chromium and the
kubeconfig. The exit code is 1 when something is missing that nothing works without; what is optional says what it is
for.

Examples:
  workshop doctor
  workshop doctor -o json
`,
  run,
};
