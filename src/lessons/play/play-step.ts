import { holds, judgeOutput, type Output, type Verdict } from '../checks';
import type { Check, Step } from '../model';
import { filledIn, filledInAsFarAs, NothingThere, type Running } from '../stage';
import { isOutputCheck, judge } from './judge';
import { onlyLooks } from './looking';
import type { Playing } from './playing';
import type { Problem, StepResult } from './result';

const DEFAULT_WITHIN = '60s';

/** Virtual milliseconds between two looks; the later, the longer. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000];

/** Wall milliseconds between two looks at what goes on by itself. */
const GLANCE_MS = 60;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits, in virtual time, until all placeholders of a text are there. */
async function completed(text: string, { stage, durationMs }: Playing, within: string): Promise<string> {
  const deadline = stage.cluster.nowMs + durationMs(within);
  for (;;) {
    await stage.edge.reach?.settled();
    try {
      return filledIn(text, stage);
    } catch (error) {
      if (!(error instanceof NothingThere) || stage.cluster.nowMs >= deadline) throw error;
      await stage.edge.pacing.advance(500);
    }
  }
}

/** What is seen already, although the step should bring it about. */
async function vacuous(checks: readonly Check[], playing: Playing): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const check of checks) {
    if (check.isUnchanged === true) continue;
    let verdict: Verdict;
    try {
      verdict = await judge(check, undefined, playing);
    } catch {
      // What cannot even be asked for is not there.
      continue;
    }
    if (holds(verdict)) problems.push({ kind: 'vacuous', expected: JSON.stringify(check), actual: 'it holds before' });
  }
  return problems;
}

/** Looks at everything once. Gives names to what patterns found when all of it is right. */
async function look(checks: readonly Check[], output: Output | undefined, playing: Playing): Promise<Problem[]> {
  const problems: Problem[] = [];
  const found: [string, string][] = [];
  for (const check of checks) {
    try {
      const verdict = await judge(check, output, playing);
      if (holds(verdict)) found.push(...verdict.bindings);
      else problems.push({ kind: 'wrong', ...verdict });
    } catch (error) {
      problems.push({ kind: 'wrong', expected: JSON.stringify(check), actual: (error as Error).message });
    }
  }
  if (problems.length === 0) for (const [name, text] of found) playing.bindings.set(name, text);
  return problems;
}

/** How a command went on: its output, also while it goes on, and how it is asked again. */
interface Course {
  readonly output: () => Output | undefined;
  readonly again: (() => Promise<void>) | undefined;
  readonly running: Running | undefined;
}

async function type(step: Step, typed: string, { stage }: Playing): Promise<Course> {
  const terminal = stage.terminal(step.terminal);
  const paced = <Result>(work: () => Promise<Result>): Promise<Result> => stage.paced(work, step.speed);
  const course = step.course ?? 'ends';
  if (course === 'watches' || course === 'stays') {
    const running = await terminal.start(typed);
    return { output: running.output, again: undefined, running };
  }
  const run = async (): Promise<Output> => {
    if (course === 'enters') return await terminal.enter(typed);
    return course === 'leaves' ? await terminal.leave(typed) : await terminal.run(typed);
  };
  let last = await paced(run);
  const again = async (): Promise<void> => {
    last = await paced(run);
  };
  return { output: () => last, again: course === 'ends' && onlyLooks(typed) ? again : undefined, running: undefined };
}

/** Looks until everything is right, or the time of the step is over. */
async function lookUntil(step: Step, checks: readonly Check[], course: Course, playing: Playing): Promise<Problem[]> {
  const { stage, durationMs } = playing;
  const deadline = stage.cluster.nowMs + durationMs(step.within ?? DEFAULT_WITHIN);
  // Programs in the background that write them live in the time of this machine.
  const looksAtFiles = checks.some(({ kind }) => kind === 'file');
  for (let turn = 0; ; turn += 1) {
    const problems = await look(checks, course.output(), playing);
    if (problems.length === 0 || stage.cluster.nowMs >= deadline) return problems;
    if (course.running !== undefined) await stage.paced(() => sleep(GLANCE_MS), step.speed);
    else await stage.edge.pacing.advance(PAUSES_MS[Math.min(turn, PAUSES_MS.length - 1)] ?? 1000);
    if (looksAtFiles) await sleep(GLANCE_MS);
    await course.again?.();
  }
}

/** Output checks of a command that must end well, unless they say how it ends. */
function withExit(step: Step, checks: readonly Check[]): readonly Check[] {
  const goesOn = step.course !== undefined && step.course !== 'ends';
  if (step.run === undefined || step.outside !== undefined || goesOn || checks.some(({ kind }) => kind === 'exits'))
    return checks;
  return [...checks, { kind: 'exits', code: 0, isUnchanged: true }];
}

/** The command of the text, which today must fail as the lesson says. */
async function typeOriginal({ original }: Step, playing: Playing): Promise<Problem[]> {
  const { stage, bindings, kubectlMinor, isOnBehalf } = playing;
  if (isOnBehalf === true || original?.fails === undefined || kubectlMinor < (original.since ?? 0)) return [];
  const output = await stage.paced(() => stage.terminal('original').run(filledInAsFarAs(original.run, stage)));
  const verdict = judgeOutput({ kind: 'prints', text: filledInAsFarAs(original.fails, stage) }, output, bindings);
  if (!holds(verdict))
    return [{ kind: 'wrong', expected: `$ ${original.run}\n${verdict.expected}`, actual: verdict.actual }];
  if (output.exitCode !== 0) return [];
  return [{ kind: 'wrong', expected: `$ ${original.run}: fails`, actual: 'it ends with 0' }];
}

async function browse(step: Step, playing: Playing): Promise<Problem[] | 'skipped'> {
  if (step.browse === undefined) return [];
  if (playing.browser === undefined) return 'skipped';
  const { stage } = playing;
  const page = await playing.browser(stage);
  try {
    await stage.paced(() => step.browse?.(page) ?? Promise.resolve(), step.speed ?? 1);
    return [];
  } catch (error) {
    return [{ kind: 'wrong', expected: 'the page shows what the lesson says', actual: (error as Error).message }];
  }
}

/** Carries out a step and looks at everything that must be seen. Throws what prevents it. */
async function carryOut(step: Step, number: number, playing: Playing): Promise<StepResult> {
  const { stage, durationMs } = playing;
  const within = step.within ?? DEFAULT_WITHIN;
  if (step.writes !== undefined) {
    await completed(
      JSON.stringify(Object.values(step.writes).filter((text) => typeof text === 'string')),
      playing,
      within,
    );
  }
  const hand = step.hand === undefined ? undefined : await completed(step.hand, playing, within);
  const problems = playing.isOnBehalf === true ? [] : await vacuous(step.see ?? [], playing);
  if (step.writes !== undefined) stage.save(step.writes);
  problems.push(...(await typeOriginal(step, playing)));
  if (hand !== undefined) {
    const { text, exitCode } = await stage.paced(() => stage.terminal('hand').run(hand), step.speed);
    if (exitCode !== 0)
      problems.push({ kind: 'failed', expected: hand, actual: `${text}\n[exit code ${exitCode ?? ''}]` });
  }
  // What the hand has done may be what the command is about.
  const typed =
    step.run === undefined || step.outside !== undefined ? undefined : await completed(step.run, playing, within);
  const checks = (step.see ?? []).map((check) => (isOutputCheck(check) ? filledInAsFarAs(check, stage) : check));
  const course = typed === undefined ? undefined : await type(step, typed, playing);
  if (step.advance !== undefined) await stage.edge.pacing.advance(durationMs(step.advance));
  if (step.browse !== undefined && course?.running !== undefined) {
    // What leads to the page must have begun, as it says itself.
    await lookUntil(step, checks.filter(isOutputCheck), course, playing);
  }
  const browsed = await browse(step, playing);
  if (browsed !== 'skipped') problems.push(...browsed);
  const idle: Course = { output: () => undefined, again: undefined, running: undefined };
  problems.push(...(await lookUntil(step, withExit(step, checks), course ?? idle, playing)));
  if (step.course === 'watches') course?.running?.interrupt();
  const output = course?.output()?.text;
  const shown = { ...(typed === undefined ? {} : { typed }), ...(output === undefined ? {} : { output }) };
  if (problems.length > 0) return { step, number, outcome: 'failed', problems, ...shown };
  if (browsed === 'skipped') {
    return { step, number, outcome: 'skipped', why: 'there is no browser', problems, ...shown };
  }
  return { step, number, outcome: step.outside === undefined ? 'passed' : 'presented', problems, ...shown };
}

/** Plays one step; `number` is its place in the exercise, from 1. */
export async function playStep(step: Step, number: number, playing: Playing): Promise<StepResult> {
  try {
    return await carryOut(step, number, playing);
  } catch (error) {
    const problem: Problem = { kind: 'failed', expected: step.task, actual: (error as Error).message };
    return { step, number, outcome: 'failed', problems: [problem] };
  }
}
