import { types } from 'node:util';
import type { Finding } from '../workshop/synthesis';
import { EXIT, type ExitCode } from './exit-code';
import { describeFindings } from './findings-text';
import { counted, type Terminal } from './terminal';

/** A command that cannot be carried out as it was given. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Does `work` with names from the command line: one that does not exist there is wrong usage. */
export function withGivenNames<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'SelectionError') throw new UsageError(error.message);
    throw error;
  }
}

/** What a failure means to the one who called. */
interface Failure {
  readonly code: ExitCode;
  /** `usage`, `folder`, `cluster`, `program` or `findings`. */
  readonly kind: string;
  readonly message: string;
  readonly findings?: readonly Finding[];
}

/** What the operating system says when a folder or file cannot be used, in words. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a file stands where a folder should be',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** Errors whose message says what is wrong with a folder. */
const FOLDER_ERRORS = new Set(['MissingFolderError', 'OutputFolderError', 'DataFolderError']);

/** Errors whose message says why a cluster cannot be worked with. */
const CLUSTER_ERRORS = new Set(['ClusterError', 'MissingSecretsError', 'SecretSourceError', 'RefusedError']);

function isFindings(error: Error): error is Error & { readonly findings: readonly Finding[] } {
  return error.name === 'FindingsError';
}

/**
 * What `thrown` means. Errors are told apart by name, not by class: a program handed in with --app may have been built
 * with another copy of this package, and nothing heavy is loaded to understand a wrong option.
 */
function understand(thrown: unknown): Failure {
  if (!types.isNativeError(thrown)) return { code: EXIT.wrong, kind: 'program', message: String(thrown) };
  const { name, message } = thrown;
  const { code, path } = thrown as NodeJS.ErrnoException;
  if (isFindings(thrown)) {
    const { findings } = thrown;
    return { code: EXIT.wrong, kind: 'findings', message: counted(findings.length, 'finding'), findings };
  }
  if (name === 'UsageError') return { code: EXIT.usage, kind: 'usage', message };
  if (FOLDER_ERRORS.has(name)) return { code: EXIT.usage, kind: 'folder', message };
  if (CLUSTER_ERRORS.has(name)) return { code: EXIT.usage, kind: 'cluster', message };
  const problem = FILE_PROBLEMS[code ?? ''];
  if (problem !== undefined && path !== undefined) {
    return { code: EXIT.usage, kind: 'folder', message: `cannot use '${path}': ${problem}` };
  }
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return { code: EXIT.usage, kind: 'usage', message: `${message.split('\n')[0]}: run \`npm ci\`` };
  }
  return { code: EXIT.wrong, kind: 'program', message: message || name };
}

/** Tells about a failure, once: as text on stderr, or as the one JSON document on stdout. Returns the exit code. */
export function reportFailure(thrown: unknown, terminal: Terminal, isJson: boolean): ExitCode {
  const { code, kind, message, findings } = understand(thrown);
  if (isJson) {
    terminal.out(`${JSON.stringify({ error: { kind, message }, findings }, undefined, 2)}\n`);
  } else if (findings !== undefined) {
    terminal.err(describeFindings(findings, terminal.hasColorsErr));
  } else {
    terminal.err(`workshop: ${message}\n`);
  }
  const isOurFault = thrown instanceof Error && /^(Type|Range|Reference)Error$/.test(thrown.name);
  if (terminal.isDebugging && thrown instanceof Error) terminal.err(`${thrown.stack ?? ''}\n`);
  else if (isOurFault && !isJson) terminal.err('WORKSHOP_DEBUG=1 shows where this happened\n');
  return code;
}
