import { type CataloguedExercise, readCatalogue, readText } from '../../support/workshop-texts';

/** Words of a failure in what a step is expected to show. */
const FAILURE =
  /\b(?:error|refused|forbidden|invalid|insufficient|illegal|not found|unknown flag|killed|FailedScheduling|ErrImagePull|\w*BackOff|stays Pending|Pending with)\b/i;

/** Words of a failure in what a stage is, and names of folders that hold what must fail. */
const FAILING_STAGE = /\b(?:fails|lost|rejected|stuck|BackOff|does not exist|\w*Error)\b/;
const FAILING_FOLDER = /\b(?:broken|invalid|missing|wrong)\b/;

const tellsOfFailure = ({ nature, steps }: CataloguedExercise): boolean =>
  nature === 'negative' || steps.some(({ expect, now }) => FAILURE.test(expect ?? '') || FAILURE.test(now ?? ''));

/** Exercises of the table of error texts inside other exercises. */
function tabulated(): string[] {
  const [, table = ''] = readText('CATALOGUE.md').split('### Error texts inside other exercises');
  return [...(table.split('\n## ')[0] ?? '').matchAll(/^\| ([A-Z0-9]+-\d+) \|/gm)].map(([, id = '']) => id);
}

/** Ids of all exercises that a failure belongs to: negative ones, and those with an error on the way. Sorted. */
export function failingExercises(): string[] {
  const told = readCatalogue().exercises.filter(tellsOfFailure);
  return [...new Set([...told.map(({ id }) => id), ...tabulated()])].sort();
}

/** Stages that must fail, as `stack/stage`, each with the negative exercises that take place in it. */
export function failingStages(): ReadonlyMap<string, readonly string[]> {
  const { stacks, exercises } = readCatalogue();
  const told = stacks.flatMap(({ id, stages = [] }) =>
    stages
      .filter(({ dir, what }) => FAILING_STAGE.test(what) || FAILING_FOLDER.test(dir))
      .map(({ dir }) => `${id}/${dir}`),
  );
  const named = exercises.flatMap(({ stack, stage }) =>
    stage !== undefined && FAILING_FOLDER.test(stage) ? [`${stack}/${stage}`] : [],
  );
  return new Map(
    [...new Set([...told, ...named])]
      .sort()
      .map((place) => [
        place,
        exercises
          .filter(({ stack, stage, nature }) => nature === 'negative' && `${stack}/${stage ?? ''}` === place)
          .map(({ id }) => id),
      ]),
  );
}
