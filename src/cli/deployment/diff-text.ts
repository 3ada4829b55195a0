import type { Difference } from '../../deploy';
import { loadDeploy } from '../load';
import { type Style, styled } from '../terminal';

const HEADINGS: Readonly<Record<Difference['action'], readonly [string, Style]>> = {
  create: ['create', 'green'],
  change: ['change', 'yellow'],
  delete: ['delete', 'red'],
  keep: ['keep', 'yellow'],
  refused: ['refused', 'red'],
  none: ['same', 'dim'],
};

const LINE_STYLES: Readonly<Record<string, Style>> = { '+': 'green', '-': 'red', '@': 'dim' };

/** A difference as text: a heading, what is to be known, and the lines. */
export function differenceText(difference: Difference, hasColors: boolean): string {
  const { displayName, conflictText } = loadDeploy();
  const { key, action, lines, hasDrifted, conflicts, message, advice } = difference;
  const [word, style] = HEADINGS[action];
  const drift = hasDrifted ? ' (drifted: somebody else changed it)' : '';
  const reason = message === undefined ? '' : `: ${message}`;
  const heading = `${styled(hasColors, style, word)} ${styled(hasColors, 'bold', displayName(key))}${drift}${reason}`;
  const about = [...conflicts.map(conflictText), ...(advice === undefined ? [] : [advice])].map((text) => `  ${text}`);
  const body = lines.map((line) => {
    const lineStyle = LINE_STYLES[line[0] ?? ''];
    return lineStyle === undefined ? line : styled(hasColors, lineStyle, line);
  });
  return `${[heading, ...about, ...body].join('\n')}\n`;
}

/** How many objects there are of each action, and how many have drifted. */
export function countDifferences(differences: readonly Difference[]): Readonly<Record<string, number>> {
  const of = (action: Difference['action']): number => differences.filter((each) => each.action === action).length;
  return {
    create: of('create'),
    change: of('change'),
    delete: of('delete'),
    keep: of('keep'),
    refused: of('refused'),
    same: of('none'),
    drifted: differences.filter(({ hasDrifted }) => hasDrifted).length,
    conflicting: differences.filter(({ conflicts }) => conflicts.length > 0).length,
  };
}

/** The counts in one line. */
export function summaryText(counts: Readonly<Record<string, number>>): string {
  const WORDS: readonly (readonly [string, string])[] = [
    ['create', 'to create'],
    ['change', 'to change'],
    ['delete', 'to delete'],
    ['keep', 'to keep'],
    ['refused', 'refused'],
    ['same', 'the same'],
  ];
  const parts = WORDS.flatMap(([name, words]) => ((counts[name] ?? 0) === 0 ? [] : [`${counts[name]} ${words}`]));
  const drift = (counts['drifted'] ?? 0) === 0 ? '' : `; ${counts['drifted']} drifted`;
  const conflict = (counts['conflicting'] ?? 0) === 0 ? '' : `; ${counts['conflicting']} need --force-conflicts`;
  return `${parts.length === 0 ? 'nothing' : parts.join(', ')}${drift}${conflict}`;
}
