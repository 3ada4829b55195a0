import { writeFileSync } from 'node:fs';
import type { ExerciseResult, Placed } from '../../lessons';
import { printJson } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { loadLessons } from '../load';
import { counted, styled, type Terminal } from '../terminal';
import { lessonBrowser } from './browser';
import { listenForInterruption } from './interruption';
import { workshopMaterial } from './material';
import { failureText } from './step-text';

/** How exercises are checked. */
export interface Checking {
  readonly kubectl: string;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  readonly speed: number;
  readonly inOrder: boolean;
  /** File for continuous integration. @default - none */
  readonly junit?: string;
  readonly isJson: boolean;
}

function lineOf(result: ExerciseResult, isGood: boolean, hasColors: boolean): string {
  const { exercise, steps, problem, durationMs } = result;
  const mark = isGood ? styled(hasColors, 'green', 'ok  ') : styled(hasColors, 'red', 'FAIL');
  const skipped = steps.filter(({ outcome, why }) => outcome === 'skipped' && why !== undefined).length;
  const rest = skipped === 0 ? '' : `, ${skipped} not run`;
  const seconds = (durationMs / 1000).toFixed(1);
  const head = `${mark} ${exercise.id} ${exercise.title} (${exercise.steps.length} steps${rest}, ${seconds} s)\n`;
  const failures = steps.filter(({ outcome }) => outcome === 'failed').map(failureText);
  return head + (problem === undefined ? '' : `    it cannot begin: ${problem}\n`) + failures.join('');
}

/** Plays exercises and verifies everything that must be seen. */
export async function checkLessons(
  exercises: readonly Placed[],
  checking: Checking,
  terminal: Terminal,
): Promise<ExitCode> {
  const { isPassed, junitText, playAll, summarize, summaryText } = loadLessons();
  const { kubectl, workshop, speed, inOrder, isJson } = checking;
  const browser = lessonBrowser();
  const interruption = listenForInterruption();
  const results = await playAll(exercises, {
    material: workshopMaterial(),
    workshop,
    kubectl,
    speed,
    inOrder,
    ...(typeof browser === 'string' ? {} : { browser: browser.page }),
    isInterrupted: () => interruption.signal() !== undefined,
    onResult: (result) => {
      if (!isJson) terminal.out(lineOf(result, isPassed(result), terminal.hasColorsOut));
    },
  });
  if (typeof browser !== 'string') await browser.close();
  interruption.stop();
  if (checking.junit !== undefined) writeFileSync(checking.junit, junitText(results));
  const summary = summarize(results);
  if (isJson) {
    printJson(terminal, {
      ...summary,
      results: results.map(({ exercise: { id, title }, steps, problem, durationMs }) => ({
        id,
        title,
        durationMs,
        problem,
        steps: steps.map(({ number, step: { task }, typed, output, outcome, why, problems }) => ({
          number,
          task,
          typed,
          output,
          outcome,
          why,
          problems,
        })),
      })),
    });
  } else terminal.out(`${summaryText(summary)}\n`);
  if (interruption.signal() !== undefined) {
    terminal.err(`workshop: interrupted after ${results.length} of ${exercises.length} exercises\n`);
    return EXIT.interrupted;
  }
  if (summary.failedExercises.length > 0) return EXIT.wrong;
  if (summary.notRun === 0) return EXIT.ok;
  if (!isJson)
    terminal.err(
      `workshop: ${counted(summary.notRun, 'step')} ${summary.notRun === 1 ? 'was' : 'were'} not run: ${typeof browser === 'string' ? browser : 'see above'}\n`,
    );
  return EXIT.notRun;
}
