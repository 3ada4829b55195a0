import type { Check, OutputCheck } from '../model';

/** What a kubectl says otherwise than those before it. */
interface Wording {
  /** Minor version of the first that says it so. */
  readonly since: number;
  readonly now: RegExp;
  readonly before: string;
}

/** Lessons say what the newest kubectl says. Source: shared recordings of kubectl 1.28 to 1.36. */
const WORDINGS: readonly Wording[] = [
  { since: 34, now: /^(\S+ "[^"\n]*" (?:force )?deleted) from \S+ namespace$/gm, before: '$1' },
  { since: 34, now: /^Warning: (version difference between client )/gm, before: 'WARNING: $1' },
  // Of a Job. No kubectl 1.29 was asked.
  { since: 30, now: /^(?:Suspend:\s+(?:true|false)|Backoff Limit:\s+\d+)$\n?/gm, before: '' },
  // Source: kubernetes/kubernetes#125117.
  { since: 31, now: /^(LoadBalancer Ingress:\s+\S+) \(VIP\)$/gm, before: '$1' },
  { since: 31, now: /^Internal Traffic Policy: .*\n?/gm, before: '' },
  // No kubectl 1.31, 1.33 and 1.35 were asked.
  { since: 34, now: /^((?:Host )?Port:\s+\d+\/\w+) \(\S+\)$/gm, before: '$1' },
  { since: 36, now: /(\bkubelet\s+)spec\.\w+\{[^{}]*\}: /g, before: '$1' },
  // Of a template of Pods. No kubectl 1.29 was asked.
  { since: 30, now: /^ {2}(?:Node-Selectors|Tolerations):\s.*\n?/gm, before: '' },
  // No kubectl 1.33 and 1.35 were asked.
  { since: 34, now: /^Flag --cpu-percent has been deprecated, .*\n/gm, before: '' },
  {
    since: 36,
    now: /^Warning: resource \S+ was previously managed with 'kubectl apply'\. Rolling back .*\n/gm,
    before: '',
  },
  // No kubectl 1.31 was asked.
  { since: 32, now: /<error: services "(\S+)" not found>/g, before: '<error: endpoints "$1" not found>' },
  { since: 32, now: /\b(CPU|MEMORY)\(%\)/g, before: '$1%' },
];

const worded = (text: string, minor: number): string =>
  WORDINGS.filter(({ since }) => minor < since).reduce((said, { now, before }) => said.replace(now, before), text);

/** What a kubectl of 1.`minor` prints in place of what the newest does. */
export function asPrintedBy<Asked extends OutputCheck | Check>(check: Asked, minor: number): Asked {
  switch (check.kind) {
    case 'prints':
      return { ...check, text: worded(check.text, minor) };
    case 'lines':
      // A line that is not said at all is not looked for.
      return { ...check, lines: check.lines.map((line) => worded(line, minor)).filter((line) => line !== '') };
    case 'asks':
      return { ...check, see: check.see.map((each) => asPrintedBy(each, minor)) };
    default:
      return check;
  }
}
