import type { Problem, Step, StepResult } from '../../lessons';
import { styled } from '../terminal';

const indented = (text: string, by = '    '): string => text.replace(/^(?=.)/gm, by);

/** Words broken into lines of 100 columns. */
export function wrapped(text: string, by: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && by.length + line.length + 1 + word.length > 100) {
      lines.push(by + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, by + line].join('\n');
}

/** Lines as they are typed, each behind a prompt. */
export const prompted = (lines: string): string =>
  lines
    .trim()
    .split('\n')
    .map((line, index) => (index > 0 && /^\s/.test(line) ? `    > ${line}` : `    $ ${line}`))
    .join('\n');

/** What there is to do in a step: the task, the commands, those of the text where they are others. */
export function taskText(
  step: Step,
  number: number,
  count: number,
  typed: string | undefined,
  hasColors: boolean,
): string {
  const parts = [wrapped(styled(hasColors, 'bold', `${number}/${count}`) + ` ${step.task}`, '  ')];
  if (step.writes !== undefined) parts.push(`    files: ${Object.keys(step.writes).join(', ')} (saved for you)`);
  if (typed !== undefined) {
    const place = step.terminal === undefined ? '' : `    in a ${step.terminal} terminal:\n`;
    parts.push(place + prompted(typed));
  }
  if (step.original !== undefined) {
    parts.push(
      styled(
        hasColors,
        'dim',
        `    the text types:\n${prompted(step.original.run)}\n${wrapped(step.original.why, '    ')}`,
      ),
    );
  }
  if (step.outside !== undefined) parts.push(wrapped(`Not carried out here: ${step.outside}`, '    '));
  return `${parts.join('\n')}\n`;
}

export const problemText = ({ kind, expected, actual }: Problem): string => {
  const head = {
    wrong: 'not seen',
    vacuous: 'seen before the step already: nothing is shown by',
    failed: 'cannot be carried out',
  }[kind];
  return `      ${head}\n      expected:\n${indented(expected, '        ')}\n      actual:\n${indented(actual, '        ')}\n`;
};

/** A step that failed: what was typed, what was expected, what came. */
export function failureText({ number, step, typed, problems }: StepResult): string {
  const what = typed === undefined ? step.task : `$ ${typed}`;
  return `    step ${number}: ${what.replace(/\n/g, '\n      ')}\n${problems.map(problemText).join('')}`;
}
