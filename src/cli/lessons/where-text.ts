import type { Exercise, Stage } from '../../lessons';

/** Jumps of the clock that nobody notices. */
const NOTICED_MINUTES = 5;

/**
 * What a terminal has to know for the steps of an exercise, as lines to be typed: variables that it begins with, and
 * `workshop` where it is used. `isContinued` when the terminal has the variables from the exercise before.
 */
export function ownLines(
  { begin: { commands = '' } = {}, steps }: Exercise,
  workshop: readonly string[],
  isContinued: boolean,
): readonly string[] {
  const typed = steps.map(({ run = '', hand = '', task }) => `${run}\n${hand}\n${task}`).join('\n');
  const isUsed = (line: string): boolean => {
    const name = /^(?:export )?(\w+)=/.exec(line)?.[1];
    return name !== undefined && new RegExp(`\\$\\{?${name}\\b`).test(typed);
  };
  const usesWorkshop = /\bworkshop (?:cluster|simulate|urls)\b/.test(typed);
  return [
    ...(usesWorkshop ? [`alias workshop='${workshop.join(' ')}'`] : []),
    ...(isContinued ? [] : commands.split('\n').filter(isUsed)),
  ];
}

/** What a participant types first, in the terminal beside this one. */
export function whereText({ kubeconfig, folder }: Stage, lines: readonly string[], behindMs: number): string {
  const all = [`export KUBECONFIG=${kubeconfig}`, `cd ${folder}`, ...lines];
  const minutes = Math.round(behindMs / 60_000);
  const late =
    minutes < NOTICED_MINUTES
      ? ''
      : `The clock of the cluster is ${minutes} minutes behind yours: it jumps ahead where the text waits.\n`;
  return `\nIn another terminal:\n${all.map((line) => `  ${line}\n`).join('')}${late}`;
}
