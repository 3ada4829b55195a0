import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { chosenExercises } from '../../src/cli/lessons/choose';
import { followLessons } from '../../src/cli/lessons/follow-lesson';

const run = promisify(execFile);

/** Wall time in which something must be said: much more than it takes, because machines are busy. */
const PATIENCE_MS = 20_000;

/** A lesson with a participant who sits at two terminals. */
export class FollowedLesson {
  /** The exit code, when it is over. */
  readonly over: Promise<number>;
  private readonly input = new PassThrough();
  private text = '';
  private read = 0;

  /** Begins a lesson in the current folder. */
  constructor(
    private readonly name: string,
    private readonly kubectl: string,
    fromStart = false,
  ) {
    const exercises = chosenExercises([name]);
    const following = {
      name,
      isOne: exercises.length === 1,
      kubectl,
      workshop: ['workshop'],
      isAuto: false,
      speed: 20,
      port: 0,
      kubeconfig: undefined,
      fromStart,
      input: this.input,
    };
    const out = (text: string): void => void (this.text += text);
    const silent = { isInteractive: false, hasColorsOut: false, hasColorsErr: false, isDebugging: false };
    this.over = followLessons(exercises, following, { out, err: out, ...silent });
  }

  /** Waits until something is said behind what was heard last; all that was said until then. */
  async hears(words: string): Promise<string> {
    for (const endMs = Date.now() + PATIENCE_MS; ;) {
      const place = this.text.indexOf(words, this.read);
      if (place >= 0) {
        const heard = this.text.slice(this.read, place + words.length);
        this.read = place + words.length;
        return heard;
      }
      if (Date.now() > endMs) throw new Error(`'${words}' is not said, but:\n${this.text.slice(this.read)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Types a line where the lesson goes on. */
  answers(line: string): void {
    this.input.write(`${line}\n`);
  }

  /** Closes the terminal of the lesson. */
  leaves(): void {
    this.input.end();
  }

  /** Types a command of kubectl in the other terminal; what it prints, also when it fails. */
  async kubectlSays(...words: readonly string[]): Promise<string> {
    const folder = join('.workshop', 'lessons', this.name);
    const env = { ...process.env, KUBECONFIG: join(process.cwd(), folder, '.kubeconfig') };
    const { stdout } = await run(this.kubectl, [...words], { cwd: folder, env }).catch(
      (error: { readonly stderr: string }) => ({ stdout: error.stderr }),
    );
    return stdout;
  }
}
