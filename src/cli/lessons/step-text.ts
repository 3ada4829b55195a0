import type { Check, Problem, Step, StepResult } from '../../lessons';
import { styled } from '../terminal';
import { prompted } from './prompted';

export const indented = (text: string, by = '    '): string => text.replace(/^(?=.)/gm, by);

/** How a command goes on that does not end by itself, for those who type it. */
const COURSES: Readonly<Record<string, string>> = {
  watches: 'it goes on until you press Ctrl-C',
  stays: 'leave it running, and go on in another terminal',
  enters: 'it opens a shell elsewhere: the next commands for it are typed there',
  leaves: 'you are back in your own shell then',
};

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

/** What there is to do in a step: the task, the commands, those of the text where they are others. */
export function taskText(step: Step, place: string, hasColors: boolean): string {
  const parts = [wrapped(`${place} ${step.task}`, '  ').replace(place, styled(hasColors, 'bold', place))];
  if (step.writes !== undefined) parts.push(`    files: ${Object.keys(step.writes).join(', ')} (saved for you)`);
  if (step.run !== undefined) {
    const isOwn = step.course === 'enters' || step.course === 'stays' || step.course === 'watches';
    const where =
      step.terminal === undefined
        ? ''
        : `    in ${isOwn ? 'a terminal of its own, called' : 'the terminal'} ${step.terminal}:\n`;
    const goesOn = step.course === undefined ? undefined : COURSES[step.course];
    parts.push(where + prompted(step.run));
    if (goesOn !== undefined) parts.push(styled(hasColors, 'dim', `    ${goesOn}`));
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

/** A pattern as it reads: `<age>` for what nobody can know. */
const readable = (pattern: string): string =>
  pattern.replace(/\{\{\s*\$?(\w+)(?: as \w+)?\s*\}\}/g, (_, word: string) => `<${word}>`);

/** What the command of a step prints, as far as its lesson says. */
function expectedText(check: Check): string {
  switch (check.kind) {
    case 'prints':
      return readable(check.text);
    case 'lines':
      return readable(['among others:', ...check.lines].join('\n'));
    case 'table':
      return readable(check.rows.map((row) => Object.values(row).join('   ')).join('\n'));
    default:
      return '';
  }
}

/** Help for who is stuck: the hint, commands for what the task says in words only, and what there is to be seen. */
export function hintText({ hint, hand, run, outside, see = [] }: Step): string {
  const parts = hint === undefined ? [] : [wrapped(hint, '  ')];
  if (hand !== undefined) parts.push(`  as commands:\n${prompted(hand)}`);
  if (run !== undefined && outside === undefined) parts.push(`  type:\n${prompted(run)}`);
  const expected = see.map(expectedText).filter((text) => text.trim() !== '');
  if (expected.length > 0) parts.push(`  what you should see:\n${indented(expected.join('\n'), '      ')}`);
  return parts.length === 0 ? '  there is nothing to type: read the task\n' : `${parts.join('\n')}\n`;
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
