/** The registry of lessons; a new chapter is a file beside its workshop and a line in the index there. */
import type { Chapter } from '../model';
import { awsmeChapters } from './awsme';
import { coinsChapters } from './coins';
import { kuarChapters } from './kuar';
import { taccChapters } from './tacc';
import { votingChapters } from './voting';

/** All chapters, in the order of the catalogue. */
export const chapters: readonly Chapter[] = [
  ...awsmeChapters,
  ...coinsChapters,
  ...kuarChapters,
  ...votingChapters,
  ...taccChapters,
];
