import type { Recognition, Step, StepResult } from '../../lessons';
import { styled, type Terminal } from '../terminal';
import type { Dialogue } from './dialogue';
import { prompted } from './prompted';
import { failureText, hintText, taskText, wrapped } from './step-text';

/** Wall time between two looks at the cluster. */
const GLANCE_MS = 400;

/** What a participant wants: `done` is seen or said to be so; `do` has it done for them; `quit` is the end. */
export type Wish = 'done' | 'do' | 'quit';

/** What a step is waited for with. */
export interface Waiting {
  /** The step as it reads now: names of Pods in its commands come and go. */
  readonly step: () => Step;
  readonly recognition: Recognition;
  /** Text of the files that were saved for the step. */
  readonly files: () => string;
  /** How it is said that Enter is waited for, where the step is not recognised. */
  readonly enter: string;
}

/** A shell in a container repeats what is typed in it, also what tells commands apart. */
const withoutMarks = (output: string): string => output.replace(/^.*'end-of-command-\d+'.*\n?/gm, '');

/** What a participant reads while one exercise goes on, and what they answer. */
export class Guide {
  constructor(
    private readonly terminal: Terminal,
    private readonly dialogue: Dialogue | undefined,
  ) {}

  say(text: string): void {
    this.terminal.out(text);
  }

  /** A remark, less loud than the rest. */
  remark(text: string): void {
    this.say(`  ${styled(this.terminal.hasColorsOut, 'dim', text)}\n`);
  }

  title(text: string): void {
    this.say(`${styled(this.terminal.hasColorsOut, 'bold', text)}\n`);
  }

  task(step: Step, place: string): void {
    this.say(`\n${taskText(step, place, this.terminal.hasColorsOut)}`);
  }

  done(step: Step, result?: StepResult): void {
    const output = withoutMarks(result?.output ?? '').trimEnd();
    if (output !== '') this.say(`${output.replace(/^/gm, '      ')}\n`);
    if (result?.outcome === 'failed') {
      this.say(failureText(result));
      return;
    }
    if (result?.outcome === 'skipped') this.remark(`not carried out: ${result.why ?? 'there is nothing to do'}`);
    else this.say(`  ${styled(this.terminal.hasColorsOut, 'green', 'done')}\n`);
    if (step.moral !== undefined) this.say(`${wrapped(step.moral, '  ')}\n`);
  }

  /** Waits for Enter. False when the participant stops. */
  async enter(what: string): Promise<boolean> {
    this.remark(`Enter: ${what} · q: stop here`);
    for (;;) {
      const line = await this.dialogue?.next(GLANCE_MS);
      if (line === undefined || line === 'q') return false;
      if (line !== 'nothing') return true;
    }
  }

  /** Waits until the step is seen to be done, or said to be; what the participant wants otherwise. */
  async until(waiting: Waiting): Promise<Wish> {
    const { step, recognition, files } = waiting;
    const { count, missing } = recognition;
    this.keys(step(), waiting);
    let shown = step().run;
    let [left, before] = [count, count];
    let told: string | undefined;
    for (;;) {
      if (count > 0) {
        const { length } = await missing();
        if (length === 0) return 'done';
        // What is over a moment later need not be told.
        if (length < left && length === before && recognition.remark === undefined) {
          this.remark(`${count - length} of ${count} seen`);
          left = length;
        }
        before = length;
        const remark = recognition.remark?.();
        if (remark !== undefined && remark !== told) this.remark(remark);
        told = remark;
      }
      const now = step().run;
      if (now !== undefined && now !== shown) this.say(`  it is now:\n${prompted(now)}\n`);
      shown = now;
      switch (await this.dialogue?.next(GLANCE_MS)) {
        case 'nothing':
          break;
        case undefined:
        case 'q':
          return 'quit';
        case 'd':
          return 'do';
        case 'n':
          return 'done';
        case 'h':
          this.say(hintText(step()));
          break;
        case 'f':
          this.say(files());
          break;
        default:
          if (count === 0) return 'done';
          for (const each of await missing()) this.say(`  not yet: ${each}\n`);
      }
    }
  }

  private keys(step: Step, { recognition: { count }, enter }: Waiting): void {
    const files = step.writes === undefined ? [] : ['f: show the files'];
    const done = step.hand ?? (step.outside === undefined ? step.run : undefined);
    const does = done === undefined ? [] : ['d: do it for me'];
    const seen = count > 0 ? ['Enter: look now', 'n: next'] : [`Enter: ${enter}`];
    if (count > 0) this.remark('I am watching the cluster, and go on when it is done.');
    this.remark([...seen, 'h: hint', ...files, ...does, 'q: stop here'].join(' · '));
  }
}
