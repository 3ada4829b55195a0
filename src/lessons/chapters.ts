import type { Chapter, Exercise, WorkshopName } from './model';

/** What the clusters of a workshop are like, and what its text is about. */
export interface Workshop {
  readonly name: WorkshopName;
  readonly title: string;
}

/** The workshops, in the order of the catalogue. */
export const workshops: readonly Workshop[] = [
  { name: 'AWSME', title: 'Pods and Services: the awsme sample app on AWS' },
  { name: 'COINS', title: 'Exposing services: sleepy-server, ElasticSearch, dockercoins' },
  { name: 'KUAR', title: 'Notes on the book "Kubernetes: Up and Running"' },
  { name: 'VOTE', title: 'Workload resources and workflows: the voting app' },
  { name: 'TACC', title: 'Services and homework: hello-flask, a Flask API with Redis' },
];

/** An exercise with the chapter that it is in. */
export interface Placed {
  readonly chapter: Chapter;
  readonly exercise: Exercise;
}

/** All exercises, in the order of the texts. */
export const placed = (chapters: readonly Chapter[]): readonly Placed[] =>
  chapters.flatMap((chapter) => chapter.exercises.map((exercise) => ({ chapter, exercise })));

/** Whether `word` means the exercise: its id, or the beginning of it that names a workshop or a chapter. */
export const isNamedBy = (word: string, { exercise: { id } }: Placed): boolean => {
  const name = word.toUpperCase();
  return id === name || id.startsWith(`${name}-`) || (name === 'KUAR' && id.startsWith('KUAR'));
};
