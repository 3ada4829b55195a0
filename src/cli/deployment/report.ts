import type { DeployEvent, ObjectEvent, ObjectKey, Outcome, SuppliedSecret, Target } from '../../deploy';
import { loadDeploy } from '../load';
import { counted, type Style, styled, type Terminal } from '../terminal';

/** Says what happens, in one form or another. */
export interface DeploymentReport {
  readonly target: (environment: string, target: Target) => void;
  readonly secret: (secret: SuppliedSecret) => void;
  readonly event: (event: DeployEvent) => void;
  /** Something else that is to be known: a line for people, and one for machines. */
  readonly note: (words: string, more: Readonly<Record<string, unknown>>) => void;
  /** Where things are, for a person at a terminal: gone with the next line. */
  readonly progress: (words: string) => void;
  readonly interrupting: () => void;
  /** The last word. */
  readonly end: (words: string, more: Readonly<Record<string, unknown>>) => void;
  readonly failure: (error: Error) => void;
  readonly counts: ReadonlyMap<Outcome, number>;
}

/** The first line of everything: where it goes. */
export const targetText = (environment: string, { context, server, source }: Target): string =>
  `environment ${environment}, context ${context} (${server}), from ${source}`;

const STYLES: Readonly<Partial<Record<Outcome, Style>>> = {
  created: 'green',
  changed: 'yellow',
  deleted: 'red',
  failed: 'red',
  unready: 'red',
  skipped: 'yellow',
  kept: 'yellow',
  ready: 'green',
};

const WIDTH = 10;

function count(counts: Map<Outcome, number>, event: DeployEvent): void {
  if (event.type === 'object') counts.set(event.outcome, (counts.get(event.outcome) ?? 0) + 1);
}

/** Lines for people, and a line at the bottom of a terminal that says what is waited for. */
export function textReport(terminal: Terminal): DeploymentReport {
  const counts = new Map<Outcome, number>();
  const { displayName, conflictText } = loadDeploy();
  const awaited = new Set<string>();
  const nameOf = (key: ObjectKey): string => displayName(key);
  let isWaiting = false;
  let waitsFor = '';
  const clear = (): void => {
    if (isWaiting) terminal.err('\r\u001b[K');
    isWaiting = false;
  };
  const line = (text: string): void => {
    clear();
    terminal.out(`${text}\n`);
  };
  const object = (event: ObjectEvent): void => {
    const { outcome, key, message, advice, conflicts = [], evidence = [] } = event;
    // What was ready at once, or did not change, is in the summary.
    if (outcome === 'unchanged' || (outcome === 'ready' && !awaited.has(nameOf(key)))) return;
    const word = outcome.padEnd(WIDTH);
    const style = STYLES[outcome];
    const reason = message === undefined || conflicts.length > 0 ? '' : `: ${message}`;
    line(`${style === undefined ? word : styled(terminal.hasColorsOut, style, word)} ${nameOf(key)}${reason}`);
    const indent = ' '.repeat(WIDTH + 1);
    for (const conflict of conflicts) line(`${indent}${conflictText(conflict)}`);
    for (const each of evidence) line(`${indent}${each.about}: ${each.kind === 'log' ? 'log: ' : ''}${each.text}`);
    if (advice !== undefined) line(`${indent}${styled(terminal.hasColorsOut, 'bold', advice)}`);
  };
  const progress = (text: string): void => {
    if (!terminal.isInteractive || (isWaiting && text === waitsFor)) return;
    clear();
    terminal.err(styled(terminal.hasColorsErr, 'dim', text.slice(0, 110)));
    [isWaiting, waitsFor] = [true, text];
  };
  const waiting = (event: Extract<DeployEvent, { type: 'waiting' }>): void => {
    for (const { key } of event.waiting) awaited.add(nameOf(key));
    const [first] = event.waiting;
    if (first === undefined) return;
    const others = event.waiting.length > 1 ? ` and ${event.waiting.length - 1} more` : '';
    progress(`[${event.done}/${event.total}] ${nameOf(first.key)}: ${first.message}${others}`);
  };
  return {
    counts,
    target: (environment, target) => line(styled(terminal.hasColorsOut, 'bold', targetText(environment, target))),
    secret: ({ namespace, name, keys, from }) =>
      line(`secret     ${namespace}/${name} (${keys.join(', ')}) from ${from}`),
    event: (event) => {
      count(counts, event);
      if (event.type === 'object') object(event);
      else if (event.type === 'waiting') waiting(event);
      else
        line(
          `${styled(terminal.hasColorsOut, 'yellow', 'warning'.padEnd(WIDTH))} ${event.key === undefined ? '' : `${nameOf(event.key)}: `}${event.message}`,
        );
    },
    interrupting: () => {
      clear();
      terminal.err('interrupted: what was begun is finished; again to end at once\n');
    },
    note: (words) => line(words),
    progress,
    end: (words) => line(styled(terminal.hasColorsOut, 'bold', words)),
    failure: (error) => {
      clear();
      terminal.err(`workshop: ${error.message}\n`);
    },
  };
}

/** A line of JSON for each thing that happens. */
export function linesReport(terminal: Terminal): DeploymentReport {
  const counts = new Map<Outcome, number>();
  const line = (value: object): void => terminal.out(`${JSON.stringify(value)}\n`);
  return {
    counts,
    target: (environment, target) => line({ type: 'target', environment, ...target }),
    secret: (secret) => line({ type: 'secret', ...secret }),
    event: (event) => {
      count(counts, event);
      if (event.type !== 'object') {
        line(event);
        return;
      }
      const { key, type, outcome, stack, ...more } = event;
      line({ type, outcome, ...key, stack, ...more });
    },
    interrupting: () => line({ type: 'interrupted' }),
    note: (words, more) => line({ ...more, message: words }),
    progress: () => undefined,
    end: (words, more) => line({ type: 'summary', message: words, ...more, counts: Object.fromEntries(counts) }),
    failure: ({ name, message }) => line({ type: 'error', error: { kind: name, message } }),
  };
}

/** For commands whose result is one document. */
export function silentReport(): DeploymentReport {
  const nothing = (): void => undefined;
  return {
    counts: new Map(),
    target: nothing,
    secret: nothing,
    event: nothing,
    note: nothing,
    progress: nothing,
    interrupting: nothing,
    end: nothing,
    failure: nothing,
  };
}

/** Counts in words: `3 created, 2 unchanged`. */
export function countsText(counts: ReadonlyMap<Outcome, number>, outcomes: readonly Outcome[]): string {
  const parts = outcomes.flatMap((outcome) => {
    const number = counts.get(outcome) ?? 0;
    return number === 0 ? [] : [`${number} ${outcome}`];
  });
  return parts.length === 0 ? `${counted(0, 'object')}` : parts.join(', ');
}
