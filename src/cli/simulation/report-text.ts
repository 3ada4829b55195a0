import type { ReachableAddress } from '../../simulator/edge';
import { urlsText } from '../cluster/urls-text';
import { counted, styled } from '../terminal';
import type { LoadReport, StackReport, Unready } from './load-stacks';

/** `9 objects, ready after 14 s`: a stack in one line. */
export function readyLine({ name, objects, readyAfterSeconds }: StackReport, hasColors: boolean): string {
  const after = readyAfterSeconds === undefined ? '' : ` after ${readyAfterSeconds} s`;
  return `${name}: ${counted(objects, 'object')}, ${styled(hasColors, 'green', 'ready')}${after}\n`;
}

function unreadyLines({ kind, namespace, name, missing, evidence }: Unready): string[] {
  const place = namespace === undefined ? '' : ` in ${namespace}`;
  return [
    `  ${kind} ${name}${place}: ${missing}`,
    ...evidence.map(
      ({ subject, reason, message }) => `    ${subject}: ${reason}${message === '' ? '' : `: ${message}`}`,
    ),
  ];
}

/** A stack that is not ready, with the reasons. */
export function unreadyText({ name, objects, errors, unready }: StackReport, hasColors: boolean): string {
  const lines = [
    `${name}: ${counted(objects, 'object')}, ${styled(hasColors, 'red', 'not ready')}`,
    ...errors.map(({ file, message }) => `  ${file}: ${message}`),
    ...unready.flatMap(unreadyLines),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was made up and what came of everything. */
export function summaryText(
  { stacks, generatedSecrets, isReady, isSettled, ...rest }: LoadReport,
  hasColors: boolean,
): string {
  const lines: string[] = [];
  for (const { namespace, name, keys } of generatedSecrets) {
    lines.push(`generated Secret ${namespace}/${name} (${keys.join(', ')}): the deployment would bring it`);
  }
  const ready = stacks.filter((stack) => stack.isReady).length;
  const objects = stacks.reduce((sum, stack) => sum + stack.objects, 0);
  const count = `${ready} of ${counted(stacks.length, 'stack')} ready`;
  const text = `${styled(hasColors, isReady ? 'bold' : 'red', count)}, ${counted(objects, 'object')}, after ${rest.virtualSeconds} s of the cluster's time`;
  lines.push(text);
  if (!isSettled) lines.push(`still changing: ${rest.stillChanging.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** Most addresses that are told at once. */
const URLS_MAX = 8;

/** Where what was started answers: a few lines, and how to see the others. */
export function reachText(all: readonly ReachableAddress[]): string {
  const urls = all.filter(({ waitsFor }) => waitsFor === undefined);
  if (urls.length === 0) return '';
  const lines = urlsText(urls.slice(0, URLS_MAX)).split('\n');
  const more = urls.length > URLS_MAX ? [`and ${urls.length - URLS_MAX} more: workshop urls`] : [];
  return [...lines, ...more].map((line) => `  ${line}\n`).join('');
}
