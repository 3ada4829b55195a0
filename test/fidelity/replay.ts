import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Cluster, createCluster } from '../../src/simulator';
import { type Edge, makeClusterCertificates, serve, tokenSigner, writeKubeconfig } from '../../src/simulator/edge';
import { hollow } from './hollow-profile';
import { isSame, normalForm } from './normal-form';
import { type Setup, setups } from './setups';
import { type Printed, Shell } from './shell';
import type { Step, Transcript } from './transcript-file';

/** How a command of a transcript did. */
export interface StepResult {
  readonly step: Step;
  /** Place of the command in its transcript, from 0. */
  readonly place: number;
  readonly isEqual: boolean;
  /** Both sides in their normal form, with the exit code. */
  readonly expected: string;
  readonly actual: string;
}

/** Virtual seconds in a second while a command waits for something. */
const SPEED = 20;
/** Wall time that a command has before time runs fast. */
const PATIENCE_MS = 400;
/** Pauses before a question is asked again whose answer differs: the recording does not show short waits. */
const RETRIES_MS = [100, 400, 500, 1000, 1000, 2000, 5000, 10_000, 10_000];

const QUESTION = /^kubectl (?:get|describe|explain|api-resources|top|auth|rollout history|version|events)\b/;
const LASTING = / -w\b| --watch|&\s*$|[>]|\bapply\b|\bdelete\b|\bcreate\b/;

const WAITING = /\b(?:delete|wait|rollout|timeout|sleep|drain|replace)\b/;

const isQuestion = ({ command }: Step): boolean => QUESTION.test(command) && !LASTING.test(command);

/** How fast time passes while a command runs with a limit of its own: a second of real time is enough to be heard. */
function speedFor(command: string): number {
  // It prints its limit.
  if (/\bdrain\b/.test(command)) return 1;
  const limits = [...command.matchAll(/\b(?:timeout|sleep)[ =](\d+)/g)].map(([, seconds]) => Number(seconds));
  return limits.length === 0 ? 1 : Math.min(SPEED, Math.max(...limits));
}

/** The same command with its waits cut by the speed of time. */
function hastened(command: string): string {
  const cut = (seconds: string): string => (Number(seconds) / speedFor(command)).toFixed(2);
  return command
    .replace(/\b(timeout|sleep) (\d+)\b(?!; exit)/g, (_, word: string, seconds: string) => `${word} ${cut(seconds)}`)
    .replace(/--timeout=(\d+)s\b/g, (_, seconds: string) => `--timeout=${Math.ceil(1000 * Number(cut(seconds)))}ms`);
}

/** The watches that remarks tell of: `kubectl get pods -w in a second terminal:` before `cat FILE`. */
function watchesOf({ steps }: Transcript, setup: Setup): NonNullable<Setup['watches']> {
  if (setup.watches !== undefined) return setup.watches;
  return steps.flatMap(({ command, remarks }) => {
    const watch = /^(kubectl .*(?:-w\b|--watch\b)[^,]*?),? in a \w+(?: terminal)?/.exec(remarks.at(-1) ?? '')?.[1];
    const file = /^cat (\S+)$/.exec(command)?.[1];
    return watch === undefined || file === undefined ? [] : [{ command: watch, file, from: 0 }];
  });
}

/** A simulated cluster with the nodes of the recording, and a terminal with kubectl in front of it. */
export class Replay {
  private readonly shells = new Map<string, Shell>();

  private constructor(
    readonly cluster: Cluster,
    private readonly edge: Edge,
    private readonly folder: string,
    private readonly manifests: string,
    private readonly kubeconfig: string,
    private readonly kubectlFolder: string,
  ) {}

  /** Starts one. `shared` is the folder of facts; `kubectl` the path of the program. */
  static async start(shared: string, kubectl: string): Promise<Replay> {
    const folder = mkdtempSync(join(tmpdir(), 'workshop-transcripts-'));
    const certificates = makeClusterCertificates(Date.now());
    const cluster = createCluster({
      // Time runs fast here, and kubectl must not see the future.
      start: Date.now() - 24 * 3_600_000,
      profile: hollow,
      authority: certificates.authority,
      sign: tokenSigner(certificates),
    });
    const edge = await serve({ cluster, certificates, port: 0 });
    edge.pacing.pause();
    cluster.advance('60s');
    const kubeconfig = join(folder, 'kubeconfig');
    writeKubeconfig(kubeconfig, edge.url, certificates);
    const manifests = join(shared, 'workshop', 'manifests');
    return new Replay(cluster, edge, folder, manifests, kubeconfig, dirname(kubectl));
  }

  /** Plays a transcript; `onResult` hears of each command at once. */
  async play(transcript: Transcript, onResult: (result: StepResult) => void = () => undefined): Promise<StepResult[]> {
    const setup = setups[transcript.id] ?? {};
    const shell = await this.shellFor(transcript);
    if (setup.before !== undefined) await this.runFast(shell, setup.before);
    const watches = watchesOf(transcript, setup);
    const results: StepResult[] = [];
    for (const [index, step] of transcript.steps.entries()) {
      const prepare = setup.at?.[index];
      if (prepare !== undefined) await this.runFast(shell, prepare);
      for (const { command, file, from } of watches) {
        if (from === index) await shell.run(`${command} >${file} 2>&1 & sleep 0.4`);
      }
      const result = await this.playStep(
        shell,
        step,
        index,
        watches.some(({ file }) => step.command === `cat ${file}`),
      );
      results.push(result);
      onResult(result);
    }
    await shell.run('kill $(jobs -p) 2>/dev/null; wait');
    return results;
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    for (const shell of this.shells.values()) await shell.close();
    await this.edge.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async playStep(shell: Shell, step: Step, place: number, isWatched: boolean): Promise<StepResult> {
    const expected = this.normal({ output: step.output, exitCode: step.exitCode });
    const question = isQuestion(step);
    let printed = question ? await shell.run(step.command) : await this.runFast(shell, step.command);
    let best = this.normal(printed);
    if (question || isWatched) {
      for (const pause of RETRIES_MS) {
        if (isSame(expected, best)) break;
        this.cluster.advance(pause);
        if (isWatched) await shell.run('sleep 0.1');
        printed = await shell.run(step.command);
        best = this.normal(printed);
      }
    }
    return { step, place, isEqual: isSame(expected, best), expected, actual: best };
  }

  private normal({ output, exitCode }: Printed): string {
    const text = normalForm(output.replaceAll(this.folder, 'TMPDIR'));
    return exitCode === 0 ? text : `${text}\n[exit ${exitCode}]`;
  }

  /** Runs a command while time passes: first as fast as the wall clock, then faster. */
  private async runFast(shell: Shell, command: string): Promise<Printed> {
    const { pacing } = this.edge;
    pacing.setSpeed(speedFor(command));
    pacing.resume();
    const timer = setTimeout(() => {
      if (speedFor(command) === 1 && WAITING.test(command)) pacing.setSpeed(SPEED);
    }, PATIENCE_MS);
    const printed = await shell.run(hastened(command));
    clearTimeout(timer);
    pacing.pause();
    return printed;
  }

  /** The terminal of a namespace, in a copy of the folder of the exercise. */
  private async shellFor({ folder, namespace }: Transcript): Promise<Shell> {
    const root = join(this.folder, namespace);
    let shell = this.shells.get(namespace);
    if (shell === undefined) {
      mkdirSync(root);
      shell = new Shell(root, {
        KUBECONFIG: join(root, '.kubeconfig'),
        PATH: `${this.kubectlFolder}:${process.env['PATH'] ?? ''}`,
        M: this.manifests,
        USERNAME: 'dockercoins',
      });
      this.shells.set(namespace, shell);
      cpSync(this.kubeconfig, join(root, '.kubeconfig'));
      if (namespace !== 'default') await shell.run(`kubectl create namespace ${namespace}`);
      await shell.run(`kubectl config set-context --current --namespace=${namespace}`);
      this.cluster.advance(200);
    }
    // The whole stack: exercises of one stack edit the same files.
    const [stack = ''] = folder.split('/');
    if (!existsSync(join(root, stack))) {
      cpSync(join(this.manifests, stack), join(root, stack), { recursive: true });
      // The placeholders of the seed, as they were filled in for the recording.
      await shell.run(`grep -rl 'USERNAME' '${join(root, stack)}' | xargs -r sed -i 's|$USERNAME|dockercoins|'`);
    }
    await shell.run(`cd '${join(root, folder)}'`);
    return shell;
  }
}
