/** Exit codes of every command; the help lists them. */
export const EXIT = {
  /** Everything is as asked. */
  ok: 0,
  /** The program is not valid, differs from what it was compared with, is refused, or does not become ready. */
  wrong: 1,
  /** The command cannot be carried out as given: unknown words, folders that are missing or cannot be used. */
  usage: 2,
  /** Everything that was looked at is right, but something was left out that this machine cannot do. */
  notRun: 3,
  /** Somebody interrupted. Source: POSIX shells, 128 + SIGINT. */
  interrupted: 130,
} as const;

/** An exit code. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes as the help says them. */
export const EXIT_CODES_HELP = [
  '0  done; with --check: nothing differs',
  '1  the program is not valid (all findings are printed), something differs, is not ready or was refused',
  '2  wrong usage, a folder that is missing or cannot be used, a cluster that does not answer',
  '3  nothing is wrong, but something could not be looked at on this machine: it is listed',
  '130  interrupted: what was begun is finished, and the next run of a deployment goes on from there',
] as const;
