/** A folder that cannot keep the state of a cluster. */
export class DataFolderError extends Error {
  constructor(folder: string, problem: string, cause?: unknown) {
    super(`'${folder}' ${problem}`, { cause });
    this.name = 'DataFolderError';
  }
}

/** What LevelDB says about the system, and what it means. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/no space left|file too large|quota exceeded/i, 'no space is left'],
  [/permission denied/i, 'permission denied'],
  [/read-only file system/i, 'the file system is read-only'],
  [/corruption/i, 'its files are damaged'],
];

/** What went wrong, in words: LevelDB wraps what the system said. */
export function causeText(error: unknown): string {
  const { cause, message } = error as Error;
  const text = cause instanceof Error ? cause.message : message;
  return PROBLEMS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}
