import { chapters, placed } from '../../../src/lessons';
import { describeWithTexts, readCatalogue } from '../../support/workshop-texts';

const all = placed(chapters);

describe('the lessons', () => {
  test('name each exercise once', () => {
    const ids = all.map(({ exercise }) => exercise.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(all.map(({ exercise }) => [exercise.id, exercise] as const))(
    '%s shows something in each step',
    (_, exercise) => {
      for (const { see = [], browse, course, task, run, hand, writes, outside } of exercise.steps) {
        expect(task).not.toBe('');
        const changesPlace = course === 'enters' || course === 'leaves';
        expect(changesPlace || browse !== undefined || see.length > 0).toBe(true);
        const does = [run, hand, writes, browse, outside].some((way) => way !== undefined);
        expect(does || see.length > 0).toBe(true);
      }
    },
  );

  test.each(
    all.flatMap(({ exercise }) =>
      exercise.steps.filter(({ original }) => original).map((step) => [exercise.id, step] as const),
    ),
  )('%s says why another command is typed than that of the text', (_, { original, run, hand }) => {
    expect(original?.why).toMatch(/\.$/);
    // The same command may be typed again once its file was mended.
    if (original?.fails === undefined) expect(original?.run).not.toBe(run ?? hand);
  });
});

describeWithTexts('the lessons and the catalogue', () => {
  const catalogued = new Map(readCatalogue().exercises.map((exercise) => [exercise.id, exercise]));
  // The book is catalogued by chapters, and its lessons follow the same order.
  const order = (ids: readonly string[]): string[] => ids.filter((id) => catalogued.has(id));

  test('have the same exercises, in the same order', () => {
    expect(all.map(({ exercise }) => exercise.id)).toEqual(order([...catalogued.keys()]));
  });

  test.each(all.map(({ exercise }) => [exercise.id, exercise] as const))(
    '%s has all steps, as many as the text, and the same nature',
    (id, exercise) => {
      expect({ nature: exercise.nature, steps: exercise.steps.filter(({ isOurs }) => isOurs !== true).length }).toEqual(
        {
          nature: catalogued.get(id)?.nature,
          steps: catalogued.get(id)?.steps.length,
        },
      );
    },
  );
});
