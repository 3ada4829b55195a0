import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { EXIT, type ExitCode } from './exit-code';
import { UsageError } from './failure';
import { watchFolders } from './folder-watcher';
import { isClone, PACKAGE_FOLDER } from './package-folder';
import { repeatOnChange } from './repeat-on-change';
import type { Terminal } from './terminal';

/** What to synthesize again and again. */
interface Watched {
  readonly out: string;
  readonly environments: readonly string[];
  readonly stacks: readonly string[];
  readonly app: string | undefined;
}

/** What to watch, and whether it must be compiled before it runs. */
function sourcesOf(app: string | undefined): { readonly folders: string[]; readonly mustBuild: boolean } {
  if (app !== undefined) return { folders: [dirname(resolve(app))], mustBuild: false };
  if (!isClone()) {
    throw new UsageError("'--watch' needs sources: use it in a clone, or name your own program with --app");
  }
  return { folders: [join(PACKAGE_FOLDER, 'src', 'workshop'), join(PACKAGE_FOLDER, 'releases')], mustBuild: true };
}

function argumentsOf({ out, environments, stacks, app }: Watched): string[] {
  return [
    'synth',
    ...['--out', resolve(out)],
    ...environments.flatMap((name) => ['--env', name]),
    ...stacks.flatMap((id) => ['--stack', id]),
    ...(app === undefined ? [] : ['--app', resolve(app)]),
  ];
}

/**
 * Synthesizes now and after every change of a source, each time in a new process that sees the new code. What goes
 * wrong is said and leaves the output as it was. Ends with Ctrl-C, or at once when the command itself is wrong.
 */
export async function watch(watched: Watched, terminal: Terminal): Promise<ExitCode> {
  const { folders, mustBuild } = sourcesOf(watched.app);
  let running: ChildProcess | undefined;
  const codeOf = (command: string, words: readonly string[], options: SpawnOptions = {}): Promise<number> =>
    new Promise((done) => {
      running = spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
      running.on('error', () => done(EXIT.wrong));
      running.on('exit', (code) => done(code ?? EXIT.wrong));
    });
  const build = (): Promise<number> =>
    codeOf('npm', ['run', '--silent', 'build'], { cwd: PACKAGE_FOLDER, shell: process.platform === 'win32' });
  const synthesize = (): Promise<number> =>
    codeOf(process.execPath, [join(PACKAGE_FOLDER, 'bin', 'workshop.js'), ...argumentsOf(watched)]);

  return await new Promise((end) => {
    let isFirst = true;
    const loop = repeatOnChange(async () => {
      const isBuilt = !mustBuild || (await build()) === EXIT.ok;
      const code = isBuilt ? await synthesize() : EXIT.wrong;
      if (isFirst && code === EXIT.usage) finish(EXIT.usage);
      isFirst = false;
      if (isFinished) return;
      if (code !== EXIT.ok) terminal.err(`workshop: '${watched.out}' stays as it was\n`);
      terminal.err('watching for changes; Ctrl-C ends\n');
    });
    const stopWatching = watchFolders(folders, watched.out, loop.changed);
    let isFinished = false;
    const finish = (code: ExitCode): void => {
      isFinished = true;
      stopWatching();
      loop.stop();
      running?.kill();
      end(code);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => finish(EXIT.ok));
    loop.changed();
  });
}
