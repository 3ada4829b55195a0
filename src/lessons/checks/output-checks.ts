import type { OutputCheck } from '../model';
import { assignRows, merged } from './assign-rows';
import { readTables, type Row } from './table';
import { type Bindings, matchText } from './text-pattern';

/** What a command printed, both outputs in the order of time, and how it ended. */
export interface Output {
  readonly text: string;
  /** Undefined as long as it goes on. */
  readonly exitCode: number | undefined;
}

/** What came out of looking: what patterns gave names to, or why it is not as it should be. */
export type Verdict = { readonly bindings: Bindings } | { readonly expected: string; readonly actual: string };

/** Whether it is as it should be. */
export const holds = (verdict: Verdict): verdict is { readonly bindings: Bindings } => 'bindings' in verdict;

function linesIn(wanted: readonly string[], text: string, bound: Bindings): Bindings | string {
  const actual = text.split('\n');
  let bindings: Bindings = new Map();
  let place = 0;
  for (const line of wanted) {
    let match: Bindings | undefined;
    while (match === undefined && place < actual.length) {
      match = matchText(line, actual[place] ?? '', merged(bound, bindings), true);
      place += 1;
    }
    if (match === undefined) return line;
    bindings = merged(bindings, match);
  }
  return bindings;
}

const rowText = (row: Row): string =>
  Object.entries(row)
    .map(([column, cell]) => `${column} ${cell}`)
    .join(' | ');

/** Looks at what a command printed. */
export function judgeOutput(check: OutputCheck, { text, exitCode }: Output, bound: Bindings): Verdict {
  const actual = exitCode === undefined || exitCode === 0 ? text : `${text}\n[exit code ${exitCode}]`;
  switch (check.kind) {
    case 'prints': {
      const bindings = matchText(check.text, text, bound);
      return bindings === undefined ? { expected: check.text, actual } : { bindings };
    }
    case 'lines': {
      const found = linesIn(check.lines, text, bound);
      return typeof found === 'string' ? { expected: `the line: ${found}`, actual } : { bindings: found };
    }
    case 'table': {
      const rows = readTables(text);
      const fits = check.others ? rows.length >= check.rows.length : rows.length === check.rows.length;
      const bindings = fits ? assignRows(check.rows, rows, bound) : undefined;
      if (bindings !== undefined) return { bindings };
      const head = check.others ? 'among others the rows:' : 'exactly the rows:';
      return { expected: [head, ...check.rows.map(rowText)].join('\n'), actual };
    }
    case 'exits': {
      const isSo = check.code === undefined ? exitCode !== undefined && exitCode !== 0 : exitCode === check.code;
      const expected = `exit code ${check.code ?? 'other than 0'}`;
      return isSo ? { bindings: new Map() } : { expected, actual: `${text}\n[exit code ${exitCode ?? 'none'}]` };
    }
  }
}
