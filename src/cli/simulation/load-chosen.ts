import type { Session } from '../../simulator/edge';
import { chosenProgram, requireFolder, requireSelection } from '../chosen-program';
import { UsageError } from '../failure';
import { loadSynthesis } from '../load';
import { progressOn } from '../progress';
import { counted, styled, type Terminal } from '../terminal';
import { readEnvironment, stackIds } from './environment-files';
import { loadStacks, type LoadReport } from './load-stacks';
import { readyLine, summaryText, unreadyText } from './report-text';
import type { Simulation, WantedEnvironment } from './simulation';

/** Brings the folder of the environment up to date with its program, and says so when something was not. */
export async function synthesized(
  { out, environment, stacks, app }: WantedEnvironment,
  terminal: Terminal,
): Promise<void> {
  requireFolder(out);
  const progress = progressOn(terminal);
  const program = await chosenProgram(app);
  requireSelection(program, [environment], stackIds(stacks));
  try {
    const { written, deleted } = loadSynthesis().synthesize(program, {
      out,
      environments: [environment],
      onProgress: progress.show,
    });
    if (written.length + deleted.length > 0) {
      terminal.err(`${out}: ${written.length} written, ${deleted.length} deleted\n`);
    }
  } finally {
    progress.clear();
  }
}

/** The last line of a terminal, which says what is waited for and goes away. */
function waitingLine(terminal: Terminal): {
  readonly show: (waiting: readonly string[], total: number) => void;
  readonly clear: () => void;
} {
  let isShown = false;
  const clear = (): void => {
    if (isShown) terminal.err('\r\u001b[K');
    isShown = false;
  };
  return {
    clear,
    show: (waiting, total) => {
      clear();
      if (!terminal.isInteractive || waiting.length === 0) return;
      const names = waiting.length > 3 ? counted(waiting.length, 'stack') : waiting.join(', ');
      const text = `[${total - waiting.length}/${total}] waiting for ${names}`;
      terminal.err(styled(terminal.hasColorsErr, 'dim', text));
      isShown = true;
    },
  };
}

/** How to load. */
export interface LoadOptions {
  /** Whether nothing is said on stdout. @default false */
  readonly isQuiet?: boolean;
  /** Whether nobody waits any more. @default - somebody does */
  readonly isInterrupted?: () => boolean;
}

/**
 * Synthesizes what a simulation wants loaded, loads it and says what came of it.
 *
 * @throws UsageError for names that do not exist, FindingsError when the program is not valid.
 */
export async function loadChosen(
  simulation: Simulation,
  session: Session,
  terminal: Terminal,
  { isQuiet = false, isInterrupted = () => false }: LoadOptions = {},
): Promise<LoadReport> {
  const { load, seed } = simulation;
  if (load === undefined) throw new UsageError("there is nothing to load: leave out '--empty'");
  await synthesized(load, terminal);
  const out = isQuiet ? (): void => undefined : terminal.out;
  const line = waitingLine(terminal);
  const report = await loadStacks(session, readEnvironment(load), seed, {
    onReady: (stack) => {
      line.clear();
      out(readyLine(stack, terminal.hasColorsOut));
    },
    onWaiting: line.show,
    isInterrupted,
  });
  line.clear();
  if (isInterrupted()) return report;
  for (const stack of report.stacks.filter(({ isReady }) => !isReady)) out(unreadyText(stack, terminal.hasColorsOut));
  out(summaryText(report, terminal.hasColorsOut));
  return report;
}
