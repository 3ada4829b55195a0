import type { Coroutine } from '../coroutine';
import { decodeText } from '../encoding';
import type { Process, Program } from '../process';
import { isSystemError } from '../system-error';
import type { Dialect } from './dialect';
import { reportError } from './error-report';
import { runInteractive } from './interactive';
import { findOption } from './options';
import { readScript } from './script-reader';
import { Shell, type ShellSetup } from './shell';
import { ShellSyntaxError } from './syntax-error';

/** How a shell is made. */
export interface ShellOptions {
  readonly dialect: Dialect;
  /** `PS1` where the environment says nothing. @default - that of the shell as its distribution ships it */
  readonly prompt?: string;
  /**
   * Whether `sh -c 'program'` becomes the program instead of starting it as a child. Old versions of dash do not.
   *
   * @default true
   */
  readonly becomesLast?: boolean;
}

/** What a command line asks for. */
interface Invocation {
  readonly flags: string;
  /** Names of options behind `-o`, with `+` or `-` in front. */
  readonly named: readonly string[];
  readonly isLogin: boolean;
  readonly operands: readonly string[];
  /** An option that there is not. */
  readonly wrong?: string;
}

const LETTERS = 'abefhimnuvxBCEHPTsclo';
const LONG = new Set(['--login', '--norc', '--noprofile', '--posix', '--noediting', '--restricted', '--verbose']);

function parseInvocation(args: readonly string[], dialect: Dialect): Invocation {
  let flags = '';
  let isLogin = false;
  const named: string[] = [];
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--' || arg === '-') {
      index += 1;
      break;
    }
    if (dialect === 'bash' && LONG.has(arg)) {
      isLogin ||= arg === '--login';
      continue;
    }
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (!LETTERS.includes(letter))
        return { flags, named, isLogin, operands: [], wrong: arg.startsWith('--') ? arg : `-${letter}` };
      if (letter === 'o') {
        index += 1;
        named.push(`${arg.charAt(0)}${args[index] ?? ''}`);
      } else if (letter === 'l') isLogin = true;
      else if (arg.startsWith('-')) flags += letter;
    }
  }
  return { flags, named, isLogin, operands: args.slice(index) };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');

const USAGE: Readonly<Record<Dialect, (name: string, option: string) => string>> = {
  bash: (name, option) => `${name}: ${option}: invalid option\n`,
  dash: (name, option) => `${name}: 0: Illegal option ${option}\n`,
  busybox: (name, option) => `${name}: illegal option ${option}\n`,
};

/** Variables that shells set when they begin. */
function defineVariables(shell: Shell): void {
  const { variables, process, dialect } = shell;
  const { files } = process;
  const given = variables.text('PWD');
  const isRight = given?.startsWith('/') === true && files.exists(given) && files.realPath(given) === files.directory;
  variables.set('PWD', isRight ? given : files.directory);
  variables.set('IFS', ' \t\n');
  variables.set('OPTIND', '1');
  variables.set('PPID', String(process.parent));
  variables.set('PS4', variables.text('PS4') ?? '+ ');
  if (dialect === 'busybox' || dialect === 'bash') {
    variables.set('HOSTNAME', variables.text('HOSTNAME') ?? process.machine.hostname);
    variables.set('SHLVL', String(Number(variables.text('SHLVL') ?? 0) + 1));
    variables.mark('SHLVL', { isExported: true });
  }
  if (dialect === 'bash') {
    variables.set('BASH', '/bin/bash');
    variables.set('BASH_VERSION', '5.2.15(1)-release');
    variables.set('UID', String(process.uid));
    variables.set('EUID', String(process.uid));
    variables.set('OSTYPE', 'linux-gnu');
    variables.set('MACHTYPE', 'x86_64-pc-linux-gnu');
    variables.mark('PWD', { isExported: true });
  }
  shell.defineComputed();
}

function setOptions(shell: Shell, { flags, named }: Invocation): void {
  for (const letter of flags) {
    const option = 'csi'.includes(letter) ? undefined : findOption(letter);
    if (option !== undefined) shell.options.set(option, true);
  }
  for (const each of named) {
    const option = findOption(each.slice(1));
    if (option !== undefined) shell.options.set(option, each.startsWith('-'));
  }
}

/** Runs all of a script that is there at once, and says what is wrong with it. */
function* runWhole(shell: Shell, text: string, isLast: boolean): Coroutine<number> {
  try {
    return yield* shell.runText(text, isLast);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return (yield* reportError(shell, error, text)) ?? 2;
  }
}

function* runFile(shell: Shell, path: string): Coroutine<number> {
  const { process, dialect } = shell;
  let text: string;
  try {
    text = decodeText(process.files.read(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const name = baseName(process.argv[0] ?? 'sh');
    if (dialect === 'bash') yield* process.complain(`${name}: ${path}: ${error.message}\n`);
    else if (dialect === 'dash')
      yield* process.complain(`${name}: 0: cannot open ${path}: ${error.message.replace(' or directory', '')}\n`);
    else yield* process.complain(`${name}: can't open '${path}': ${error.message}\n`);
    return error.code === 'ENOENT' ? (dialect === 'bash' ? 127 : 2) : 126;
  }
  return yield* runWhole(shell, text, false);
}

function* main(process: Process, options: ShellOptions): Coroutine<number> {
  const { dialect } = options;
  const called = process.argv[0] ?? 'sh';
  const invocation = parseInvocation(process.argv.slice(1), dialect);
  const { flags, operands, wrong } = invocation;
  const name = baseName(called);
  if (wrong !== undefined) {
    yield* process.complain(USAGE[dialect](name, wrong));
    return 2;
  }
  const isCommand = flags.includes('c');
  if (isCommand && operands[0] === undefined) {
    yield* process.complain(
      dialect === 'dash' ? `${name}: 0: -c requires an argument\n` : `${name}: -c: option requires an argument\n`,
    );
    return 2;
  }
  const isFile = !isCommand && !flags.includes('s') && operands[0] !== undefined;
  const isTyped = process.stdin.terminal !== undefined && process.stderr.terminal !== undefined;
  const isInteractive = flags.includes('i') || (!isCommand && !isFile && isTyped);
  // Messages bear the name that the shell was called by; a script's are in its own.
  const setup: ShellSetup = {
    dialect,
    name: isCommand ? (operands[1] ?? name) : isFile ? (operands[0] ?? name) : name,
    positional: isCommand ? operands.slice(2) : isFile ? operands.slice(1) : operands,
    source: isCommand ? '-c' : isFile ? 'file' : 'stdin',
    isInteractive,
  };
  const shell = new Shell(process, setup);
  defineVariables(shell);
  setOptions(shell, invocation);
  const isLogin = invocation.isLogin || called.startsWith('-');
  return yield* shell.toEnd(
    (function* () {
      if (isCommand) return yield* runWhole(shell, operands[0] ?? '', options.becomesLast !== false);
      if (isFile) return yield* runFile(shell, operands[0] ?? '');
      if (isInteractive)
        return yield* runInteractive(shell, {
          isLogin,
          ...(options.prompt === undefined ? {} : { prompt: options.prompt }),
        });
      return yield* readScript(shell);
    })(),
  );
}

/** A shell as a program: `sh`, `ash`, `dash`, `bash`. It takes `-c`, a script, or commands from stdin. */
export const shellProgram =
  (options: ShellOptions): Program =>
  (process) =>
    main(process, options);
