/** Exit codes of every command; the help lists them. */
export const EXIT = {
  /** Everything is as asked. */
  ok: 0,
  /** The program is not valid, differs from what it was compared with, or does not become ready. */
  wrong: 1,
  /** The command cannot be carried out as given: unknown words, folders that are missing or cannot be used. */
  usage: 2,
} as const;

/** An exit code. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes as the help says them. */
export const EXIT_CODES_HELP = [
  '0  done; with --check: nothing differs',
  '1  the program is not valid (all findings are printed), --check found a difference, --once something not ready',
  '2  wrong usage, a folder that is missing or cannot be used, a cluster that does not answer',
] as const;
