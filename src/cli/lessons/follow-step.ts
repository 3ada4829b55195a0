import { setTimeout as sleep } from 'node:timers/promises';
import type { Playing, Recognition, Step, StepResult } from '../../lessons';
import { loadLessons } from '../load';
import type { Guide, Wish } from './guide';
import { prompted } from './prompted';
import { indented } from './step-text';

/** Wall time in which names that a step tells appear in the cluster: Pods of the step before. */
const NAMES_MS = 10_000;

/** What is not recognised before somebody says so. */
const BY_WORD: Recognition = { count: 0, missing: () => Promise.resolve([]), stop: () => undefined };

/** Lines of which a terminal remembers something. */
const REMEMBERED = /^(?:export |source |cd |\w+=\S*$|\w+=\$\()/m;

/** What Enter means where nothing tells that a step is done. */
function whenSeen({ run, hand, browse, writes, outside }: Step): string {
  if (outside !== undefined) return 'next';
  const onlyWrites = writes !== undefined && run === undefined && hand === undefined && browse === undefined;
  return onlyWrites ? 'next, when you have read the files' : 'next, when you have seen it';
}

/** The steps of one exercise, as they are followed: what has to be known of the steps before. */
export class Followed {
  /** Steps that have opened a shell in a container, by the terminal they did it in. */
  private readonly entered = new Map<string, Step>();

  constructor(
    private readonly playing: Playing,
    private readonly guide: Guide,
    private readonly steps: readonly Step[],
  ) {}

  /** Carries out a step before the eyes of a participant. False when it failed. */
  async alone(step: Step, number: number): Promise<boolean> {
    this.guide.task(this.asNow(step), this.place(number));
    const result = await loadLessons().playStep(step, number, this.playing);
    this.guide.done(step, result);
    return result.outcome !== 'failed';
  }

  /** Carries out again what was done another day, and says what a terminal has forgotten. */
  async again(step: Step, number: number): Promise<void> {
    const result = await this.carryOut(step, number);
    this.noteShell(step);
    this.guide.remark(`${this.place(number)} ${result.outcome === 'failed' ? 'could not be carried out' : 'done'}`);
    if (result.outcome === 'failed') this.guide.done(step, result);
    this.sayWhatIsYours(step);
  }

  /** Follows a participant through one step. False when they stop. */
  async together(step: Step, number: number): Promise<boolean> {
    const { guide, playing } = this;
    if (step.writes !== undefined) await this.save(step.writes);
    await this.names(step);
    guide.task(this.asNow(step), this.place(number));
    if (step.advance !== undefined) {
      const wish = await this.ask(step, number, BY_WORD, `let ${step.advance} pass at once, when you have done it`);
      if (wish === 'quit' || wish === 'do') return wish === 'do';
      guide.remark('time passes ...');
      await playing.stage.edge.pacing.advance(playing.durationMs(step.advance));
      guide.remark(`${step.advance} have passed`);
    }
    const recognition = await loadLessons().recognise(
      step,
      this.asNow(step).run,
      playing,
      this.steps.slice(0, number - 1),
    );
    try {
      const wish = await this.ask(step, number, recognition, whenSeen(step));
      if (wish === 'done') {
        this.noteShell(step);
        guide.done(step);
      }
      return wish !== 'quit';
    } finally {
      recognition.stop();
    }
  }

  /** Waits for a participant, and carries the step out for them if that is what they want. */
  private async ask(step: Step, number: number, recognition: Recognition, enter: string): Promise<Wish> {
    for (;;) {
      const waiting = { step: () => this.asNow(step), recognition, files: () => this.files(step), enter };
      const wish = await this.guide.until(waiting);
      if (wish !== 'do') return wish;
      const result = await this.carryOut(step, number);
      this.guide.done(step, result);
      if (result.outcome === 'failed') continue;
      this.noteShell(step);
      this.sayWhatIsYours(step);
      return 'do';
    }
  }

  /** Carries out a step in place of the participant, who may be in a container where we are not yet. */
  private async carryOut(step: Step, number: number): Promise<StepResult> {
    const { playStep } = loadLessons();
    const playing = { ...this.playing, isOnBehalf: true };
    const shell = step.terminal === undefined ? undefined : this.entered.get(step.terminal);
    if (shell !== undefined && !playing.stage.terminal(step.terminal).isElsewhere)
      await playStep(shell, number, playing);
    return await playStep(step, number, playing);
  }

  private noteShell(step: Step): void {
    if (step.terminal === undefined) return;
    if (step.course === 'enters') this.entered.set(step.terminal, step);
    if (step.course === 'leaves') this.entered.delete(step.terminal);
  }

  private sayWhatIsYours(step: Step): void {
    const { run } = this.asNow(step);
    if (run === undefined || step.outside !== undefined) return;
    if (step.course === 'stays') this.guide.remark('it goes on in the background, for you as well');
    else if (step.course === 'enters' || REMEMBERED.test(run)) {
      this.guide.say(`  your own terminal does not know that: type it there, too\n${prompted(run)}\n`);
    }
  }

  /** Saves files as soon as everything is there that they name. */
  private async save(files: NonNullable<Step['writes']>): Promise<void> {
    const { NothingThere } = loadLessons();
    for (const endMs = performance.now() + NAMES_MS; ;) {
      try {
        this.playing.stage.save(files);
        return;
      } catch (error) {
        if (!(error instanceof NothingThere) || performance.now() > endMs) throw error;
        await sleep(100);
      }
    }
  }

  /** Waits until the names are there that the command of a step tells; not for those that the step brings about itself. */
  private async names(step: Step): Promise<void> {
    const { isComplete } = loadLessons();
    if (step.hand !== undefined) return;
    const endMs = performance.now() + NAMES_MS;
    while (!isComplete(this.asNow(step).run ?? '') && performance.now() < endMs) await sleep(100);
  }

  /** The step as it reads on this cluster now. */
  private asNow(step: Step): Step {
    const { filledInAsFarAs } = loadLessons();
    const { stage } = this.playing;
    const { task, run, hand, see } = step;
    return { ...step, ...filledInAsFarAs({ task, run, hand, see }, stage) } as Step;
  }

  private files({ writes = {} }: Step): string {
    return Object.keys(writes)
      .map((path) => `  ${path}:\n${indented(this.playing.stage.file(path) ?? '', '      ')}\n`)
      .join('');
  }

  private place(number: number): string {
    return `${number}/${this.steps.length}`;
  }
}
