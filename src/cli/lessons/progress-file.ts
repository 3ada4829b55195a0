import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** How far somebody has come in an exercise. */
export interface LessonProgress {
  /** Number of steps that were done, from the first. */
  readonly done: number;
  /** Number of steps that it has. */
  readonly steps: number;
}

/** Whether all steps were done. */
export const isDone = (progress: LessonProgress | undefined): boolean =>
  progress !== undefined && progress.done >= progress.steps;

/** Where it is kept. Source of the folder: XDG Base Directory Specification. */
export const progressFile = (): string =>
  process.env['WORKSHOP_PROGRESS'] ??
  join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'workshop-stacks', 'lessons.json');

/** Progress by id of the exercise; a file that is missing or is none of ours is no progress. */
export function readProgress(file = progressFile()): Readonly<Record<string, LessonProgress>> {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof content === 'object' && content !== null ? (content as Record<string, LessonProgress>) : {};
  } catch {
    return {};
  }
}

/**
 * Keeps how far somebody has come; another program never sees half a file.
 *
 * @returns why it cannot be kept: no reason to end a lesson; undefined when it is.
 */
export function keepProgress(id: string, progress: LessonProgress, file = progressFile()): string | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const written = `${file}.${process.pid}`;
    writeFileSync(written, `${JSON.stringify({ ...readProgress(file), [id]: progress }, undefined, 2)}\n`);
    renameSync(written, file);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
