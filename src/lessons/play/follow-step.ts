import { asPrintedBy, holds, judgeOutput, type Output } from '../checks';
import type { Check, Step } from '../model';
import { filledInAsFarAs, type Stage } from '../stage';
import { isOutputCheck, judge } from './judge';
import { onlyLooks } from './looking';
import type { Playing } from './playing';

/** How a step is recognised that somebody else carries out. */
export interface Recognition {
  /** How many things are looked for; 0 when looking does not tell: then the participant says that it is done. */
  readonly count: number;
  /** What is not as it should be yet, one line each; empty when the step is done. */
  readonly missing: () => Promise<readonly string[]>;
  /** Something to be said without being asked. @default - nothing */
  readonly remark?: () => string | undefined;
  /** Ends what it takes. */
  readonly stop: () => void;
}

const BY_WORD: Recognition = { count: 0, missing: () => Promise.resolve([]), stop: () => undefined };

/** Every kubectl asks for these, whatever it is told to do. */
const ALWAYS = /^\/(?:api|apis|openapi|version|healthz)(?:\/|$)/;

/** Wall time after which something is asked again although nobody has done anything. */
const STALE_MS = 3000;

/** What is asked for, without what differs from call to call. */
const keyOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

const isDiscovery = (path: string): boolean =>
  ALWAYS.test(path) && !/\/(?:namespaces\/[^/]+\/|nodes|namespaces|persistentvolumes)/.test(path);

/** Compares what a command prints; what patterns give names to is kept when all of it is right. */
function outputProblems(step: Step, output: Output, { stage, bindings, kubectlMinor }: Playing): readonly string[] {
  const verdicts = (step.see ?? [])
    .filter(isOutputCheck)
    .map((check) => judgeOutput(asPrintedBy(filledInAsFarAs(check, stage), kubectlMinor), output, bindings));
  const problems = verdicts.flatMap((verdict) => (holds(verdict) ? [] : [`there should be ${verdict.expected}`]));
  if (problems.length > 0) return problems;
  for (const verdict of verdicts) {
    if (holds(verdict)) for (const [name, text] of verdict.bindings) bindings.set(name, text);
  }
  return [];
}

/**
 * A step that only looks is done when somebody asks for what it would ask for, and sees what there is to be seen then. It
 * is typed where nobody sees it.
 */
async function recogniseLooking(step: Step, typed: string, playing: Playing): Promise<Recognition> {
  const { stage } = playing;
  const wanted = new Set<string>();
  const stopFirst = stage.onRequest((request) => {
    if (!isDiscovery(request.path)) wanted.add(keyOf(request));
  });
  await stage.ask(typed);
  stopFirst();
  const seen = new Set<string>();
  let wrong: readonly string[] = [];
  const stop = stage.onRequest((request) => void seen.add(keyOf(request)));
  const missing = async (): Promise<readonly string[]> => {
    const left = [...wanted].filter((key) => !seen.has(key));
    if (left.length > 0) return wrong.length > 0 ? wrong : left.map((key) => `nobody has asked: ${key}`);
    wrong = outputProblems(step, await stage.ask(typed), playing);
    // Who has looked too early looks again.
    seen.clear();
    return wrong;
  };
  const remark = (): string | undefined =>
    wrong.length === 0
      ? undefined
      : 'it is not yet as it should be: look again in a moment (Enter tells what is missing)';
  return { count: wanted.size, missing, remark, stop };
}

/** Whether everything is known that a check asks for by a name: `{{$A}}`. */
function isKnown(check: Check, { bindings }: Playing): boolean {
  const text = JSON.stringify(check);
  return [...text.matchAll(/\{\{\$(\w+)\}\}/g)].every(
    ([, name = '']) => bindings.has(name) || text.includes(` as ${name}}}`),
  );
}

/**
 * Files that only commands write which nobody is told to type: notes that are taken where nobody looks. `steps` are that
 * step and those before it.
 */
function notesOf(steps: readonly Step[]): readonly string[] {
  const notes = steps.flatMap(({ hand = '' }) => [...hand.matchAll(/>\s*([\w./-]*\w)/g)].map(([, file = '']) => file));
  const told = steps
    .map(({ task, run = '', writes = {} }) => `${task} ${run} ${Object.keys(writes).join(' ')}`)
    .join(' ');
  return notes.filter((file) => !file.startsWith('/dev/') && !told.includes(file));
}

/** Whether a check reads one of these files. */
function readsOneOf(files: readonly string[], check: Check): boolean {
  const text = check.kind === 'file' ? check.path : check.kind === 'asks' ? check.run : '';
  return files.some((file) => text.includes(file));
}

/** What is asked for with a command or a page: it takes longer, and the programs of the participant notice it. */
const isExpensive = ({ kind }: Check): boolean => kind === 'asks' || kind === 'answers';

/** Looks at something as it is now: why it is not as it should be; undefined when it is. */
async function problemOf(check: Check, playing: Playing): Promise<string | undefined> {
  try {
    const verdict = await judge(check, undefined, playing);
    if (!holds(verdict)) return `${verdict.expected}: ${verdict.actual.split('\n')[0] ?? ''}`;
    for (const [name, text] of verdict.bindings) playing.bindings.set(name, text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Tells whether the cluster was asked for anything since the last look, which asks as well; or that was long ago. */
function activityOn(stage: Stage): {
  readonly isNew: () => boolean;
  readonly hasLooked: () => void;
  readonly stop: () => void;
} {
  let isActive = true;
  let lastMs = 0;
  const stop = stage.onRequest(() => (isActive = true));
  const hasLooked = (): void => {
    isActive = false;
    lastMs = performance.now();
  };
  return { isNew: () => isActive || performance.now() > lastMs + STALE_MS, hasLooked, stop };
}

async function recogniseState(checks: readonly Check[], playing: Playing): Promise<Recognition> {
  const problems = new Map<Check, string>();
  const lookAt = async (some: readonly Check[]): Promise<void> => {
    for (const check of some) {
      const problem = await problemOf(check, playing);
      if (problem === undefined) problems.delete(check);
      else problems.set(check, problem);
    }
  };
  await lookAt(checks);
  // What is so already does not tell whether somebody has done something.
  if (problems.size === 0) return BY_WORD;
  const cheap = checks.filter((check) => !isExpensive(check));
  const expensive = checks.filter(isExpensive);
  const activity = activityOn(playing.stage);
  const missing = async (): Promise<readonly string[]> => {
    await lookAt(cheap);
    if (!cheap.some((check) => problems.has(check)) && activity.isNew()) {
      await lookAt(expensive);
      activity.hasLooked();
    }
    return [...problems.values()];
  };
  return { count: checks.length, missing, stop: activity.stop };
}

/**
 * Finds out when a step is done that somebody else carries out: all that must be seen in the cluster is so, or, of a step
 * that only looks, the same was asked for.
 *
 * @param typed - the command of the step, as far as it can be known
 * @param before - the steps before it
 */
export async function recognise(
  step: Step,
  typed: string | undefined,
  playing: Playing,
  before: readonly Step[] = [],
): Promise<Recognition> {
  if (step.outside !== undefined && step.hand === undefined) return BY_WORD;
  const notes = notesOf([...before, step]);
  const isTelling = (check: Check): boolean =>
    !isOutputCheck(check) && check.isUnchanged !== true && isKnown(check, playing) && !readsOneOf(notes, check);
  const states = (step.see ?? []).filter(isTelling);
  if (states.length > 0) return await recogniseState(states, playing);
  const looks = typed !== undefined && /^kubectl /.test(typed) && onlyLooks(typed) && step.terminal === undefined;
  return looks ? await recogniseLooking(step, typed, playing) : BY_WORD;
}
