import { chapters, type Exercise, placed } from '../../../src/lessons';
import { describeWithTexts, readText } from '../../support/workshop-texts';

const HEADING = '### Error texts inside other exercises';

/** Ids of the exercises along whose way a cluster refuses or warns, as the index of the catalogue lists them. */
function cataloguedRefusals(): string[] {
  const text = readText('CATALOGUE.md');
  const section = text.slice(text.indexOf(HEADING) + HEADING.length).split(/^#+ /m)[0] ?? '';
  return [...new Set([...section.matchAll(/^\| ([A-Z]+\d*-\d+) \|/gm)].map(([, id = '']) => id))];
}

/** All texts that an exercise wants to be printed, and those of commands that fail today. */
function wantedTexts({ steps }: Exercise): string[] {
  return steps.flatMap(({ see = [], original }) => [
    ...(original?.fails === undefined ? [] : [original.fails]),
    ...see.map((check) => JSON.stringify(check)),
  ]);
}

const REFUSAL =
  /error|refused|invalid|forbidden|not found|warning|cannot|must|already|failed|immutable|unknown flag|Too long|too large|denied|\(NotFound\)/i;

describeWithTexts('refusals along the way', () => {
  const all = new Map(placed(chapters).map(({ exercise }) => [exercise.id, exercise]));

  test.each(cataloguedRefusals())('%s shows what is refused, in words', (id) => {
    const exercise = all.get(id);
    expect(exercise === undefined ? [] : wantedTexts(exercise)).toContainEqual(expect.stringMatching(REFUSAL));
  });
});
