import { resolve } from 'node:path';
import type { Exercise, Placed, Playing } from '../../lessons';
import { EXIT, type ExitCode } from '../exit-code';
import { loadLessons } from '../load';
import type { Terminal } from '../terminal';
import { lessonBrowser } from './browser';
import { Dialogue } from './dialogue';
import { Followed } from './follow-step';
import { Guide } from './guide';
import { listenForInterruption } from './interruption';
import { LessonCluster } from './lesson-cluster';
import { isDone, keepProgress, readProgress } from './progress-file';
import { wrapped } from './step-text';
import { ownLines, whereText } from './where-text';

/** How exercises are followed. */
export interface Following {
  /** What the participant has named: an exercise, a chapter, a workshop. */
  readonly name: string;
  /** Whether that is one exercise: then the cluster stays for those behind it, if the participant likes. */
  readonly isOne: boolean;
  readonly kubectl: string;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  /** Whether the commands are typed by us. */
  readonly isAuto: boolean;
  /** Virtual seconds in a second. */
  readonly speed: number;
  readonly port: number;
  /** @default - one in the folder of the lesson */
  readonly kubeconfig: string | undefined;
  /** Whether what was done before is forgotten. */
  readonly fromStart: boolean;
  readonly input: NodeJS.ReadableStream;
}

/** What goes on while exercises are followed. */
interface Classroom {
  readonly following: Following;
  readonly cluster: LessonCluster;
  readonly guide: Guide;
  /** @default - steps with a page are left to the participant */
  readonly browser: Playing['browser'];
}

/** How far somebody is who goes on: the steps that were done before. */
function doneBefore({ id, steps }: Exercise, { fromStart, isAuto }: Following): number {
  const kept = fromStart || isAuto ? undefined : readProgress()[id];
  return kept === undefined || kept.done >= steps.length ? 0 : kept.done;
}

/** Plays the steps of one exercise. Undefined when all are done; otherwise how the program ends. */
async function throughSteps(
  exercise: Exercise,
  playing: Playing,
  { following, guide }: Classroom,
): Promise<ExitCode | undefined> {
  const { steps, id } = exercise;
  const { isAuto } = following;
  const followed = new Followed(playing, guide, steps);
  const before = doneBefore(exercise, following);
  if (before > 0) guide.say(`\nYou have done ${before} of ${steps.length} steps: they are carried out again.\n`);
  for (const [index, step] of steps.entries()) {
    const number = index + 1;
    if (number <= before) await followed.again(step, number);
    else if (isAuto) {
      if (!(await followed.alone(step, number))) return EXIT.wrong;
    } else if (await followed.together(step, number)) {
      const problem = keepProgress(id, { done: number, steps: steps.length });
      if (problem !== undefined) guide.remark(`how far you are cannot be kept: ${problem}`);
    } else return EXIT.ok;
  }
  return undefined;
}

/** The exercise that comes next in the text and is not done; undefined when nothing is left. */
function nextAfter({ exercise }: Placed): Exercise | undefined {
  const { chapters, placed } = loadLessons();
  const all = placed(chapters).map((each) => each.exercise);
  const progress = readProgress();
  return all.slice(all.findIndex(({ id }) => id === exercise.id) + 1).find(({ id }) => !isDone(progress[id]));
}

/** Plays one exercise; `exercises` are that one and what comes behind it. */
async function throughExercise(exercises: readonly Placed[], classroom: Classroom): Promise<ExitCode | undefined> {
  const { guide, cluster, browser, following } = classroom;
  const [placed] = exercises;
  if (placed === undefined) return undefined;
  const { exercise } = placed;
  guide.title(`${exercise.id} ${exercise.title}`);
  guide.say(`${wrapped(exercise.goal, '')}\n`);
  guide.remark('the cluster is made ready ...');
  const { playing, isNewCluster, isContinued, behindMs } = await cluster.prepare(exercises);
  if (!following.isAuto) {
    await playing.stage.goOn(behindMs);
    const lines = ownLines(exercise, following.workshop, isContinued);
    if (isNewCluster) guide.say(whereText(playing.stage, lines, behindMs));
    else if (lines.length > 0) guide.say(`\nIn the other terminal:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  }
  const code = await throughSteps(exercise, { ...playing, ...(browser === undefined ? {} : { browser }) }, classroom);
  if (code !== undefined) return code;
  guide.say(`\n${exercise.id} is done: ${exercise.goal}\n`);
  await playing.stage.tidy();
  return undefined;
}

/** How one comes back later: to the exercise that one has left, or to the one behind it. */
function laterText({ name, isOne }: Following, last: Placed, isOver: boolean): string {
  if (!isOver) return `You can go on from here with 'workshop lesson ${isOne ? last.exercise.id : name}'.`;
  const next = nextAfter(last);
  return next === undefined
    ? 'That was the last one.'
    : `Next: workshop lesson ${isOne ? next.id : name} (${next.title})`;
}

async function throughAll(exercises: readonly Placed[], classroom: Classroom): Promise<ExitCode> {
  const { guide, following } = classroom;
  for (const [index, placed] of exercises.entries()) {
    const code = await throughExercise(exercises.slice(index), classroom);
    if (code === EXIT.ok) guide.say(`\n${laterText(following, placed, false)}\n`);
    if (code !== undefined) return code;
    const next = exercises[index + 1]?.exercise;
    if (following.isAuto) {
      if (next !== undefined) guide.say('\n');
      continue;
    }
    const goesOn = await guide.enter(next === undefined ? 'end the cluster' : `on to ${next.id} ${next.title}`);
    if (next === undefined || !goesOn) {
      guide.say(`\n${laterText(following, placed, true)}\n`);
      return EXIT.ok;
    }
    guide.say('\n');
  }
  return EXIT.ok;
}

/** One exercise and what comes behind it in its workshop; of several those that are left, or all when somebody begins anew. */
function courseOf(exercises: readonly Placed[], { isAuto, isOne, fromStart }: Following): readonly Placed[] {
  const { chapters, placed } = loadLessons();
  const [only] = exercises;
  if (isOne && !isAuto && only !== undefined) {
    const workshop = placed(chapters).filter(({ chapter }) => chapter.workshop === only.chapter.workshop);
    return workshop.slice(workshop.findIndex(({ exercise }) => exercise.id === only.exercise.id));
  }
  if (isAuto || fromStart) return exercises;
  const progress = readProgress();
  const first = exercises.findIndex(({ exercise: { id } }) => !isDone(progress[id]));
  return first < 0 ? exercises : exercises.slice(first);
}

/** Plays exercises with a participant, or before one; several follow each other on one cluster, as in the text. */
export async function followLessons(
  exercises: readonly Placed[],
  following: Following,
  terminal: Terminal,
): Promise<ExitCode> {
  const { isAuto, input, name, kubectl, workshop, speed, port, kubeconfig } = following;
  const cluster = new LessonCluster({
    kubectl,
    workshop,
    speed,
    port,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(isAuto ? {} : { folder: resolve('.workshop', 'lessons', name) }),
    onProblem: (text) => terminal.err(`workshop: ${text}\n`),
  });
  const dialogue = isAuto ? undefined : new Dialogue(input);
  const browser = isAuto ? lessonBrowser() : undefined;
  const guide = new Guide(terminal, dialogue);
  const pages = typeof browser === 'object' ? browser : undefined;
  const interruption = listenForInterruption();
  let code: ExitCode = EXIT.ok;
  const work = async (): Promise<void> => {
    code = await throughAll(courseOf(exercises, following), { following, cluster, guide, browser: pages?.page });
  };
  try {
    await Promise.race([work(), interruption.came]);
  } finally {
    dialogue?.close();
    await pages?.close();
    await cluster.close();
    interruption.stop();
  }
  if (interruption.signal() === undefined) return code;
  terminal.err('workshop: stopped; nothing is left running\n');
  return EXIT.interrupted;
}
