import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Placed, Playing, Recognition, Step, StepResult } from '../../lessons';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import { loadEdge, loadLessons, loadSimulator } from '../load';
import { requireOwnKubeconfig } from '../simulation/session';
import { styled, type Terminal } from '../terminal';
import { lessonBrowser } from './browser';
import { Dialogue } from './dialogue';
import { workshopMaterial } from './material';
import { keepProgress, readProgress } from './progress-file';
import { failureText, taskText, wrapped } from './step-text';

/** How one exercise is followed. */
export interface Following {
  readonly kubectl: string;
  readonly workshop: readonly string[];
  /** Whether the commands are typed by us. */
  readonly isAuto: boolean;
  /** Virtual seconds in a second. */
  readonly speed: number;
  readonly port: number;
  readonly kubeconfig: string | undefined;
  /** Whether what was done before is forgotten. */
  readonly fromStart: boolean;
  readonly input: NodeJS.ReadableStream;
}

/** Wall time between two looks at the cluster. */
const GLANCE_MS = 400;

const KEYS = 'Enter: look now · h: hint · d: do it for me · q: stop here';

/** What a participant reads while one exercise goes on. */
class Guide {
  constructor(
    private readonly terminal: Terminal,
    private readonly dialogue: Dialogue | undefined,
    private readonly count: number,
  ) {}

  say(text: string): void {
    this.terminal.out(text);
  }

  task(step: Step, number: number, typed: string | undefined): void {
    this.say(`\n${taskText(step, number, this.count, typed, this.terminal.hasColorsOut)}`);
  }

  done(step: Step, result?: StepResult): void {
    const output = result?.output?.trimEnd() ?? '';
    if (output !== '') this.say(`${output.replace(/^/gm, '      ')}\n`);
    if (result?.outcome === 'failed') {
      this.say(failureText(result));
      return;
    }
    this.say(`  ${styled(this.terminal.hasColorsOut, 'green', 'done')}\n`);
    if (step.moral !== undefined) this.say(`${wrapped(step.moral, '  ')}\n`);
  }

  /** Waits until the step is seen to be done, or said to be; what the participant wants otherwise. */
  async until(
    step: Step,
    typed: string | undefined,
    { isPossible, missing }: Recognition,
  ): Promise<'done' | 'do' | 'quit'> {
    const how = isPossible ? 'I am watching the cluster.' : 'Press Enter when you have seen it.';
    this.say(`  ${styled(this.terminal.hasColorsOut, 'dim', `${how} ${KEYS}`)}\n`);
    for (;;) {
      if (isPossible && (await missing()).length === 0) return 'done';
      const line = await this.dialogue?.next(GLANCE_MS);
      if (line === 'nothing') continue;
      if (line === undefined || line === 'q') return 'quit';
      if (line === 'd') return 'do';
      if (line === 'h') this.say(`${wrapped(step.hint ?? `Type: ${typed ?? step.task}`, '  ')}\n`);
      else if (!isPossible) return 'done';
      else for (const each of await missing()) this.say(`  not yet: ${each}\n`);
    }
  }
}

/** Text of what is typed, as far as it can be known before. */
const typedOf = (step: Step, { stage }: Playing): string | undefined =>
  step.run === undefined ? undefined : loadLessons().filledInAsFarAs(step.run, stage);

/** The step as it reads on this cluster: a task may name addresses, too. */
const readable = (step: Step, { stage }: Playing): Step => ({
  ...step,
  task: loadLessons().filledInAsFarAs(step.task, stage),
});

/** Carries out one step together with the participant. False when they stop. */
async function together(step: Step, number: number, playing: Playing, guide: Guide): Promise<boolean> {
  const { recognise, playStep } = loadLessons();
  const typed = typedOf(step, playing);
  guide.task(readable(step, playing), number, typed);
  if (step.writes !== undefined) playing.stage.save(step.writes);
  const recognition = await recognise(step, typed, playing);
  try {
    const wish = await guide.until(step, typed, recognition);
    if (wish === 'quit') return false;
    if (wish === 'do') {
      const result = await playStep(step, number, playing);
      guide.done(step, result);
      return true;
    }
    if (step.advance !== undefined) {
      guide.say(`  ${step.advance} pass at once\n`);
      await playing.stage.edge.pacing.advance(playing.durationMs(step.advance));
    }
    guide.done(step);
    return true;
  } finally {
    recognition.stop();
  }
}

/** Carries out one step alone. False when it failed. */
async function alone(step: Step, number: number, playing: Playing, guide: Guide): Promise<boolean> {
  guide.task(readable(step, playing), number, typedOf(step, playing));
  const result = await loadLessons().playStep(step, number, playing);
  guide.done(step, result);
  return result.outcome !== 'failed';
}

async function guideThrough(placed: Placed, following: Following, playing: Playing, guide: Guide): Promise<ExitCode> {
  const { steps, id } = placed.exercise;
  const kept = following.fromStart || following.isAuto ? undefined : readProgress()[id];
  const before = kept === undefined || kept.done >= steps.length ? 0 : kept.done;
  if (before > 0) guide.say(`\nYou have done ${before} of ${steps.length} steps: they are carried out again.\n`);
  for (const [index, step] of steps.entries()) {
    const number = index + 1;
    if (number <= before) {
      const result = await loadLessons().playStep(step, number, playing);
      if (result.outcome === 'failed') guide.say(failureText(result));
      continue;
    }
    const goesOn = following.isAuto
      ? await alone(step, number, playing, guide)
      : await together(step, number, playing, guide);
    if (!goesOn) {
      if (following.isAuto) return EXIT.wrong;
      guide.say(`\nYou can go on from here with 'workshop lesson ${id}'.\n`);
      return EXIT.ok;
    }
    if (!following.isAuto) keepProgress(id, { done: number, steps: steps.length });
  }
  guide.say(`\n${id} is done: ${placed.exercise.goal}\n`);
  return EXIT.ok;
}

/** Plays one exercise with a participant, or before one. */
export async function followLesson(placed: Placed, following: Following, terminal: Terminal): Promise<ExitCode> {
  const { Stage, begin, minorOf, timeNeededMs } = loadLessons();
  const { durationMs } = loadSimulator();
  const { chapter, exercise } = placed;
  const { isAuto, kubeconfig, speed, port, kubectl, workshop } = following;
  if (kubeconfig !== undefined) requireOwnKubeconfig(resolve(kubeconfig));
  const folder = resolve(join('.workshop', 'lessons', exercise.id));
  if (!isAuto) mkdirSync(folder, { recursive: true });
  const material = workshopMaterial();
  const stage = await Stage.set({
    profile: exercise.profile ?? chapter.profile,
    ...(exercise.nodes === undefined ? {} : { nodes: exercise.nodes }),
    certificates: loadEdge().makeClusterCertificates(Date.now()),
    material,
    kubectl,
    workshop,
    speed,
    startBeforeMs: timeNeededMs([exercise], durationMs),
    port,
    ...(isAuto ? {} : { folder }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(kubeconfig) }),
    onProblem: (text) => terminal.err(`workshop: ${text}\n`),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} is taken: name another one with --port, or 0 for any free one`);
  });
  const dialogue = isAuto ? undefined : new Dialogue(following.input);
  const browser = isAuto ? lessonBrowser() : 'the participant has one';
  let code: ExitCode = EXIT.ok;
  const work = async (): Promise<void> => {
    const playing: Playing = {
      stage,
      bindings: new Map(),
      durationMs,
      kubectlMinor: minorOf(kubectl),
      ...(typeof browser === 'string' ? {} : { browser: browser.page }),
    };
    const guide = new Guide(terminal, dialogue, exercise.steps.length);
    guide.say(
      `${styled(terminal.hasColorsOut, 'bold', `${exercise.id} ${exercise.title}`)}\n${wrapped(exercise.goal, '')}\n`,
    );
    await begin(exercise, { playing, material });
    if (!isAuto) {
      await stage.goOn();
      guide.say(`\nIn another terminal:\n  export KUBECONFIG=${stage.kubeconfig}\n  cd ${stage.folder}\n`);
    }
    code = await guideThrough(placed, following, playing, guide);
  };
  let isInterrupted = false;
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        isInterrupted = true;
        done();
      });
    }
  });
  try {
    await Promise.race([work(), interrupted]);
  } finally {
    dialogue?.close();
    if (typeof browser !== 'string') await browser.close();
    await stage.close();
  }
  if (isInterrupted) terminal.err(`workshop: stopped; nothing is left running\n`);
  return code;
}
