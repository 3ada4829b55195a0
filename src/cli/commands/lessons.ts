import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { chosenExercises } from '../lessons/choose';
import { readProgress } from '../lessons/progress-file';
import { loadLessons } from '../load';
import { styled } from '../terminal';

/** `workshop lessons`: what there is to learn. */
export const lessons: Command = {
  name: 'lessons',
  summary: 'List the exercises of the workshops, and how far you are',
  positionals: ['[NAME]'],
  options: { output: OUTPUT_OPTION },
  details: `
NAME is a workshop (AWSME, COINS, KUAR, VOTE, TACC), a chapter (KUAR05) or an exercise (AWSME-22).

Examples:
  workshop lessons
  workshop lessons KUAR05
  workshop lessons COINS -o json
`,
  run: (given, terminal) => {
    const name = given.argument(0);
    const chosen = chosenExercises(name === undefined ? [] : [name]);
    const progress = readProgress();
    if (given.text('output') === 'json') {
      printJson(terminal, {
        lessons: chosen.map(({ chapter, exercise: { id, title, goal, nature, steps } }) => ({
          id,
          title,
          goal,
          nature,
          workshop: chapter.workshop,
          chapter: chapter.title,
          steps: steps.length,
          done: progress[id]?.done ?? 0,
        })),
      });
      return EXIT.ok;
    }
    let last: string | undefined;
    for (const { chapter, exercise } of chosen) {
      const workshop = loadLessons().workshops.find((each) => each.name === chapter.workshop);
      const head = `${workshop?.title ?? chapter.workshop}: ${chapter.title}`;
      if (head !== last)
        terminal.out(`${last === undefined ? '' : '\n'}${styled(terminal.hasColorsOut, 'bold', head)}\n`);
      last = head;
      const { id, title, nature, steps } = exercise;
      const done = progress[id]?.done ?? 0;
      const mark = done === 0 ? '     ' : done >= steps.length ? 'done ' : `${done}/${steps.length}`.padEnd(5);
      const kind = nature === 'normal' ? '' : ` (${nature})`;
      terminal.out(`  ${mark} ${id.padEnd(9)} ${title}${kind}\n`);
    }
    terminal.out(`\n${chosen.length} exercises; 'workshop lesson ID' begins one\n`);
    return EXIT.ok;
  },
};
