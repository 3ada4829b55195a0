import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import type { CommandList } from './ast';
import { readBytes } from './builtins/input';
import { completeWord } from './completion';
import { reportError } from './error-report';
import { type EditedLine, LineEditor } from './line-editor';
import { defaultPrompt, promptText } from './prompt';
import { parseLines } from './script-reader';
import type { Shell } from './shell';
import { CommandAborted, FunctionReturn, Interrupted, LoopJump } from './shell-error';
import { ShellSyntaxError } from './syntax-error';

const NEWLINE = 10;

/** How an interactive shell begins. */
export interface InteractiveOptions {
  readonly isLogin: boolean;
  readonly prompt?: string;
}

/** Ctrl-C ends what runs, never the shell; a request to end is not heard. */
function handleSignals(shell: Shell): void {
  const { process } = shell;
  shell.onRestore = (signal) => {
    if (signal !== 'INT') return process.onSignal(signal, 'ignore');
    // eslint-disable-next-line require-yield -- A handler is a coroutine, and this one has nothing to wait for.
    process.onSignal('INT', function* () {
      shell.isInterrupted = true;
      if (shell.foregroundJob !== undefined) process.kill(-shell.foregroundJob, 'INT');
      shell.jobs.changes.wakeAll();
    });
  };
  for (const signal of ['INT', 'TERM', 'QUIT'] as const) shell.onRestore(signal);
}

/** Files that are read before the first prompt, where they are there. */
function startFiles(shell: Shell, isLogin: boolean): readonly string[] {
  const home = shell.variables.text('HOME') ?? '';
  const { files } = shell.process;
  if (!isLogin)
    return shell.dialect === 'bash' ? ['/etc/bash.bashrc', `${home}/.bashrc`] : [shell.variables.text('ENV') ?? ''];
  const own = shell.dialect === 'bash' ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile'];
  const first = own.map((name) => `${home}/${name}`).find((path) => files.exists(path));
  return ['/etc/profile', ...(first === undefined ? [] : [first])];
}

function* begin(shell: Shell, options: InteractiveOptions): Coroutine<void> {
  const { files } = shell.process;
  for (const path of startFiles(shell, options.isLogin)) {
    if (path === '' || !files.exists(path) || files.stat(path).type !== 'file') continue;
    yield* guarded(shell, shell.runText(files.readText(path)), '');
  }
  const { variables } = shell;
  if (variables.text('PS1') === undefined) variables.set('PS1', options.prompt ?? defaultPrompt(shell));
  if (variables.text('PS2') === undefined) variables.set('PS2', '> ');
}

/** Runs something; whatever goes wrong leads back to the prompt. */
function* guarded(shell: Shell, body: Coroutine<number>, text: string): Coroutine<void> {
  try {
    shell.status = yield* body;
  } catch (error) {
    if (error instanceof Interrupted) shell.status = 130;
    else if (error instanceof CommandAborted) shell.status = error.status;
    else if (error instanceof LoopJump) shell.status = 0;
    else if (error instanceof FunctionReturn) shell.status = error.status;
    else {
      const status = yield* reportError(shell, error, text);
      if (status === undefined) throw error;
      shell.status = status;
    }
  }
  shell.loops = 0;
  shell.tests = 0;
}

/** Tells of jobs that have ended since the last prompt. */
function* reportJobs(shell: Shell): Coroutine<void> {
  for (const job of [...shell.jobs.all()]) {
    if (job.exit === undefined) continue;
    yield* shell.process.complain(shell.jobs.describe(job, shell.dialect));
    shell.jobs.forget(job);
  }
}

/** Reads a line that the terminal itself lets the person edit: dash, and a shell that is asked to prompt without one. */
function* readPlain(shell: Shell, prompt: string): Coroutine<EditedLine> {
  yield* shell.process.complain(prompt);
  const { bytes, isEnded } = yield* readBytes(shell.process.stdin, { delimiter: NEWLINE });
  return isEnded && bytes.length === 0 ? { type: 'end' } : { type: 'line', text: decodeText(bytes) };
}

/** Prompts, reads and runs commands until `exit` or the end of input. */
export function* runInteractive(shell: Shell, options: InteractiveOptions): Coroutine<number> {
  handleSignals(shell);
  yield* begin(shell, options);
  const isEditing = shell.dialect !== 'dash' && shell.process.stdin.terminal !== undefined;
  const editor = new LineEditor(shell.process, (before) => completeWord(shell, before));
  shell.history = editor.history;
  let text = '';
  for (;;) {
    if (text === '') yield* reportJobs(shell);
    const prompt = yield* promptText(shell, text === '' ? 'PS1' : 'PS2');
    const line = yield* isEditing ? editor.read(prompt) : readPlain(shell, prompt);
    if (shell.isInterrupted || line.type === 'interrupt') {
      shell.isInterrupted = false;
      shell.status = 130;
      text = '';
      if (line.type === 'interrupt') continue;
    }
    if (line.type === 'end') {
      if (shell.dialect === 'bash') yield* shell.process.complain('exit\n');
      else if (shell.dialect === 'dash') yield* shell.process.complain('\n');
      return shell.status;
    }
    text += `${line.text}\n`;
    let list: CommandList | undefined;
    try {
      list = parseLines(shell, text, 1, false);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      list = [];
      shell.status = (yield* reportError(shell, error, text)) ?? 2;
    }
    if (list === undefined) continue;
    const command = text.trimEnd();
    if (command !== '' && command !== editor.history.at(-1)) editor.history.push(command);
    yield* guarded(shell, shell.interpreter.list(list), text);
    shell.isInterrupted = false;
    text = '';
  }
}
